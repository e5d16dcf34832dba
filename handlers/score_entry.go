package handlers

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/prompts"
	"dutybook/scoring"
	"dutybook/store"
)

// keptEntry is what the office told of a member for a year's score. One taken
// back is kept and counts for nothing.
type keptEntry struct {
	Member activity.MemberID `json:"member"`
	Year   int               `json:"year"`
	Item   string            `json:"item,omitempty"`
	Times  int64             `json:"times,omitempty"`
	Points activity.Amount   `json:"points,omitempty"`
	Reason string            `json:"reason"`
	By     activity.MemberID `json:"by"`
	At     time.Time         `json:"at"`
	Off    bool              `json:"off,omitempty"`
}

// The bounds of one entry.
const (
	maxEntryPoints = 100 * activity.One
	maxEntryTimes  = 100
	maxReason      = 100
)

// entries are those of a year that stand, by member.
func (h *Handlers) entries(ctx context.Context, year int) (map[activity.MemberID][]scoring.Entry, error) {
	all, err := shelf[keptEntry](ctx, h.Store, store.Entries)
	of := map[activity.MemberID][]scoring.Entry{}
	for _, k := range all {
		e := k.Item
		if e.Year == year && !e.Off {
			of[e.Member] = append(of[e.Member], scoring.Entry{ID: k.ID, Item: e.Item, Times: e.Times, Points: e.Points, Reason: e.Reason, By: e.By, At: e.At.In(h.Zone)})
		}
	}
	return of, err
}

// addEntry reads "+5 编写文史", "全会请假 生病" or "全会半天 4次 第一次会议" behind a
// member's name: points of its own, or an item only the office knows of, how
// often, and why.
func (h *Handlers) addEntry(ctx context.Context, t *turn, m activity.Member, year int, said string) error {
	s, err := h.scheme(ctx, year)
	if err != nil {
		return err
	}
	if s == nil {
		return t.reply(ctx, "score-off-office", "year", itoa(year))
	}
	if done, err := h.scoreFrozen(ctx, t, year); done || err != nil {
		return err
	}
	e, ok := readEntry(s, said)
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	it, _ := s.Item(e.Item)
	switch {
	case !ok:
		return h.entryUsage(ctx, t, s)
	case prompts.Secret(e.Reason):
		return t.reply(ctx, "note-secret")
	case utf8.RuneCountInString(e.Reason) < 2 || utf8.RuneCountInString(e.Reason) > maxReason:
		return t.reply(ctx, "score-reason", "name", m.Name)
	case e.Item != "" && !it.When.For(person(m, groups)):
		return t.reply(ctx, "score-item-not-for", "item", plain(it.Name), "name", m.Name)
	}
	e.Member, e.Year, e.By, e.At = m.ID, year, t.member.ID, h.Now()
	id, err := h.Store.Put(ctx, store.Entries, t.Key, e)
	if err != nil {
		return err
	}
	if err := h.noteScored(ctx, t, store.DidEntry, m.ID); err != nil {
		return err
	}
	if err := h.tellQuietly(ctx, t, m, noteEntered, strconv.FormatInt(id, 10)); err != nil {
		return err
	}
	return h.sayEntry(ctx, t, m, id, e)
}

var (
	entryPoints = regexp.MustCompile(`^([+\-\x{FF0B}\x{2212}\x{FF0D}\x{2013}])\s*(\d+(?:\.\d{1,2})?)\s*\x{5206}?[\s\x{FF0C},:\x{FF1A}]*`)
	entryTimes  = regexp.MustCompile(`^\s*(\d{1,3})\s*[\x{6B21}\x{4E2A}\x{500B}\x{573A}\x{5834}]?(?:[\s\x{FF0C},:\x{FF1A}]+|$)`)
)

// readEntry reads points or an item of the office's, and the reason; ok is false
// for what is neither.
func readEntry(s *scoring.Scheme, said string) (e keptEntry, ok bool) {
	if m := entryPoints.FindStringSubmatch(said); m != nil {
		points, err := activity.ParseAmount(m[2])
		if err != nil || points == 0 || points > maxEntryPoints {
			return e, false
		}
		if m[1] != "+" && m[1] != "\uff0b" {
			points = -points
		}
		return keptEntry{Points: points, Reason: said[len(m[0]):]}, true
	}
	item, rest := officeItem(s, said)
	if item == "" {
		return e, false
	}
	e = keptEntry{Item: item, Times: 1, Reason: strings.TrimLeft(rest, " \u3000\uff0c,:\uff1a")}
	if m := entryTimes.FindStringSubmatch(rest); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || n < 1 || n > maxEntryTimes {
			return e, false
		}
		e.Times, e.Reason = n, rest[len(m[0]):]
	}
	return e, true
}

// officeItem finds the item of the office's whose name, the longest that fits,
// begins a text.
func officeItem(s *scoring.Scheme, said string) (id, rest string) {
	longest := ""
	for _, it := range s.Items {
		for _, name := range []string{it.Name, it.ID} {
			if it.Entered() && strings.HasPrefix(said, name) && len(name) > len(longest) {
				longest, id = name, it.ID
			}
		}
	}
	return id, said[len(longest):]
}

func (h *Handlers) entryUsage(ctx context.Context, t *turn, s *scoring.Scheme) error {
	var names []string
	for _, it := range s.Items {
		if it.Entered() {
			names = append(names, plain(it.Name))
		}
	}
	if len(names) == 0 {
		return t.reply(ctx, "score-usage-points")
	}
	return t.reply(ctx, "score-usage", "list", strings.Join(names, t.text("list-mark")), "item", names[0])
}

// entryWords is what was entered: points, or an item and how often.
func (t *turn) entryWords(s *scoring.Scheme, e keptEntry) string {
	if it, ok := s.Item(e.Item); ok {
		return t.text("score-entry-times", "name", plain(it.Name), "n", strconv.FormatInt(e.Times, 10))
	}
	return plusMinus(e.Points)
}

// sayEntered tells a member what the office entered of them, or took back, as it
// stands when it is said; nothing where points are off by then.
func (h *Handlers) sayEntered(ctx context.Context, t *turn, args string) error {
	all, err := shelf[keptEntry](ctx, h.Store, store.Entries)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(k shelved[keptEntry]) bool { return strconv.FormatInt(k.ID, 10) == args })
	if i < 0 || all[i].Item.Member != t.member.ID {
		return nil
	}
	e := all[i].Item
	s, err := h.scheme(ctx, e.Year)
	if err != nil || s == nil {
		return err
	}
	key := "score-told"
	if e.Off {
		key = "score-told-off"
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text(key, "year", itoa(e.Year), "what", t.entryWords(s, e), "reason", plain(e.Reason)), Quiet: true})
	return err
}

// sayEntry says back what was kept and what the member has now.
func (h *Handlers) sayEntry(ctx context.Context, t *turn, m activity.Member, id int64, e keptEntry) error {
	st, _, err := h.statement(ctx, m, e.Year)
	if err != nil || st == nil {
		return err
	}
	key, button, press := "score-kept", "button-undo", "entryoff"
	if e.Off {
		key, button, press = "score-dropped", "button-redo", "entryon"
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text(key, "name", m.Name, "what", t.entryWords(st.Scheme, e), "reason", plain(e.Reason), "year", itoa(e.Year), "points", st.Total.String()),
		Buttons: [][]activity.Button{{{Label: t.text(button), Data: press + ":" + strconv.FormatInt(id, 10)}}},
	})
	return err
}

// setEntry takes an entry back, or puts it back.
func (h *Handlers) setEntry(ctx context.Context, t *turn, id int64, off bool) error {
	all, err := shelf[keptEntry](ctx, h.Store, store.Entries)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(k shelved[keptEntry]) bool { return k.ID == id })
	if i < 0 {
		return h.toast(ctx, t, "button-old")
	}
	e := all[i].Item
	if done, err := h.scoreFrozen(ctx, t, e.Year); done || err != nil {
		return err
	}
	m, err := h.Store.Member(ctx, e.Member)
	if err != nil {
		return err
	}
	if err := store.EditItem(ctx, h.Store, store.Entries, id, func(k *keptEntry) error { k.Off = off; return nil }); err != nil {
		return err
	}
	did := store.DidEntry
	if off {
		did = store.DidUnentry
	}
	if err := h.noteScored(ctx, t, did, m.ID); err != nil {
		return err
	}
	e.Off = off
	if err := h.tellQuietly(ctx, t, m, noteEntered, strconv.FormatInt(id, 10)); err != nil {
		return err
	}
	return h.sayEntry(ctx, t, m, id, e)
}

func (h *Handlers) noteScored(ctx context.Context, t *turn, did store.Deed, m activity.MemberID) error {
	return h.Store.Note(ctx, t.Key+":"+string(did), store.Entry{Do: did, By: t.member.ID, At: h.Now(), Member: m})
}
