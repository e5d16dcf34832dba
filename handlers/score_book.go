package handlers

import (
	"context"
	"slices"
	"time"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/handlers/piece"
	"dutybook/report"
	"dutybook/scoring"
	"dutybook/store"
)

// book puts together what the records of a year say.
func (h *Handlers) book(ctx context.Context, s *scoring.Scheme, year int) (*scoring.Book, map[activity.RecordID]activity.Record, error) {
	period, err := h.scorePeriod(ctx, s, year)
	if err != nil {
		return nil, nil, err
	}
	records, err := h.Store.During(ctx, period, maxSource)
	if err != nil {
		return nil, nil, err
	}
	earlier, err := h.earlierPieces(ctx, period)
	if err != nil {
		return nil, nil, err
	}
	byID := map[activity.RecordID]activity.Record{}
	src := scoring.Source{Period: period, Levels: map[activity.RecordID][]scoring.Level{}, Tags: map[activity.RecordID][]string{}}
	tags := slices.ContainsFunc(s.Items, func(it scoring.Item) bool { return len(it.When.Tags)+len(it.When.NotTags) > 0 })
	for _, r := range slices.Concat(records, earlier) {
		if _, known := byID[r.ID]; known {
			continue
		}
		byID[r.ID] = r
		for _, l := range piece.DetailsOf(r).Levels {
			src.Levels[r.ID] = append(src.Levels[r.ID], scoring.Level(l))
		}
		if tags {
			src.Tags[r.ID] = report.TagWords(r)
		}
		r.Summary, r.Title = figures.Fold(r.Summary), figures.Fold(r.Title)
		src.Records = append(src.Records, r)
	}
	if src.Lists, err = h.lists(ctx); err != nil {
		return nil, nil, err
	}
	if slices.ContainsFunc(s.Items, func(it scoring.Item) bool { return it.Evidence }) {
		if src.Evidence, err = h.evidenceOf(ctx, src.Records); err != nil {
			return nil, nil, err
		}
	}
	return scoring.Open(src), byID, nil
}

// scorePeriod is the year a scheme means: that of the calendar, or from the plenary
// session of that year to the next; the calendar's while nobody said when it opened.
func (h *Handlers) scorePeriod(ctx context.Context, s *scoring.Scheme, year int) (activity.Period, error) {
	if s == nil || !s.Session {
		return activity.Year(year), nil
	}
	all, err := h.sessions(ctx)
	for i, opened := range all {
		if opened.From.Year == year {
			return h.sessionPeriod(all, i), err
		}
	}
	return activity.Year(year), err
}

// scoreYear is a year as a scheme means it: its months, since when its figures
// stand, zero for never, and whether it is over.
type scoreYear struct {
	period activity.Period
	frozen activity.Date
	over   bool
}

func (h *Handlers) scoreYear(ctx context.Context, s *scoring.Scheme, year int) (y scoreYear, err error) {
	if y.period, err = h.scorePeriod(ctx, s, year); err != nil {
		return y, err
	}
	y.frozen, err = h.frozenIn(ctx, y.period)
	today := h.today()
	y.over = y.frozen != (activity.Date{}) || monthsOf(y.period.To) < monthsOf(activity.Month{Year: today.Year, Month: today.Month})
	return y, err
}

// yearNow is the year a person means who names none: this one, or the one before
// while its session year goes on and there is nothing for this one; on tells
// whether there are points for it.
func (h *Handlers) yearNow(ctx context.Context, t *turn) (year int, on bool, err error) {
	year = t.SentAt.Year()
	all, err := shelf[keptScheme](ctx, h.Store, store.Schemes)
	if err != nil || len(all) == 0 {
		return year, false, err
	}
	if _, ok := inForce(all, year); ok {
		return year, true, nil
	}
	s, err := schemeOf(all, year-1)
	if err != nil || s == nil || !s.Session {
		return year, false, err
	}
	y, err := h.scoreYear(ctx, s, year-1)
	if err != nil || y.over {
		return year, false, err
	}
	return year - 1, true, nil
}

// piecesYears is how many years before a piece may have been handed in.
const piecesYears = 2

// earlierPieces are the records of pieces from before a period, for news of them to
// find what they are news of.
func (h *Handlers) earlierPieces(ctx context.Context, p activity.Period) ([]activity.Record, error) {
	var feeds []store.Feed
	for y := p.From.Year - piecesYears; y <= p.From.Year; y++ {
		for month := range 13 { // of no month, too
			m := activity.Month{Year: y, Month: time.Month(month)}
			feeds = append(feeds, store.KindFeed(activity.Proposal, m), store.KindFeed(activity.Opinion, m))
		}
	}
	news, err := h.Store.News(ctx, feeds, make([]store.Mark, len(feeds)))
	if err != nil {
		return nil, err
	}
	var ids []activity.RecordID
	for _, n := range news {
		ids = append(ids, n.IDs...)
	}
	slices.Sort(ids)
	records, err := h.Store.Records(ctx, slices.Compact(ids)...)
	// A feed keeps the number of a record that has moved to another day.
	return slices.DeleteFunc(records, func(r activity.Record) bool {
		return r.Deleted || !r.Date.Before(activity.Date{Year: p.From.Year, Month: p.From.Month, Day: 1}) || !piece.Is(r.Category)
	}), err
}

// lists are who was invited to an event and who asked for leave, by the office's
// record of it.
func (h *Handlers) lists(ctx context.Context) (map[activity.RecordID]scoring.List, error) {
	rolls, err := shelf[rollCall](ctx, h.Store, store.Rolls)
	lists := map[activity.RecordID]scoring.List{}
	for _, r := range rolls {
		if r.Item.Record != 0 {
			lists[r.Item.Record] = scoring.List{Invited: membersOf(r.Item.Invited), Leave: membersOf(r.Item.Leave), Running: !r.Item.Date.Before(h.today())}
		}
	}
	return lists, err
}

func (h *Handlers) evidenceOf(ctx context.Context, records []activity.Record) (map[activity.RecordID]int, error) {
	ids := make([]activity.RecordID, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	all, err := h.Store.EvidenceOf(ctx, ids...)
	counts := map[activity.RecordID]int{}
	for id, found := range all {
		counts[id] = len(found)
	}
	return counts, err
}

// person is a member as a scheme sees them.
func person(m activity.Member, groups map[activity.GroupID]string) scoring.Person {
	p := scoring.Person{ID: m.ID, Role: m.Role}
	for _, g := range append([]activity.GroupID{m.Group}, m.Also...) {
		if name := groups[g]; name != "" {
			p.Groups = append(p.Groups, figures.Fold(name))
		}
	}
	return p
}

// statement works out the points of one member; nil where scoring is off.
func (h *Handlers) statement(ctx context.Context, m activity.Member, year int) (*scoring.Statement, map[activity.RecordID]activity.Record, error) {
	s, err := h.scheme(ctx, year)
	if s == nil || err != nil {
		return nil, nil, err
	}
	book, records, err := h.book(ctx, s, year)
	if err != nil {
		return nil, nil, err
	}
	entries, err := h.entries(ctx, year)
	if err != nil {
		return nil, nil, err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return nil, nil, err
	}
	st := book.Statement(s, person(m, groups), entries[m.ID])
	return &st, records, nil
}
