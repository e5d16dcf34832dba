package bot

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"time"

	tg "github.com/go-telegram/bot"
)

const maxUpdate = 1 << 20

// Webhook receives updates by HTTP. Any 2xx answer makes Telegram forget the
// update, so 200 is said only after the inbox has it; when Redis is away the
// answer is 503 and Telegram tries again. The body stays empty, for Telegram
// would carry out a method found there. Without a secret nobody gets in.
func (b *Bot) Webhook(secret string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
		status := http.StatusUnauthorized
		if secret != "" && subtle.ConstantTimeCompare([]byte(given), []byte(secret)) == 1 {
			status = b.deliver(w, r)
		}
		if status/100 == 4 {
			b.count.Refused.Add(1)
		}
		w.WriteHeader(status)
	})
}

func (b *Bot) deliver(w http.ResponseWriter, r *http.Request) int {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	update, headErr := readHead(raw)
	if err != nil || headErr != nil {
		return http.StatusBadRequest
	}
	if err := b.inbox.Put(r.Context(), update); err != nil {
		b.count.Unstored.Add(1)
		b.log.Error("webhook: not stored", "err", err)
		w.Header().Set("Retry-After", "5")
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// Listen tells Telegram where to deliver, and until ctx ends keeps note that
// the way in is open. Secret is 1 to 256 letters, digits, "_" or "-".
func (b *Bot) Listen(ctx context.Context, url, secret string) error {
	_, err := b.lib.SetWebhook(ctx, &tg.SetWebhookParams{URL: url, SecretToken: secret, AllowedUpdates: wanted[:]})
	if err != nil {
		return b.kind("set webhook", err)
	}
	mark := time.NewTicker(markEvery)
	defer mark.Stop()
	for {
		b.markListening(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-mark.C:
		}
	}
}
