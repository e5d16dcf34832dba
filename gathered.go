package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
	"dutybook/store"
)

// gather reads a records file; errBadLines means that some lines are missing.
func (p *program) gather(path string) (*gathered, error) {
	all := &gathered{members: map[activity.MemberID]string{}, groups: map[activity.GroupID]string{}}
	file, err := os.Open(path)
	if err != nil {
		return all, fmt.Errorf("-records: %w", err)
	}
	defer func() { _ = file.Close() }()
	return all, (&program{in: file, err: p.err}).eachLine(context.Background(), all.line)
}

// gathered is what the lines of a records file hold, whoever wrote them.
type gathered struct {
	records []activity.Record
	members map[activity.MemberID]string
	groups  map[activity.GroupID]string
	office  []activity.OfficeFact
	breaks  []counting.Break
	frozen  []store.Frozen
}

// line takes one line of an export or of structure.
func (g *gathered) line(raw []byte) error {
	var head struct {
		Kind   store.LineKind  `json:"kind"`
		Intent activity.Intent `json:"intent"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return err
	}
	if head.Intent != "" {
		return g.understoodLine(raw)
	}
	var l store.Line
	if err := json.Unmarshal(raw, &l); err != nil {
		return err
	}
	switch {
	case head.Kind == store.GroupLine && l.Group != nil:
		g.groups[l.Group.ID] = l.Group.Name
	case head.Kind == store.MemberLine && l.Member != nil:
		g.members[l.Member.ID] = l.Member.Name
	case l.Record != nil && l.Category.Valid():
		g.add(*l.Record)
	case head.Kind == store.KeptLine && l.Kept != nil:
		facts, err := l.Kept.OfficeFacts()
		g.office = append(g.office, facts...)
		frozen, err2 := l.Kept.Frozen()
		g.frozen = append(g.frozen, frozen...)
		breaks, err3 := l.Kept.Breaks()
		g.breaks = append(g.breaks, breaks...)
		return cmp.Or(err, err2, err3)
	case head.Kind == store.EndLine:
	default:
		return errors.New("neither a group, a member nor a record")
	}
	return nil
}

// understoodLine takes what structure wrote: people are known by name only.
func (g *gathered) understoodLine(raw []byte) error {
	var l struct {
		From    string            `json:"from"`
		Group   string            `json:"group"`
		Records []activity.Record `json:"records"`
	}
	if err := json.Unmarshal(raw, &l); err != nil {
		return err
	}
	for _, r := range l.Records {
		if !r.Category.Valid() {
			return fmt.Errorf("unknown category %q", r.Category)
		}
		r.ID, r.Member, r.Group = 0, activity.MemberID(l.From), activity.GroupID(l.Group)
		g.members[r.Member], g.groups[r.Group] = l.From, l.Group
		g.add(r)
	}
	return nil
}

// add numbers records that come without a number by their order.
func (g *gathered) add(r activity.Record) {
	if r.ID == 0 {
		r.ID = activity.RecordID(len(g.records) + 1)
	}
	g.records = append(g.records, r)
}

// source is the report's material: everybody's, or in the personal voice one
// member's.
func (g *gathered) source(voice string, o draftOptions) (report.Source, error) {
	scope := counting.Everyone
	if voice == "personal" {
		id, err := g.member(o.author)
		if err != nil {
			return report.Source{}, err
		}
		scope = counting.OfMember(id)
	}
	return g.sourceOf(scope, activity.Period{From: activity.Year(o.since).From, To: activity.Year(o.year).To}), nil
}

func (g *gathered) sourceOf(scope counting.Scope, period activity.Period) report.Source {
	live := slices.DeleteFunc(slices.Clone(g.records), func(r activity.Record) bool {
		return r.Deleted || !period.Touches(r.Date) || !counting.Holds(scope, r)
	})
	var office []activity.OfficeFact
	if scope == counting.Everyone {
		office = report.CurrentFacts(g.office, activity.Date{Year: period.To.Year, Month: period.To.Month}.Last())
	}
	return report.Source{
		Office: office, Period: period, Tally: counting.TallyOf(scope, counting.Of(g.records)[scope], period),
		Records: live, Members: g.members, Groups: g.groups,
	}.PartLate()
}

// comparison sets a source's figures beside those of the year before.
func (g *gathered) comparison(src report.Source, today activity.Date) report.Comparison {
	totals := counting.Of(g.records)
	book := func(s counting.Scope) counting.Book { return counting.BookOf(s, totals[s]) }
	return report.Compare(book(src.Tally.Scope), book(counting.Everyone), src.Period, today, g.breaks...)
}

// member finds the author; a file with one member needs no name.
func (g *gathered) member(author string) (activity.MemberID, error) {
	if author == "" && len(g.members) == 1 {
		for id := range g.members {
			return id, nil
		}
	}
	for id, name := range g.members {
		if name == author {
			return id, nil
		}
	}
	return "", fmt.Errorf("-author %q: no records of such a member", author)
}
