package main

import (
	"context"
	"fmt"
	"os"

	"dutybook/budget"
	"dutybook/prompts"
	"dutybook/report"
)

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
