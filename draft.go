package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
	"dutybook/store"
)

// draft writes a report from records in a file, without Redis or Telegram.
func (p *program) draft(_ context.Context, args []string) error {
	flags := p.flags("draft")
	from := flags.String("records", "", "file that replay, export or structure wrote")
	name := flags.String("outline", "annual", "annual or personal")
	year := flags.Int("year", p.now().Year(), "year to report on")
	out := flags.String("out", "report.docx", "file to write, .docx or .md")
	author := flags.String("author", "", "member the personal outline is about")
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	outline, err := report.LoadOutline(*name)
	if err != nil {
		return fmt.Errorf("-outline %s: known are annual and personal", *name)
	}
	file, err := os.Open(*from)
	if err != nil {
		return fmt.Errorf("-records: %w", err)
	}
	defer func() { _ = file.Close() }()
	all := &gathered{members: map[activity.MemberID]string{}, groups: map[activity.GroupID]string{}}
	badLines := (&program{in: file, err: p.err}).eachLine(context.Background(), all.line)
	if badLines != nil && !errors.Is(badLines, errBadLines) {
		return badLines
	}
	source, err := all.source(*name, *author, *year)
	if err != nil {
		return err
	}
	source.Committee, source.Asof = cfg.Committee, activity.DateOf(p.now().In(cfg.Zone))
	if err := writeDraft(*out, report.Draft(source, outline, nil)); err != nil {
		return err
	}
	return badLines
}

func writeDraft(path string, doc report.Document) error {
	var b bytes.Buffer
	switch filepath.Ext(path) {
	case ".docx":
		if err := report.WriteDocx(&b, doc); err != nil {
			return err
		}
	case ".md":
		b.WriteString(report.Markdown(doc))
	default:
		return fmt.Errorf("-out %s: known are .docx and .md", path)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("-out: %w", err)
	}
	return nil
}

// gathered is what the lines of a records file hold, whoever wrote them.
type gathered struct {
	records []activity.Record
	members map[activity.MemberID]string
	groups  map[activity.GroupID]string
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

// source is the report's material: everybody's, or one member's.
func (g *gathered) source(outline, author string, year int) (report.Source, error) {
	scope := counting.Everyone
	if outline == "personal" {
		id, err := g.member(author)
		if err != nil {
			return report.Source{}, err
		}
		scope = counting.OfMember(id)
	}
	period := activity.Year(year)
	live := slices.DeleteFunc(slices.Clone(g.records), func(r activity.Record) bool {
		return r.Deleted || !period.Touches(r.Date) || (scope != counting.Everyone && scope != counting.OfMember(r.Member))
	})
	return report.Source{
		Period: period, Tally: counting.TallyOf(scope, counting.Of(g.records)[scope], period),
		Records: live, Members: g.members, Groups: g.groups,
	}, nil
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
