package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"dutybook/report"
)

// outline writes the heading tree of an earlier report as one JSON object;
// what a reader should doubt about it goes to stderr as well.
func (p *program) outline(_ context.Context, args []string) error {
	flags := p.flags("outline")
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	if flags.NArg() != 1 {
		return errors.New("outline: name one file, .docx or .txt")
	}
	data, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return fmt.Errorf("outline: %w", err)
	}
	tree, err := report.ReadEarlier(data)
	if err != nil {
		return err
	}
	for _, d := range tree.Doubts {
		_, _ = fmt.Fprintln(p.err, d.Text)
	}
	out := json.NewEncoder(p.out)
	out.SetEscapeHTML(false)
	return out.Encode(tree)
}

// outlineOf is a built-in outline, or that of the earlier report in a file.
func (p *program) outlineOf(name string) (report.Outline, error) {
	if outline, err := report.LoadOutline(name); err == nil {
		return outline, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return report.Outline{}, fmt.Errorf("-outline %s: neither a file nor one of %v", name, report.OutlineNames())
	}
	tree, err := report.ReadEarlier(data)
	if err != nil {
		return report.Outline{}, fmt.Errorf("-outline: %w", err)
	}
	if len(tree.Headings) == 0 {
		return report.Outline{}, fmt.Errorf("-outline %s: no headings found", name)
	}
	if len(tree.Documents) > 1 {
		tree = tree.Of(tree.Documents[0])
	}
	outline, unfed := report.Adopt(tree)
	for _, d := range tree.Doubts {
		_, _ = fmt.Fprintln(p.err, d.Text)
	}
	for _, heading := range unfed {
		_, _ = fmt.Fprintln(p.err, "no records belong under:", heading)
	}
	return outline, nil
}
