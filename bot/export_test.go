package bot

import (
	"net/http"
	"time"
)

// SetDrain shortens what a test waits for.
func (b *Bot) SetDrain(d time.Duration) { b.drain = d }

// SetCalm shortens how long suspects wait.
func (b *Bot) SetCalm(d time.Duration) { b.calmIn = d }

// SetTransport lets a test see requests of both ways of calling.
func (b *Bot) SetTransport(t http.RoundTripper) { b.api.http.Transport = t }

// Split is how a text becomes messages.
var Split = split
