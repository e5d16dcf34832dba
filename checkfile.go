package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

// checkFile writes one line for every figure, name, title, formula and claim of
// a text: what the records say of it.
func (p *program) checkFile(_ context.Context, args []string) error {
	flags := p.flags("check")
	records := flags.String("records", "", "file that replay, export or structure wrote")
	year := flags.Int("year", 0, "year the text is about; without it every year of the records")
	author := flags.String("author", "", "member whose own summary the text is")
	formulas := flags.String("formulas", "", "file of official wording in force, one a line")
	last := flags.String("earlier", "", "last year's report, .docx or .txt, whose sentences are not to be read again")
	// The file may stand before the flags.
	var path string
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		path, args = args[0], args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	if path == "" && flags.NArg() == 1 {
		path = flags.Arg(0)
	}
	if path == "" {
		return errors.New("check: name one file, .docx, .md or .txt")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	text, err := report.PlainText(data)
	if err != nil {
		return err
	}
	all, badLines := p.gather(*records)
	if badLines != nil && !errors.Is(badLines, errBadLines) {
		return badLines
	}
	source, err := all.checkSource(*year, *author)
	if err != nil {
		return err
	}
	if source.LastYear, err = readLastYear(*last); err != nil {
		return err
	}
	wording, err := readLines(*formulas)
	if err != nil {
		return err
	}
	for _, line := range wording {
		source.Official = append(source.Official, report.Official{Text: line})
	}
	if err := writeFindings(p, report.Verify(source, text)); err != nil {
		return err
	}
	return badLines
}

// readLastYear reads a report of the year before; no file leaves nothing.
func readLastYear(path string) (report.LastYear, error) {
	if path == "" {
		return report.LastYear{}, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return report.LastYear{}, fmt.Errorf("last year's report: %w", err)
	}
	return report.ReadLastYear(data)
}

func writeFindings(p *program, findings []report.Finding) error {
	out := json.NewEncoder(p.out)
	out.SetEscapeHTML(false)
	for _, f := range findings {
		if err := out.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

// checkSource is what a text is checked against.
func (g *gathered) checkSource(year int, author string) (report.Source, error) {
	scope := counting.Everyone
	if author != "" {
		id, err := g.member(author)
		if err != nil {
			return report.Source{}, err
		}
		scope = counting.OfMember(id)
	}
	period := activity.Year(year)
	if year == 0 {
		period = g.span()
	}
	return g.sourceOf(scope, period), nil
}

// span is the whole years the records lie in.
func (g *gathered) span() activity.Period {
	var span activity.Period
	for _, r := range g.records {
		y := activity.Year(r.Date.Year)
		if span.IsZero() || r.Date.Year < span.From.Year {
			span.From = y.From
		}
		if r.Date.Year > span.To.Year {
			span.To = y.To
		}
	}
	return span
}

// readLines reads the lines of a file that are not blank; no file has none.
func readLines(path string) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}
