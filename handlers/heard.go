package handlers

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"dutybook/activity"
	"dutybook/handlers/joint"
	"dutybook/store"
)

// neighbours keep what was worked out of the members, and of the records of the
// days people tell of, for the search for joint work. Every look first asks the
// store what is new there, so it is never behind what other processes wrote.
type neighbours struct {
	people *store.People
	roster *joint.Roster
	names  map[activity.MemberID]string

	mu     sync.Mutex
	latest map[activity.RecordID]fresh // added by this process, or read, lately
	heard  map[store.Feed]*feedHeard
	held   int   // tellings of all feeds
	looks  int64 // so far
}

// feedHeard holds the tellings of one feed.
type feedHeard struct {
	mark   store.Mark
	places map[activity.RecordID]place
	told   []*joint.Telling // handed out as it is: what stands in it never changes
	looked int64
}

// place is where a telling stands, and how far the feed was read for it; of two
// readers at the same time, the one who read further is right.
type place struct {
	at   int // -1 for a record that is here no more
	mark store.Mark
}

// maxLatest bounds what is remembered of the latest records.
const maxLatest = 1000

// maxHeld bounds the tellings kept, of about 600 bytes each: enough for the days a
// large committee tells of at one time, as people tell of today and yesterday.
const maxHeld = 5_000

// marks tells how far the feeds were read.
func (n *neighbours) marks(feeds []store.Feed) []store.Mark {
	n.mu.Lock()
	defer n.mu.Unlock()
	marks := make([]store.Mark, len(feeds))
	for i, f := range feeds {
		if s := n.heard[f]; s != nil {
			marks[i] = s.mark
		}
	}
	return marks
}

// added remembers records this process has just added.
func (n *neighbours) added(records []activity.Record, tellings []*joint.Telling) {
	for i, r := range records {
		n.remember(fresh{r, tellings[i].Numbered(r)})
	}
}

// remember keeps a record just added or read, for others who look now.
func (n *neighbours) remember(f fresh) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.latest == nil || len(n.latest) > maxLatest {
		n.latest = map[activity.RecordID]fresh{}
	}
	n.latest[f.ID] = f
}

// unknown gives the records that must be read, and puts the others into told. A
// record added or read lately, and whose number stands in a feed for the first
// and only time, is still as it was then: whoever changes it puts its number
// there once more.
func (n *neighbours) unknown(f store.Feed, ids []activity.RecordID, told map[activity.RecordID]fresh) []activity.RecordID {
	n.mu.Lock()
	defer n.mu.Unlock()
	times := make(map[activity.RecordID]int, len(ids))
	for _, id := range ids {
		times[id]++
	}
	var unknown []activity.RecordID
	for id, often := range times {
		latest, ok := n.latest[id]
		if s := n.heard[f]; ok && s != nil {
			_, heard := s.places[id]
			ok = !heard
		}
		if ok && often == 1 && store.InFeed(f, latest.Record) {
			told[id] = latest
		} else {
			unknown = append(unknown, id)
		}
	}
	return unknown
}

// takeIn adds news to what is kept of a feed, which was read from a mark on, and
// gives all of it; ok is false when what was known at that mark is kept no more.
func (n *neighbours) takeIn(f store.Feed, from store.Mark, news store.News, told map[activity.RecordID]fresh) (here []*joint.Telling, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.heard[f]
	begin := from == store.Mark{} || news.Anew
	switch {
	case s == nil && begin:
		s = &feedHeard{places: map[activity.RecordID]place{}}
		n.heard[f] = s
	case s == nil, s.mark.Before(from):
		return nil, false
	case news.Anew && s.mark == from:
		n.held -= len(s.told)
		*s = feedHeard{places: map[activity.RecordID]place{}}
	}
	n.looks++
	s.looked = n.looks
	before := len(s.told)
	for _, id := range news.IDs {
		s.put(id, told[id].in(f), news.Mark)
	}
	if s.mark.Before(news.Mark) {
		s.mark = news.Mark
	}
	n.held += len(s.told) - before
	if n.held > maxHeld {
		n.clear(f)
	}
	return s.told, true
}

// put lets a telling take the place of what was known of its record.
func (s *feedHeard) put(id activity.RecordID, t *joint.Telling, mark store.Mark) {
	p, known := s.places[id]
	switch {
	case known && mark.Before(p.mark):
		return
	case t != nil && (!known || p.at < 0):
		p.at = len(s.told)
		s.told = append(s.told, t) // beyond what was handed out
	case t != nil:
		s.told = slices.Clone(s.told)
		s.told[p.at] = t
	case known && p.at >= 0:
		s.remove(p.at)
		p.at = -1
	case !known:
		p.at = -1
	}
	p.mark = mark
	s.places[id] = p
}

// remove lets the last telling take the place of one.
func (s *feedHeard) remove(at int) {
	last := len(s.told) - 1
	told := slices.Clone(s.told)
	told[at] = told[last]
	moved := s.places[told[at].ID]
	moved.at = at
	s.places[told[at].ID] = moved
	s.told = told[:last:last]
}

// clear drops feeds that nobody looked at for longest, until a quarter
// is free; one stays.
func (n *neighbours) clear(stays store.Feed) {
	oldest := slices.SortedFunc(maps.Keys(n.heard), func(a, b store.Feed) int {
		return cmp.Compare(n.heard[a].looked, n.heard[b].looked)
	})
	for _, f := range oldest {
		if n.held <= maxHeld*3/4 {
			return
		}
		if f != stays {
			n.held -= len(n.heard[f].told)
			delete(n.heard, f)
		}
	}
}
