package bot

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"

	tg "github.com/go-telegram/bot"
)

const maxUpdate = 1 << 20

// Webhook receives updates by HTTP. Any 2xx answer makes Telegram forget the
// update, so 200 is said only after the inbox has it; when Redis is away the
// answer is 503 and Telegram tries again.
func (b *Bot) Webhook(secret string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
		if subtle.ConstantTimeCompare([]byte(given), []byte(secret)) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(b.deliver(w, r))
	})
}

func (b *Bot) deliver(w http.ResponseWriter, r *http.Request) int {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	id, idErr := updateID(raw)
	if err != nil || idErr != nil {
		return http.StatusBadRequest
	}
	if err := b.inbox.Put(r.Context(), id, raw); err != nil {
		b.log.Error("webhook: not stored", "err", err)
		w.Header().Set("Retry-After", "5")
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// SetWebhook tells Telegram where to deliver. Secret is 1 to 256 letters,
// digits, "_" or "-".
func (b *Bot) SetWebhook(ctx context.Context, url, secret string) error {
	_, err := b.api.SetWebhook(ctx, &tg.SetWebhookParams{URL: url, SecretToken: secret, AllowedUpdates: wanted[:]})
	return b.kind("set webhook", err)
}
