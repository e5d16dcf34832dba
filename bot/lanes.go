package bot

import (
	"sync"

	"dutybook/activity"
)

// lanes keeps one queue per chat: within a chat work is done in order, a slow
// chat holds up nobody else. A lane's goroutine lives while it has work. How
// much is queued is bounded by what the inbox hands out at once.
type lanes struct {
	mu    sync.Mutex
	queue map[activity.ChatID][]func()
	all   sync.WaitGroup
}

func newLanes() *lanes { return &lanes{queue: map[activity.ChatID][]func(){}} }

// put appends work to a chat's lane.
func (l *lanes) put(chat activity.ChatID, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting, running := l.queue[chat]
	l.queue[chat] = append(waiting, job)
	if !running {
		l.all.Go(func() { l.run(chat) })
	}
}

func (l *lanes) run(chat activity.ChatID) {
	widen()
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

// widen makes room on the stack of a goroutine at once. Handling a message goes deep,
// and a stack that doubles on the way is copied four times.
//
//go:noinline
func widen() byte {
	var room [stackRoom]byte
	return room[len(room)-1]
}

const stackRoom = 12 << 10

func (l *lanes) wait() { l.all.Wait() }
