package store

import "context"

// WhilePoller runs f whenever this process is the one to poll, until ctx ends;
// the context of f ends when it is no longer. One process polls at a time,
// except for a moment when the poller was suspended longer than holdFor. That
// moment does no harm: a poller asks Telegram to forget only what it has stored.
func (in *Inbox) WhilePoller(ctx context.Context, f func(context.Context)) {
	in.wish(true)
	defer in.wish(false)
	for ctx.Err() == nil {
		in.mu.Lock()
		polls, changed := in.polls, in.changed
		in.mu.Unlock()
		if polls == nil {
			in.awaitChange(ctx, changed)
			continue
		}
		polling, stop := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			select {
			case <-polls:
			case <-polling.Done():
			}
			stop()
		}()
		f(polling)
		stop()
		<-ended
	}
}

func (in *Inbox) wish(wants bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.wants = wants
	if !wants {
		in.stopPolling()
	}
	in.hurry()
}
