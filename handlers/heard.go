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
	looks  looks

	mu     sync.Mutex
	latest map[activity.RecordID]fresh // added by this process, or read, lately
	heard  map[store.Feed]*feedHeard
	held   int   // tellings of all feeds
	taken  int64 // feeds taken in so far
	most   int   // tellings kept, besides those of the look just taken
}

// feedHeard holds the tellings of one feed.
type feedHeard struct {
	mark   store.Mark
	places map[activity.RecordID]int // in told; gone for a record that is here no more
	told   []*joint.Telling          // handed out as it is: what stands in it never changes
	looked int64
}

// gone is the place of a record that was in a feed and is no more.
const gone = -1

// maxLatest bounds what is remembered of the latest records.
const maxLatest = 500

const (
	// maxHeld bounds the tellings kept, of about a kilobyte each, in a committee of
	// usual size; a larger one keeps so many for each member, which is a week of
	// days told of late and the written pieces of a plenary session.
	maxHeld       = 3_000
	heldPerMember = 8
	// feedsOfOne is how many feeds one record is looked for in at most. As many stay
	// however long they are: on a plenary session's day a large committee tells
	// thousands of things about that day, and it must not be read anew for each.
	feedsOfOne = 5
)

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

// takeIn adds news to what is kept of feeds and gives all of it.
func (n *neighbours) takeIn(feeds []store.Feed, news []store.News, told map[activity.RecordID]fresh) map[store.Feed][]*joint.Telling {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := make(map[store.Feed][]*joint.Telling, len(feeds))
	for i, f := range feeds {
		s := n.heard[f]
		if s == nil || news[i].Anew {
			if s != nil {
				n.held -= len(s.told)
			}
			s = &feedHeard{places: map[activity.RecordID]int{}}
			n.heard[f] = s
		}
		n.taken++
		s.looked, s.mark = n.taken, news[i].Mark
		n.held -= len(s.told)
		for _, id := range news[i].IDs {
			s.put(id, told[id].in(f))
		}
		n.held += len(s.told)
		all[f] = s.told
	}
	if n.held > n.most {
		n.clear()
	}
	return all
}

// put lets a telling take the place of what was known of its record.
func (s *feedHeard) put(id activity.RecordID, t *joint.Telling) {
	at, known := s.places[id]
	here := known && at != gone
	switch {
	case t != nil && !here:
		s.places[id] = len(s.told)
		s.told = append(s.told, t) // beyond what was handed out
	case t != nil && s.told[at] != t:
		s.told = slices.Clone(s.told)
		s.told[at] = t
	case t == nil && here:
		s.remove(at)
		s.places[id] = gone
	case t == nil:
		s.places[id] = gone
	}
}

// remove lets the last telling take the place of one.
func (s *feedHeard) remove(at int) {
	last := len(s.told) - 1
	told := slices.Clone(s.told)
	told[at] = told[last]
	s.places[told[at].ID] = at
	s.told = told[:last:last]
}

// clear drops feeds that nobody looked at for longest, until a quarter is free.
func (n *neighbours) clear() {
	oldest := slices.SortedFunc(maps.Keys(n.heard), func(a, b store.Feed) int {
		return cmp.Compare(n.heard[a].looked, n.heard[b].looked)
	})
	for _, f := range oldest[:max(0, len(oldest)-feedsOfOne)] {
		if n.held <= n.most*3/4 {
			return
		}
		n.held -= len(n.heard[f].told)
		delete(n.heard, f)
	}
}
