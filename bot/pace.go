package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"dutybook/activity"
)

// Pace is how fast messages may be sent.
type Pace struct {
	// Overall bounds all chats together, and all processes; Private one private
	// chat, Group one group. Each may burst a little.
	Overall, Private, Group rate.Limit
}

// TelegramPace stays inside what Telegram grants a bot: 30 messages a second
// in all, one a second to a person, twenty a minute to a group.
func TelegramPace() Pace {
	return Pace{Overall: 25, Private: 1, Group: rate.Every(time.Minute / 17)}
}

// Unlimited is for a Telegram on the same machine.
func Unlimited() Pace { return Pace{rate.Inf, rate.Inf, rate.Inf} }

const (
	// Bursts come on top: 25 and 5 a second, 17 and 3 a minute.
	overallBurst = 5
	chatBurst    = 3
	maxChats     = 10_000 // limiters kept; beyond, bursts begin anew
)

// pace lets messages out in time.
type pace struct {
	Pace
	overall *rate.Limiter

	mu    sync.Mutex
	chats map[activity.ChatID]*rate.Limiter
	held  int           // chats that Telegram asked to wait
	gate  chan struct{} // not nil while several are: then the limit is everybody's
}

func newPace(p Pace) *pace {
	if p == (Pace{}) {
		p = TelegramPace()
	}
	return &pace{Pace: p, overall: rate.NewLimiter(p.Overall, overallBurst), chats: map[activity.ChatID]*rate.Limiter{}}
}

// divide gives this process its part when several send for one bot.
func (p *pace) divide(processes int) {
	if limit := p.Overall / rate.Limit(max(1, processes)); limit != p.overall.Limit() {
		p.overall.SetLimit(limit)
	}
}

// wait returns when the next message to a chat may go out.
func (p *pace) wait(ctx context.Context, chat activity.ChatID) error {
	if err := p.chat(chat).Wait(ctx); err != nil {
		return err
	}
	if err := p.overall.Wait(ctx); err != nil {
		return err
	}
	p.mu.Lock()
	gate := p.gate
	p.mu.Unlock()
	if gate == nil {
		return nil
	}
	select {
	case <-gate:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// now reports whether a message to a chat may go out without waiting, and
// counts it.
func (p *pace) now(chat activity.ChatID) bool {
	p.mu.Lock()
	gate := p.gate
	p.mu.Unlock()
	return gate == nil && p.chat(chat).Allow() && p.overall.Allow()
}

// hold waits as long as Telegram asked a chat to. When it asks several chats at
// once it means the bot, and all wait.
func (p *pace) hold(ctx context.Context, d time.Duration) {
	p.mu.Lock()
	if p.held++; p.held == 2 {
		p.gate = make(chan struct{})
	}
	p.mu.Unlock()
	pause(ctx, d)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held--; p.held == 1 {
		close(p.gate)
		p.gate = nil
	}
}

func (p *pace) chat(chat activity.ChatID) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.chats[chat]
	if l == nil {
		if len(p.chats) >= maxChats {
			clear(p.chats)
		}
		limit := p.Private
		if chat < 0 {
			limit = p.Group
		}
		l = rate.NewLimiter(limit, chatBurst)
		p.chats[chat] = l
	}
	return l
}
