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

const (
	// drainFor is how long work begun before a stop may take to finish.
	drainFor = 20 * time.Second
	// calmAfter is how long a process must have been at work before it begins
	// what others may have died of.
	calmAfter = 5 * time.Second
	// readAhead is how much of each lane is read at once.
	readAhead = 100
	// maxTries is how often an update may fail before it is buried. That
	// something is away does not count.
	maxTries = 3
)

// Work handles what the inbox holds for this process until ctx ends, then lets
// work in hand finish for at most twenty seconds. What is not finished stays in
// the inbox, for whoever works on it next.
func (b *Bot) Work(ctx context.Context) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var keeping sync.WaitGroup
	kept, leave := context.WithCancel(context.WithoutCancel(ctx))
	keeping.Go(func() {
		b.inbox.Keep(kept, func(err error) { b.log.Error("lanes not held", "err", err) })
	})
	calm, end := context.WithTimeout(working, b.calmIn)
	defer end()
	b.calm = calm.Done()
	l := newLanes()
	b.feed(ctx, working, l)

	b.inbox.Retire()
	timeout := time.AfterFunc(b.drain, stop)
	l.wait()
	timeout.Stop()
	leave()
	keeping.Wait()
	return nil
}

// feed puts what the inbox hands out on its lanes until ctx ends.
func (b *Bot) feed(ctx, working context.Context, l *lanes) {
	wait := retryMin
	for ctx.Err() == nil {
		deliveries, err := b.inbox.Next(ctx, readAhead)
		if err != nil && ctx.Err() == nil {
			b.log.Error("inbox not readable", "err", err)
			pause(ctx, wait)
			wait = min(2*wait, retryMax)
			continue
		}
		wait = retryMin
		b.pace.divide(b.inbox.Processes())
		for _, d := range deliveries {
			b.dispatch(working, l, d)
		}
	}
}

// dispatch decodes a delivery and puts it on its lane. What cannot be decoded
// is buried, so that it stops nobody.
func (b *Bot) dispatch(ctx context.Context, l *lanes, d activity.Delivery) {
	ctx = activity.WithEntry(ctx, d.ID)
	in, ok, err := b.read(d)
	switch {
	case err != nil:
		b.log.ErrorContext(ctx, "update buried", "err", err)
		l.put(0, func() { b.bury(ctx, d, "undecodable") })
	case !ok:
		l.put(0, func() { b.done(ctx, d) })
	default:
		l.put(in.Chat, func() { b.finish(ctx, d, in) })
	}
}

func (b *Bot) read(d activity.Delivery) (incoming, bool, error) {
	if d.Notice != nil {
		b.count.Notices.Add(1)
		return incoming{Message: *d.Notice}, true, nil
	}
	in, ok, err := decode(d.Raw, b.me)
	switch {
	case err != nil || !ok:
		b.count.Others.Add(1)
	case in.Kind == activity.Edit:
		b.count.Edits.Add(1)
	case in.Kind == activity.Press:
		b.count.Presses.Add(1)
	default:
		b.count.Messages.Add(1)
	}
	return in, ok, err
}

// finish handles a delivery until it is answered, buried, taken over by
// another process, or the work is stopped; in the last two cases it stays in
// the inbox.
func (b *Bot) finish(ctx context.Context, d activity.Delivery, in incoming) {
	tries := d.Tries
	for wait := retryMin; ctx.Err() == nil && b.inbox.Holds(d); wait = min(2*wait, retryMax) {
		if tries >= maxTries {
			b.bury(ctx, d, "failed")
			return
		}
		err := b.attempt(ctx, &d, in)
		if err == nil || errors.Is(err, activity.ErrGone) {
			b.count.Handled.Add(1)
			if err == nil && in.Kind != activity.Notice {
				d.From = in.Chat
			}
			b.done(ctx, d)
			return
		}
		if ctx.Err() != nil || errors.Is(err, errNotHeld) {
			return
		}
		b.log.ErrorContext(ctx, "message not handled", "chat", in.Chat, "tries", tries, "err", err)
		if errors.Is(err, activity.ErrAway) {
			b.count.Away.Add(1)
		} else {
			b.count.Failed.Add(1)
			tries = b.tried(ctx, d, tries)
		}
		pause(ctx, wait)
	}
}

// errNotHeld ends work on a delivery that is another process's by now.
var errNotHeld = errors.New("bot: taken over by another process")

// attempt handles a delivery once. One that was begun before by somebody who
// did not finish is counted before it begins again, for it may be what ends the
// program. Once that happened to it twice it is a suspect.
func (b *Bot) attempt(ctx context.Context, d *activity.Delivery, in incoming) error {
	if !d.Again {
		return b.answerSafely(ctx, in)
	}
	if d.Tries > 0 {
		leave, err := b.isolate(ctx, *d)
		if err != nil {
			return err
		}
		defer leave()
	}
	if _, err := b.inbox.Try(ctx, *d); err != nil {
		return err
	}
	d.Again = false
	return b.answerSafely(ctx, in)
}

// isolate lets a suspect begin when this process has been at work for a while
// and no other suspect is being handled. So the count finds the culprit: what
// something else ends every second does not begin, and is not counted, before
// that is over, and the culprit's neighbours are not there when it strikes.
func (b *Bot) isolate(ctx context.Context, d activity.Delivery) (leave func(), err error) {
	select {
	case <-b.calm:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	b.alone.Lock()
	if ctx.Err() != nil || !b.inbox.Holds(d) {
		b.alone.Unlock()
		return nil, errNotHeld
	}
	return b.alone.Unlock, nil
}

// tried counts a failure, here when it cannot be counted in the inbox.
func (b *Bot) tried(ctx context.Context, d activity.Delivery, tries int) int {
	if n, err := b.inbox.Try(ctx, d); err == nil {
		return n
	}
	return tries + 1
}

func (b *Bot) done(ctx context.Context, d activity.Delivery) {
	b.settle(ctx, func(ctx context.Context) error { return b.inbox.Done(ctx, d) })
}

func (b *Bot) bury(ctx context.Context, d activity.Delivery, why string) {
	b.count.Buried.Add(1)
	b.log.ErrorContext(ctx, "buried", "why", why)
	b.settle(ctx, func(ctx context.Context) error { return b.inbox.Bury(ctx, d, why) })
}

// settle takes a delivery out of the inbox, trying until it worked or the work
// is stopped: one left there would be handled again, not lost.
func (b *Bot) settle(ctx context.Context, out func(context.Context) error) {
	for wait := retryMin; ctx.Err() == nil; wait = min(2*wait, retryMax) {
		err := out(ctx)
		if err == nil {
			return
		}
		b.log.ErrorContext(ctx, "inbox entry not settled", "err", err)
		pause(ctx, wait)
	}
}

// answerSafely turns a panic into an error, so that one message cannot end the
// program.
func (b *Bot) answerSafely(ctx context.Context, in incoming) (err error) {
	defer func() {
		if p := recover(); p != nil {
			b.count.Panics.Add(1)
			b.log.ErrorContext(ctx, "panic", "chat", in.Chat, "stack", string(debug.Stack()))
			err = fmt.Errorf("bot: panic of type %T", p)
		}
	}()
	return b.answer(ctx, in)
}

// answer lets the handler speak into the chat, with a sign of life while it
// takes its time.
func (b *Bot) answer(ctx context.Context, in incoming) error {
	c := &conversation{bot: b, in: in, unasked: in.Kind == activity.Notice}
	defer c.showLife(ctx)()
	err := b.handle(ctx, in.Message, c.say)
	if err == nil {
		err = c.flush(ctx)
	}
	if err == nil {
		c.toast(ctx, "")
	}
	return err
}
