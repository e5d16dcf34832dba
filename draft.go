package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/budget"
	"dutybook/counting"
	"dutybook/llm"
	"dutybook/prompts"
	"dutybook/report"
	"dutybook/store"
)

// draftOptions are the flags of draft.
type draftOptions struct {
	records, outline, out, author, notes, edited, template, earlier string
	year, since                                                     int
	compare                                                         bool
	look                                                            report.Look
}

func (p *program) draftFlags(args []string) (draftOptions, error) {
	flags := p.flags("draft")
	var o draftOptions
	flags.StringVar(&o.records, "records", "", "file that replay, export or structure wrote")
	flags.StringVar(&o.outline, "outline", "annual", strings.Join(report.OutlineNames(), ", ")+", or an earlier report (.docx, .txt) to take the outline from")
	flags.IntVar(&o.year, "year", p.now().Year(), "year to report on")
	flags.IntVar(&o.since, "since", 0, "first year of a report on several; with -outline term four years before -year")
	flags.StringVar(&o.out, "out", "report.docx", "file to write, .docx, .md or .txt")
	flags.StringVar(&o.author, "author", "", "member a personal or standing outline is about")
	flags.StringVar(&o.notes, "notes", "", "JSON file of what people wrote for parts no record speaks of: {\"problems\": [\"...\"]}")
	flags.StringVar(&o.edited, "edited", "", "an earlier draft that a person edited, .docx; what the person wrote stays")
	flags.BoolVar(&o.compare, "compare", false, "add an annex that sets the figures beside those of the year before")
	flags.BoolVar(&o.look.Clean, "clean", false, "leave out comments, gaps and annex")
	flags.StringVar(&o.earlier, "earlier", "", "last year's report, .docx or .txt: what it promised is held against the records; with -outline a file, that file")
	flags.StringVar(&o.template, "template", "", "a Word file of the house whose page, headers, footers and styles are used")
	flags.BoolVar(&o.look.Common, "common-fonts", false, "use fonts every computer has")
	if err := flags.Parse(args); err != nil {
		return o, flag0(err)
	}
	if o.since == 0 {
		o.since = o.year
		if o.outline == "term" {
			o.since -= termYears - 1
		}
	}
	return o, nil
}

// lastYear is the file of last year's report, "" for none.
func (o draftOptions) lastYear() string {
	if o.earlier == "" && !slices.Contains(report.OutlineNames(), o.outline) {
		return o.outline
	}
	return o.earlier
}

// termYears is how long a committee sits (届), unless told otherwise.
const termYears = 5

// draft writes a report from records in a file, without Redis or Telegram.
func (p *program) draft(ctx context.Context, args []string) error {
	o, err := p.draftFlags(args)
	if err != nil {
		return err
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	outline, err := p.outlineOf(o.outline)
	if err != nil {
		return err
	}
	all, badLines := p.gather(o.records)
	if badLines != nil && !errors.Is(badLines, errBadLines) {
		return badLines
	}
	source, err := all.source(outline.Voice, o)
	if err != nil {
		return err
	}
	source.Committee, source.Asof = cfg.Committee, activity.DateOf(p.now().In(cfg.Zone))
	if at, ok := store.Since(all.frozen, source.Period); ok {
		source.Frozen = activity.DateOf(at.In(cfg.Zone))
		source.Asof = source.Frozen
	}
	if o.compare {
		c := all.comparison(source, activity.DateOf(p.now().In(cfg.Zone)))
		source.Comparison = &c
	}
	if source.Notes, err = readNotes(o.notes); err != nil {
		return err
	}
	if source.LastYear, err = readLastYear(o.lastYear()); err != nil {
		return err
	}
	doc, err := p.write(ctx, cfg, source, outline)
	if err != nil {
		return err
	}
	if doc, err = p.keepEdited(doc, o.edited); err != nil {
		return err
	}
	if o.template != "" {
		data, err := os.ReadFile(o.template)
		if err != nil {
			return fmt.Errorf("draft: template: %w", err)
		}
		if o.look.Template, err = report.ReadTemplate(data); err != nil {
			return fmt.Errorf("draft: %w", err)
		}
	}
	doc.Look = o.look
	if err := writeDraft(o.out, doc); err != nil {
		return err
	}
	if n := doc.Gaps(); n > 0 {
		_, _ = fmt.Fprintf(p.err, "%d places are left for a person to fill in\n", n)
	}
	return badLines
}

// write drafts by a model where one is configured.
func (p *program) write(ctx context.Context, cfg settings, source report.Source, outline report.Outline) (report.Document, error) {
	by, err := proseBy(cfg, asModel(openModel(cfg)), func(heading string, err error) {
		_, _ = fmt.Fprintf(p.err, "%s: without a model: %s\n", heading, llm.Outcome(err))
	})
	if err != nil || by == nil {
		return report.Draft(source, outline, nil), err
	}
	return report.Assemble(source, outline, by(ctx, nil, source, outline, func() {})), nil
}

// prose has sections written by a model; see handlers.Config.Prose.
type prose func(ctx context.Context, memory prompts.Memory, source report.Source, outline report.Outline, done func()) []report.Prose

// proseBy is nil where there is no model. A section that fails is named to
// failed.
func proseBy(cfg settings, model budget.Model, failed func(heading string, err error)) (prose, error) {
	if model == nil {
		return nil, nil
	}
	files := prompts.Builtin()
	if cfg.PromptsDir != "" {
		files = os.DirFS(cfg.PromptsDir)
	}
	composer, err := prompts.NewComposer(files, model)
	if err != nil {
		return nil, fmt.Errorf("PROMPTS_DIR: %w", err)
	}
	return func(ctx context.Context, memory prompts.Memory, source report.Source, outline report.Outline, done func()) []report.Prose {
		return composeWith(ctx, composer, memory, source, outline, done, failed)
	}, nil
}

// composeWith has all sections written at once and turns them into prose; a
// section that fails is left empty, which Assemble fills.
func composeWith(ctx context.Context, c *prompts.Composer, memory prompts.Memory, source report.Source, outline report.Outline, done func(), failed func(heading string, err error)) []report.Prose {
	fed := outline.Fed()
	asked := make([]prompts.Section, len(fed))
	for i, a := range report.Assign(source, outline) {
		asked[i] = sectionFor(a)
	}
	written, errs := c.ComposeAll(ctx, memory, asked, done)
	out := make([]report.Prose, len(fed))
	for i, w := range written {
		if errs[i] != nil {
			failed(asked[i].Heading, errs[i])
		}
		if len(w.Sentences) > 0 {
			out[i] = report.Tell(source, fed[i], sentencesOf(w))
		}
	}
	return out
}

// sectionFor is an assignment in the words of package prompts.
func sectionFor(a report.Assignment) prompts.Section {
	s := prompts.Section{Heading: a.Heading, Personal: a.Personal, Names: a.Names, Wish: a.Wish}
	for _, f := range a.Facts {
		s.Facts = append(s.Facts, prompts.SectionFact{ID: f.ID, Meaning: f.Definition, Looks: f.Rendered, Words: f.Words, Records: f.Records})
	}
	for _, r := range a.Records {
		s.Records = append(s.Records, prompts.SectionRecord{ID: r.ID, Text: r.Text})
	}
	return s
}

func sentencesOf(w prompts.Written) []report.Sentence {
	var out []report.Sentence
	for _, s := range w.Sentences {
		sentence := report.Sentence{Records: s.Records}
		for _, p := range s.Pieces {
			sentence.Spans = append(sentence.Spans, report.Span{Text: p.Text, Fact: p.Fact})
		}
		out = append(out, sentence)
	}
	return out
}

// keepEdited puts what a person changed in an earlier draft into the new one
// and names the figures to be asked about.
func (p *program) keepEdited(doc report.Document, path string) (report.Document, error) {
	if path == "" {
		return doc, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return doc, fmt.Errorf("-edited: %w", err)
	}
	edited, err := report.ReadEdited(doc, data)
	if err != nil {
		return doc, err
	}
	for _, f := range edited.Figures {
		_, _ = fmt.Fprintf(p.err, "a person changed %q to %q in %s: a record not told yet, or a slip?\n", f.Was, f.Now, f.Part)
	}
	return report.Keep(doc, edited), nil
}

// readNotes reads a file of notes, parts by name; no file is no notes.
func readNotes(path string) (map[string][]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("-notes: %w", err)
	}
	var notes map[string][]string
	if err := json.Unmarshal(data, &notes); err != nil {
		return nil, fmt.Errorf("-notes %s: %w", path, err)
	}
	return notes, nil
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
	case ".txt":
		b.WriteString(report.Text(doc))
	default:
		return fmt.Errorf("-out %s: known are .docx, .md and .txt", path)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("-out: %w", err)
	}
	return nil
}

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
		return cmp.Or(err, err2)
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
	return report.Compare(book(src.Tally.Scope), book(counting.Everyone), src.Period, today)
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
