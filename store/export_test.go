package store

import "dutybook/activity"

// Leaving is how many lanes are to be given back.
func (in *Inbox) Leaving() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	n := 0
	for _, l := range in.lanes {
		if l.leaving {
			n++
		}
	}
	return n
}

// HoldsLaneOf reports whether a chat is this process's to work on.
func (in *Inbox) HoldsLaneOf(c activity.ChatID) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.lanes[laneOf(c)] != nil
}
