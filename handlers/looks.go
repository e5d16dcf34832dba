package handlers

import (
	"errors"
	"slices"
	"sync"

	"dutybook/handlers/joint"
	"dutybook/store"
)

// looks lets those who look around at the same time look once, together: while one
// look is under way the next callers wait, and one of them looks for all. A look
// begins after everybody it serves asked for it, so nobody is told less than
// they would have found by themselves; and what is new is read and worked out once,
// however many wait for it. A lone caller waits for nobody.
type looks struct {
	mu      sync.Mutex
	waiting []*look
	busy    bool // somebody is looking
}

// look is what one caller wants to see.
type look struct {
	feeds []store.Feed
	near  []*joint.Telling // what is told in all of them
	err   error
	leads bool          // it looks itself, for all who wait
	turn  chan struct{} // closed when it leads or was served
}

// errOtherFailed is for those whose look ended in another's panic: they look again,
// without that one.
var errOtherFailed = errors.New("handlers: the one who looked around failed")

// at gives what is told in feeds, which is only to be read; around is called with
// these, and perhaps those of others.
func (l *looks) at(feeds []store.Feed, around func([]store.Feed) (map[store.Feed][]*joint.Telling, error)) ([]*joint.Telling, error) {
	for {
		me := l.ask(feeds)
		<-me.turn
		if me.leads {
			l.lead(me, around)
		}
		if !errors.Is(me.err, errOtherFailed) {
			return me.near, me.err
		}
	}
}

// ask waits for a turn; the first to come leads.
func (l *looks) ask(feeds []store.Feed) *look {
	me := &look{feeds: feeds, turn: make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, me)
	if !l.busy {
		l.busy, me.leads = true, true
		close(me.turn)
	}
	return me
}

// lead looks for all who wait, tells the others, and lets one of those who came
// meanwhile lead.
func (l *looks) lead(me *look, around func([]store.Feed) (map[store.Feed][]*joint.Telling, error)) {
	l.mu.Lock()
	served := l.waiting
	l.waiting = nil
	l.mu.Unlock()
	told, err := map[store.Feed][]*joint.Telling(nil), errOtherFailed
	defer func() { // a panic of this one must not keep the others waiting
		for i, other := range served {
			other.err = err
			if at := slices.IndexFunc(served[:i], func(o *look) bool { return slices.Equal(o.feeds, other.feeds) }); at >= 0 {
				other.near = served[at].near // most tell of the same day
			} else {
				other.near = concat(other.feeds, told)
			}
		}
		for _, other := range served {
			if other != me {
				close(other.turn)
			}
		}
		l.pass()
	}()
	told, err = around(feedsOf(served))
}

func concat(feeds []store.Feed, told map[store.Feed][]*joint.Telling) []*joint.Telling {
	held := 0
	for _, f := range feeds {
		held += len(told[f])
	}
	near := make([]*joint.Telling, 0, held)
	for _, f := range feeds {
		near = append(near, told[f]...)
	}
	return near
}

// pass lets the next lead, if there is one.
func (l *looks) pass() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy = len(l.waiting) > 0
	if l.busy {
		l.waiting[0].leads = true
		close(l.waiting[0].turn)
	}
}

// feedsOf are the feeds of several looks, each once.
func feedsOf(of []*look) []store.Feed {
	var feeds []store.Feed
	seen := map[store.Feed]bool{}
	for _, l := range of {
		for _, f := range l.feeds {
			if !seen[f] {
				seen[f] = true
				feeds = append(feeds, f)
			}
		}
	}
	return feeds
}
