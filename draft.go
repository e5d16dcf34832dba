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
	"strings"

	"dutybook/activity"
	"dutybook/llm"
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
