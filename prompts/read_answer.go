package prompts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/figures"
)

// maxRecords is how many activities one message may tell of.
const maxRecords = 30

// answer is what a model says about a message; understand.schema.json
// describes it.
type answer struct {
	Intent  activity.Intent `json:"intent"`
	Records []answerRecord  `json:"records"`
	// Query may be left out, as older files of prompts do.
	Query *answerQuery `json:"query"`
}

// answerQuery is what a model takes a question to be about.
type answerQuery struct {
	Categories  []string `json:"categories"`
	PeriodQuote string   `json:"period_quote"`
	UnitQuote   string   `json:"unit_quote"`
	Group       bool     `json:"group"`
}

type answerRecord struct {
	Quote      string `json:"quote"`
	Category   string `json:"category"`
	DateQuote  string `json:"date_quote"`
	Quantities []struct {
		Quote string `json:"quote"`
	} `json:"quantities"`
}

// faulty says in words for the model why its answer was not taken.
type faulty []string

// Error joins the words; they may quote the message and are not for logs.
func (f faulty) Error() string { return strings.Join(f, "; ") }

// understand turns a model's answer into an understanding of m; its error is
// faulty. shown is the message as the model saw it, letter for letter as long;
// rules is what the rules read in the message: they have the last word
// where something would be changed, and what they count may not get lost.
func understand(m *ruleMessage, shown []rune, rules activity.Understanding, raw json.RawMessage) (activity.Understanding, error) {
	var a answer
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		return activity.Understanding{}, faulty{"the answer does not follow the schema: " + err.Error()}
	}
	if changes(a.Intent) {
		return rules, nil
	}
	u := activity.Understanding{Intent: a.Intent, Source: activity.FromModel}
	c := claims{m: m, shown: shown, taken: make([]bool, len(m.figures))}
	switch a.Intent {
	case activity.Log:
		c.log(&u, a.Records)
	case activity.Query:
		u.Request = m.request(activity.Query)
		u = m.completeQuestion(u)
		c.query(&u.Request, a.Query)
	case activity.Other:
		u.Notes = rules.Notes
	default:
		c.fault("intent %q is none of %v", a.Intent, activity.Intents())
	}
	c.nothingLost(rules)
	if len(c.faults) > 0 {
		return activity.Understanding{}, c.faults
	}
	return u, nil
}

// claims looks for what a model's records claim in the message.
type claims struct {
	m *ruleMessage
	// shown is what quotes are looked for in.
	shown []rune
	// taken marks the figures of the message a record has claimed, end where
	// the last record's stretch ends.
	taken  []bool
	end    int
	faults faulty
}

func (c *claims) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// log reads the records. Work that lies ahead is left out, whatever the model
// makes of it.
func (c *claims) log(u *activity.Understanding, list []answerRecord) {
	if len(list) == 0 || len(list) > maxRecords {
		c.fault("a log has 1 to %d records, not %d", maxRecords, len(list))
		return
	}
	for _, said := range list {
		r, note := c.record(said)
		switch {
		case note == "":
			r.Index = len(u.Records)
			u.Records = append(u.Records, r)
		case !slices.Contains(u.Notes, note):
			u.Notes = append(u.Notes, note)
		}
	}
	if len(u.Records) == 0 {
		u.Intent = activity.Other
		return
	}
	u.Notes = nil
}

// record makes a record of one claim; a note says why it is none.
func (c *claims) record(said answerRecord) (activity.Record, activity.Note) {
	from, to := c.stretch(said.Quote)
	category, ok := categoryNamed(said.Category)
	if !ok {
		c.fault("category %q is none of the list", clip(said.Category))
	}
	if to == 0 || !ok {
		return activity.Record{}, ""
	}
	date, future := c.date(said.DateQuote, from, to)
	switch {
	case future:
		return activity.Record{}, activity.NoteFuture
	case c.m.unfinished(from, to):
		return activity.Record{}, activity.NotePlan
	}
	r := c.m.finish(ruleDraft{from: from, to: to, record: activity.Record{
		Category: category, Date: date, Quantities: c.quantities(said, from, to),
	}})
	r.Source = activity.FromModel
	return r, ""
}

// stretch is where a record's quote stands after the one before; to is zero
// when it does not.
func (c *claims) stretch(quote string) (from, to int) {
	q := []rune(quote)
	at := indexRunes(c.shown, q, c.end)
	switch {
	case len(q) == 0:
		c.fault("a record has no quote")
		return 0, 0
	case at < 0 && indexRunes(c.shown, q, 0) >= 0:
		c.fault("the quote %q overlaps another or is out of order", clip(quote))
		return 0, 0
	case at < 0:
		c.fault("the quote %q does not stand in the message", clip(quote))
		return 0, 0
	}
	c.end = at + len(q)
	return at, c.end
}

// quantities are the figures that code finds where the model says there are
// some, in message order. What the model says of them beyond that is not read.
func (c *claims) quantities(said answerRecord, from, to int) []activity.Quantity {
	out := []activity.Quantity{}
	var claimed []int
	for _, q := range said.Quantities {
		if i, ok := c.figure([]rune(q.Quote), from, to); ok {
			claimed = append(claimed, i)
		}
	}
	slices.Sort(claimed)
	for _, i := range claimed {
		out = append(out, c.m.figures[i].Quantity)
	}
	return out
}

// figure claims the first free figure between two places that a quote of it
// touches.
func (c *claims) figure(quote []rune, from, to int) (int, bool) {
	for at := indexRunes(c.shown, quote, from); at >= 0 && at+len(quote) <= to; at = indexRunes(c.shown, quote, at+1) {
		for i, f := range c.m.figures {
			if !c.taken[i] && f.from >= from && f.to <= to && f.from < at+len(quote) && at < f.to {
				c.taken[i] = true
				return i, true
			}
		}
	}
	return 0, false
}

// date is that of the date phrase the model points at; else, as the vocabulary
// has it, the one said in the stretch or last before it, else the day sent.
func (c *claims) date(quote string, from, to int) (d activity.Date, future bool) {
	q := []rune(quote)
	if len(q) > 0 && indexRunes(c.shown, q, 0) < 0 {
		c.fault("the date_quote %q does not stand in the message", clip(quote))
	}
	pointedAt := func(d ruleDate) bool { return c.touches(q, d) }
	if found, ok := nearest(c.m.dates, pointedAt, from, to); ok {
		return found.Date, found.future
	}
	before := func(d ruleDate) bool { return d.from < to }
	if found, ok := nearest(c.m.dates, before, from, to); ok {
		return found.Date, found.future
	}
	return activity.DateOf(c.m.sent), false
}

// touches reports whether the quote stands where the date phrase does.
func (c *claims) touches(quote []rune, d ruleDate) bool {
	for at := indexRunes(c.shown, quote, 0); at >= 0; at = indexRunes(c.shown, quote, at+1) {
		if at < d.to && d.from < at+len(quote) {
			return true
		}
	}
	return false
}

// nearest is the first date inside a stretch, else the last before it, else
// the first after it, among those that fit.
func nearest(dates []ruleDate, fits func(ruleDate) bool, from, to int) (best ruleDate, ok bool) {
	for _, d := range dates {
		switch {
		case !fits(d):
		case d.from >= from && d.from < to:
			return d, true
		case d.from < from || !ok:
			best, ok = d, true
		}
	}
	return best, ok
}

// nothingLost faults the answer when a figure the rules record is claimed by
// no record.
func (c *claims) nothingLost(rules activity.Understanding) {
	claimed := make(map[string]int)
	for i, f := range c.m.figures {
		if c.taken[i] {
			claimed[f.Quote]++
		}
	}
	for _, r := range rules.Records {
		for _, q := range r.Quantities {
			if claimed[q.Quote]--; claimed[q.Quote] < 0 {
				c.fault("no record claims the figure %q", q.Quote)
			}
		}
	}
}

// categoryNamed reads a code, or one of the names people use for a category.
func categoryNamed(s string) (activity.Category, bool) {
	r := []rune(strings.ToLower(figures.Fold(strings.TrimSpace(s))))
	if c := activity.Category(r); c.Valid() {
		return c, true
	}
	c, n := ruleWords().aliases.At(r, 0)
	return c, n > 0 && n == len(r)
}

// indexRunes is where part first stands in text at or after start, -1 for
// nowhere; an empty part stands nowhere.
func indexRunes(text, part []rune, start int) int {
	if len(part) == 0 {
		return -1
	}
	for i := start; i+len(part) <= len(text); i++ {
		if slices.Equal(text[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}

// clip bounds what a fault repeats of an answer.
func clip(s string) string {
	r := []rune(s)
	return string(r[:min(60, len(r))])
}
