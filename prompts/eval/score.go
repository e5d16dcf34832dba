package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
)

// message is a line of either file.
type message struct {
	ID      string   `json:"id"`
	Lang    string   `json:"lang"`
	Text    string   `json:"text"`
	SentAt  string   `json:"sent_at"`
	Intent  string   `json:"intent"`
	Source  string   `json:"source"`
	Records []record `json:"records"`
}

type record struct {
	Category string `json:"category"`
	// Alt are readings of the category that are right as well.
	Alt        []string   `json:"category_alt,omitempty"`
	Date       string     `json:"date"`
	Quantities []quantity `json:"quantities"`
}

type quantity struct {
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Approx string  `json:"approx"`
}

// logged are the records that count: those of a report of work.
func (m message) logged() []record {
	if m.Intent != "log" {
		return nil
	}
	return m.Records
}

func readMessages(in io.Reader) ([]message, error) {
	var out []message
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, m)
	}
	return out, lines.Err()
}

// counts are what a row of the table is made of.
type counts struct {
	messages, intents, logs, sameCount, records, categories, dates, exact int
	// Figures found in both, in the gold file, in the answers.
	found, wanted, given int
}

func (c *counts) add(d counts) {
	c.messages += d.messages
	c.intents += d.intents
	c.logs += d.logs
	c.sameCount += d.sameCount
	c.records += d.records
	c.categories += d.categories
	c.dates += d.dates
	c.exact += d.exact
	c.found += d.found
	c.wanted += d.wanted
	c.given += d.given
}

func (c counts) intent() float64   { return share(c.intents, c.messages) }
func (c counts) count() float64    { return share(c.sameCount, c.logs) }
func (c counts) category() float64 { return share(c.categories, c.records) }
func (c counts) date() float64     { return share(c.dates, c.records) }
func (c counts) whole() float64    { return share(c.exact, c.messages) }

// figures is the F1 of figures with their unit and bound.
func (c counts) figures() float64 {
	precision, recall := share(c.found, c.given), share(c.found, c.wanted)
	if precision+recall == 0 {
		return 0
	}
	return 2 * precision * recall / (precision + recall)
}

// share is 1 where there was nothing to get right.
func share(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}

// score compares an answer with the gold message.
func score(gold, pred message) counts {
	want, got := gold.Records, pred.logged()
	pairs := align(want, got)
	c := counts{messages: 1, intents: one(pred.Intent == gold.Intent)}
	if gold.Intent == "log" {
		c.logs, c.records = 1, len(want)
		c.sameCount = one(len(want) == len(got))
		for _, p := range pairs {
			c.categories += one(fits(want[p.gold], got[p.pred]))
			c.dates += one(want[p.gold].Date == got[p.pred].Date)
		}
	}
	c.found, c.wanted, c.given = common(all(want), all(got)), len(all(want)), len(all(got))
	c.exact = one(pred.Intent == gold.Intent && len(want) == len(got) && !slices.ContainsFunc(pairs, func(p pair) bool {
		g, a := want[p.gold], got[p.pred]
		n := common(g.Quantities, a.Quantities)
		return !fits(g, a) || g.Date != a.Date || n != len(g.Quantities) || n != len(a.Quantities)
	}))
	return c
}

func one(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

func fits(gold, pred record) bool {
	return pred.Category == gold.Category || slices.Contains(gold.Alt, pred.Category)
}

func all(records []record) []quantity {
	var out []quantity
	for _, r := range records {
		out = append(out, r.Quantities...)
	}
	return out
}

// common counts the figures that stand in both lists, each as often as it does.
func common(a, b []quantity) int {
	left := make(map[quantity]int)
	for _, q := range a {
		left[rounded(q)]++
	}
	n := 0
	for _, q := range b {
		if q = rounded(q); left[q] > 0 {
			left[q]--
			n++
		}
	}
	return n
}

func rounded(q quantity) quantity {
	q.Value = math.Round(q.Value*1e4) / 1e4
	return q
}

// pair says which record of the answer is taken for which of the gold message.
type pair struct{ gold, pred int }

// most bounds the records that are matched up, for all orders are tried.
const most = 6

// align matches records up so that most agrees, the category counting twice.
func align(gold, pred []record) []pair {
	n := min(len(gold), len(pred), most)
	var best, cur []pair
	bestScore := -1
	used := make([]bool, min(len(gold), most))
	var try func(from, score int)
	try = func(from, score int) {
		if len(cur) == n {
			if score > bestScore {
				bestScore, best = score, slices.Clone(cur)
			}
			return
		}
		for g := range used {
			if used[g] {
				continue
			}
			used[g] = true
			for p := from; p <= min(len(pred), most)-(n-len(cur)); p++ {
				cur = append(cur, pair{g, p})
				try(p+1, score+agreement(gold[g], pred[p]))
				cur = cur[:len(cur)-1]
			}
			used[g] = false
		}
	}
	try(0, 0)
	return best
}

func agreement(gold, pred record) int {
	return 2*one(fits(gold, pred)) + one(gold.Date == pred.Date) + common(gold.Quantities, pred.Quantities)
}

// report is the score of a whole file.
type report struct {
	rows   map[string]*counts
	errors [][2]message
}

func scoreAll(gold, pred []message) report {
	byID := make(map[string]message, len(pred))
	for _, m := range pred {
		byID[m.ID] = m
	}
	r := report{rows: make(map[string]*counts)}
	for _, g := range gold {
		p := byID[g.ID]
		c := score(g, p)
		for _, row := range []string{"all", g.Lang, p.Source} {
			r.add(row, c)
		}
		if c.exact == 0 {
			r.errors = append(r.errors, [2]message{g, p})
		}
	}
	return r
}

func (r report) add(row string, c counts) {
	if row == "" {
		return
	}
	if r.rows[row] == nil {
		r.rows[row] = new(counts)
	}
	r.rows[row].add(c)
}

func (r report) table(out io.Writer) {
	_, _ = fmt.Fprintf(out, "%-8s %5s %7s %6s %6s %6s %7s %6s\n", "", "n", "intent", "count", "categ", "date", "figures", "exact")
	names := []string{}
	for name := range r.rows {
		if name != "all" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range append([]string{"all"}, names...) {
		c := r.rows[name]
		if c == nil {
			continue
		}
		_, _ = fmt.Fprintf(out, "%-8s %5d %7.3f %6.3f %6.3f %6.3f %7.3f %6.3f\n",
			name, c.messages, c.intent(), c.count(), c.category(), c.date(), c.figures(), c.whole())
	}
}

func (r report) printErrors(out io.Writer, n int) {
	for _, e := range r.errors[:min(n, len(r.errors))] {
		_, _ = fmt.Fprintf(out, "\n%s %s\n  gold %s %s\n  pred %s %s\n", e[0].ID, e[0].Text,
			e[0].Intent, compact(e[0].Records), e[1].Intent, compact(e[1].Records))
	}
}

func compact(list []record) string {
	raw, err := json.Marshal(list)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
