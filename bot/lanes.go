package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"dutybook/activity"
)

// lanes keeps one queue per chat: within a chat work is done in order, a slow
// chat holds up nobody else. A lane's goroutine lives while it has work.
type lanes struct {
	work  func(context.Context, activity.Delivery, incoming)
	slots chan struct{} // how much may be in hand at once
	mu    sync.Mutex
	queue map[activity.ChatID][]func()
	all   sync.WaitGroup
}

const inHand = 1000

func newLanes(work func(context.Context, activity.Delivery, incoming)) *lanes {
	return &lanes{work: work, slots: make(chan struct{}, inHand), queue: map[activity.ChatID][]func(){}}
}

// put appends work to its chat's lane, waiting while too much is in hand.
func (l *lanes) put(ctx context.Context, d activity.Delivery, in incoming) {
	l.slots <- struct{}{}
	job := func() {
		defer func() { <-l.slots }()
		l.work(ctx, d, in)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting, running := l.queue[in.Chat]
	l.queue[in.Chat] = append(waiting, job)
	if !running {
		l.all.Add(1)
		go l.run(in.Chat)
	}
}

func (l *lanes) run(chat activity.ChatID) {
	defer l.all.Done()
	for {
		l.mu.Lock()
		jobs := l.queue[chat]
		if len(jobs) == 0 {
			delete(l.queue, chat)
			l.mu.Unlock()
			return
		}
		l.queue[chat] = jobs[1:]
		l.mu.Unlock()
		jobs[0]()
	}
}

func (l *lanes) wait() { l.all.Wait() }

// dispatch decodes an update and puts it on its lane. What cannot be decoded
// is buried, so that it stops nobody.
func (b *Bot) dispatch(ctx context.Context, l *lanes, d activity.Delivery) {
	in, ok, err := decode(d.Raw)
	switch {
	case err != nil:
		b.log.Error("update buried", "entry", d.ID, "err", err)
		b.settle(ctx, d, func(ctx context.Context) error { return b.inbox.Bury(ctx, d, "undecodable") })
	case !ok:
		b.settle(ctx, d, func(ctx context.Context) error { return b.inbox.Done(ctx, d) })
	default:
		l.put(ctx, d, in)
	}
}

// maxTries is how often an update may fail before it is buried. Failing
// because something is away does not count.
const maxTries = 3

// finish handles an update until it is answered, buried, or the work is
// stopped; then the next start finds it again.
func (b *Bot) finish(ctx context.Context, d activity.Delivery, in incoming) {
	wait := retryMin
	for try := d.Tries; ctx.Err() == nil; {
		err := b.answerSafely(ctx, in)
		if err == nil || errors.Is(err, activity.ErrGone) {
			b.settle(ctx, d, func(ctx context.Context) error { return b.inbox.Done(ctx, d) })
			return
		}
		b.log.Error("message not handled", "entry", d.ID, "chat", in.Chat, "try", try, "err", err)
		if !errors.Is(err, activity.ErrAway) {
			try++
		}
		if try >= maxTries {
			b.settle(ctx, d, func(ctx context.Context) error { return b.inbox.Bury(ctx, d, "failed") })
			return
		}
		pause(ctx, wait)
		wait = min(2*wait, retryMax)
	}
}

// settle takes an update out of the inbox, trying until it worked or the work
// is stopped: an update left there would be handled again, not lost.
func (b *Bot) settle(ctx context.Context, d activity.Delivery, out func(context.Context) error) {
	for wait := retryMin; ctx.Err() == nil; wait = min(2*wait, retryMax) {
		err := out(ctx)
		if err == nil {
			return
		}
		b.log.Error("inbox entry not settled", "entry", d.ID, "err", err)
		pause(ctx, wait)
	}
}

// answerSafely turns a panic into an error, so that one message cannot end the
// program.
func (b *Bot) answerSafely(ctx context.Context, in incoming) (err error) {
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("panic", "chat", in.Chat, "stack", string(debug.Stack()))
			err = fmt.Errorf("bot: panic of type %T", p)
		}
	}()
	return b.answer(ctx, in)
}

// answer lets the handler speak into the chat, with a typing sign while it
// takes its time.
func (b *Bot) answer(ctx context.Context, in incoming) error {
	c := &conversation{bot: b, in: in}
	signs, stop := context.WithCancel(ctx)
	var waiting sync.WaitGroup
	waiting.Go(func() { c.showLife(signs) })
	err := b.handle(ctx, in.Message, c.say)
	stop()
	waiting.Wait()
	if err == nil {
		c.toast(ctx, "")
	}
	return err
}

const (
	typingAfter = 400 * time.Millisecond
	typingLasts = 4 * time.Second
)

// showLife shows "typing…" as long as ctx lasts, and takes the waiting sign off
// a pressed button, for which Telegram grants little time.
func (c *conversation) showLife(ctx context.Context) {
	pause(ctx, typingAfter)
	for ctx.Err() == nil {
		c.toast(ctx, "")
		c.typing(ctx)
		pause(ctx, typingLasts)
	}
}
