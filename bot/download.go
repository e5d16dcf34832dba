package bot

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"dutybook/activity"
)

// MaxDownload is how large a file Telegram hands to bots.
const MaxDownload = 20 << 20

// Download fetches the bytes of a file somebody sent. A file that is too large,
// or that Telegram does not have any more, is activity.ErrInvalid.
func (b *Bot) Download(ctx context.Context, id string) ([]byte, error) {
	var found struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	if err := b.api.call(ctx, "getFile", map[string]string{"file_id": id}, &found); err != nil {
		return nil, b.kind("find file", err)
	}
	if found.Path == "" || found.Size > MaxDownload {
		return nil, fmt.Errorf("bot: a file of %d bytes: %w", found.Size, activity.ErrInvalid)
	}
	return b.download(ctx, found.Path)
}

// download reads a file of the server. The address holds the token, so errors
// of the way there are told without it.
func (b *Bot) download(ctx context.Context, path string) ([]byte, error) {
	address := b.api.files + (&url.URL{Path: path}).EscapedPath()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, b.kind("fetch file", b.hide.of("file", err))
	}
	resp, err := b.api.http.Do(req)
	if err != nil {
		return nil, b.kind("fetch file", b.hide.of("file", err))
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("bot: fetch file: answered %d: %w", resp.StatusCode, kindOfStatus(resp.StatusCode))
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, MaxDownload+1))
	switch {
	case err != nil:
		return nil, b.kind("fetch file", b.hide.of("file", err))
	case len(data) > MaxDownload:
		return nil, fmt.Errorf("bot: fetch file: too large: %w", activity.ErrInvalid)
	}
	return data, nil
}

func kindOfStatus(status int) error {
	if status >= 500 || status == http.StatusTooManyRequests {
		return activity.ErrAway
	}
	return activity.ErrInvalid
}
