package store

import (
	"context"
	"fmt"
	"strconv"

	"dutybook/activity"
)

// Feed is a list of record numbers in the order in which the records came to a
// place or changed there; a number may stand in it several times. Who keeps
// something worked out of the records of a place reads on from where they were,
// so that a message costs what is new and not what is there.
type Feed string

// DayFeed is the feed of a day, or of what is told of a month or year without a
// day.
func DayFeed(d activity.Date) Feed { return Feed("day:" + strconv.Itoa(d.Number())) }

// KindFeed is the feed of one kind of work in a month.
func KindFeed(kind activity.Category, m activity.Month) Feed {
	return Feed(fmt.Sprintf("kind:%s:%04d%02d", kind, m.Year, int(m.Month)))
}

// feedsOf are the feeds a record stands in.
func feedsOf(r activity.Record) [2]Feed {
	return [2]Feed{DayFeed(r.Date), KindFeed(r.Category, activity.Month{Year: r.Date.Year, Month: r.Date.Month})}
}

// Mark is how far a feed was read; the zero Mark is its beginning.
type Mark struct {
	read int64
	last string
}

// InFeed reports whether a record stands in a feed as it is now.
func InFeed(f Feed, r activity.Record) bool {
	feeds := feedsOf(r)
	return f == feeds[0] || f == feeds[1]
}

// News is what a feed holds after a mark.
type News struct {
	// IDs are records that are new or have changed.
	IDs []activity.RecordID
	// Anew means that this is not the feed the mark was made in, as after a
	// backup was played in: IDs is all there is, and all known before is void.
	Anew bool
	// Mark is where to read on.
	Mark Mark
}

// News reads on in feeds, most often in one round trip; marks says where, by feed.
func (c *Committee) News(ctx context.Context, feeds []Feed, marks []Mark) ([]News, error) {
	keys, from := make([]string, len(feeds)), make([]int64, len(feeds))
	for i, f := range feeds {
		// The entry read last comes first: it must be the one remembered.
		keys[i], from[i] = c.keys.feed(f), max(0, marks[i].read-1)
	}
	rows, err := listsFrom(ctx, c.redis, keys, from)
	if err != nil {
		return nil, wrap("read feeds", err)
	}
	news := make([]News, len(feeds))
	for i, f := range feeds {
		if news[i], err = c.news(ctx, f, marks[i], rows[i]); err != nil {
			return nil, err
		}
	}
	return news, nil
}

func (c *Committee) news(ctx context.Context, f Feed, m Mark, row []string) (n News, err error) {
	switch {
	case m.read == 0:
	case len(row) > 0 && row[0] == m.last:
		row = row[1:]
	default:
		n.Anew, m = true, Mark{}
		rows, err := listsFrom(ctx, c.redis, []string{c.keys.feed(f)}, []int64{0})
		if err != nil {
			return n, wrap("read feed", err)
		}
		row = rows[0]
	}
	n.Mark = m
	if len(row) > 0 {
		n.Mark = Mark{m.read + int64(len(row)), row[len(row)-1]}
	}
	n.IDs, err = idsOf(row)
	return n, err
}

// planFeeds tells the feeds of a record that it is new there, has changed, or
// has gone.
func (c *Committee) planFeeds(p *plan, id string, states ...activity.Record) {
	told := map[Feed]bool{}
	for _, r := range states {
		for _, f := range feedsOf(r) {
			if !told[f] {
				told[f] = true
				p.writes = append(p.writes, write{"RPUSH", c.keys.feed(f), id})
			}
		}
	}
}
