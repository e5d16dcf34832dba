package handlers

import (
	"context"
	"slices"
	"sync"
	"time"

	"dutybook/activity"
	"dutybook/handlers/joint"
	"dutybook/store"
)

// neighboursKept are those of the members as they are.
type neighboursKept struct {
	mu  sync.Mutex
	now *neighbours
}

// around knows the members as they were when the turn began. What a message
// tells is worked out with one look at them; who changes members looks anew.
func (h *Handlers) around(ctx context.Context, t *turn) (*neighbours, error) {
	if t.people == nil {
		return h.neighbours(ctx)
	}
	return h.among(t.people), nil
}

// neighbours knows the members as they are now.
func (h *Handlers) neighbours(ctx context.Context) (*neighbours, error) {
	people, err := h.Store.Present(ctx)
	if err != nil {
		return nil, err
	}
	return h.among(people), nil
}

// among keeps what was worked out of the members; when one of them changed, what
// was told is worked out anew, for it may name them.
func (h *Handlers) among(people *store.People) *neighbours {
	h.kept.mu.Lock()
	defer h.kept.mu.Unlock()
	if now := h.kept.now; now != nil && now.people.Mark >= people.Mark {
		return now
	}
	n := &neighbours{
		people: people, roster: joint.NewRoster(people.All),
		names: make(map[activity.MemberID]string, len(people.All)), heard: map[store.Feed]*feedHeard{},
		most: max(maxHeld, heldPerMember*len(people.All)),
	}
	for _, m := range people.All {
		n.names[m.ID] = m.Name
	}
	h.kept.now = n
	return n
}

// roster knows the members, for finding their names in what is told. The names
// are not to be written to.
func (h *Handlers) roster(ctx context.Context) (*joint.Roster, map[activity.MemberID]string, error) {
	n, err := h.neighbours(ctx)
	if err != nil {
		return nil, nil, err
	}
	return n.roster, n.names, nil
}

// nearby are the records that may tell of the same event: those of the days
// around; for written pieces, which several sign on days of their own, those of
// the months around.
func (h *Handlers) nearby(ctx context.Context, n *neighbours, r activity.Record) ([]*joint.Telling, error) {
	return n.looks.at(feedsNear(r), func(all []store.Feed) (map[store.Feed][]*joint.Telling, error) {
		return h.lookNear(context.WithoutCancel(ctx), n, all)
	})
}

// lookNear reads on in feeds and gives all that is told there; one goroutine at a time
// does.
func (h *Handlers) lookNear(ctx context.Context, n *neighbours, feeds []store.Feed) (map[store.Feed][]*joint.Telling, error) {
	news, err := h.Store.News(ctx, feeds, n.marks(feeds))
	if err != nil {
		return nil, err
	}
	told, err := h.tellNews(ctx, n, feeds, news)
	if err != nil {
		return nil, err
	}
	return n.takeIn(feeds, news, told), nil
}

// fresh is a record just read, with its telling.
type fresh struct {
	activity.Record
	told *joint.Telling
}

// in gives the telling of a record that is in a feed; nil when it is not, or no
// more.
func (f fresh) in(feed store.Feed) *joint.Telling {
	if f.told == nil || !store.InFeed(feed, f.Record) {
		return nil
	}
	return f.told
}

// tellNews reads the records that are new in feeds.
func (h *Handlers) tellNews(ctx context.Context, n *neighbours, feeds []store.Feed, news []store.News) (map[activity.RecordID]fresh, error) {
	told := map[activity.RecordID]fresh{}
	var ids []activity.RecordID
	for i, f := range news {
		ids = append(ids, n.unknown(feeds[i], f.IDs, told)...)
	}
	slices.Sort(ids)
	records, err := h.Store.Records(ctx, slices.Compact(ids)...)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		delete(told, id) // one feed may know better than another
	}
	for _, r := range records {
		if !r.Deleted {
			told[r.ID] = fresh{r, n.roster.Tell(r)}
			n.remember(told[r.ID])
		}
	}
	return told, nil
}

func feedsNear(r activity.Record) []store.Feed {
	var feeds []store.Feed
	switch {
	case joint.Single(r.Category) && r.Date.Month != 0:
		month := activity.Date{Year: r.Date.Year, Month: r.Date.Month}
		for shift := -2; shift <= 2; shift++ {
			m := month.Plus(shift)
			feeds = append(feeds, store.KindFeed(r.Category, activity.Month{Year: m.Year, Month: m.Month}))
		}
	case r.Date.Day == 0:
		feeds = append(feeds, store.DayFeed(r.Date))
	default:
		for _, shift := range []int{0, -1, 1} {
			day := time.Date(r.Date.Year, r.Date.Month, r.Date.Day+shift, 0, 0, 0, 0, time.UTC)
			feeds = append(feeds, store.DayFeed(activity.DateOf(day)))
		}
	}
	return feeds
}
