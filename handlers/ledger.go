package handlers

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/prompts"
	"dutybook/report"
)

// ledger sends the records of a period as a spreadsheet: "/ledger 2026", as
// comma-separated text "/ledger csv 2026". Residents' names and numbers are
// blotted out of what members wrote, unless that is asked for with "full" at the
// end.
func (h *Handlers) ledger(ctx context.Context, t *turn, args string) error {
	write, ending := report.WriteLedger, ".xlsx"
	if rest, ok := strings.CutPrefix(strings.ToLower(args), "csv"); ok {
		args, write, ending = strings.TrimSpace(rest), writeCSV, ".csv"
	}
	args, full := h.cutFull(args)
	period, ok := h.periodOf(t, args)
	if !ok {
		return t.reply(ctx, "period-unclear")
	}
	source, err := h.source(ctx, counting.Everyone, period)
	if err != nil {
		return err
	}
	if source.Proposals, err = h.lives(ctx, counting.Everyone, activity.Proposal, period); err != nil {
		return err
	}
	if source.Opinions, err = h.lives(ctx, counting.Everyone, activity.Opinion, period); err != nil {
		return err
	}
	if source.RollCalls, err = h.rollCalls(ctx, period, ""); err != nil {
		return err
	}
	if source.Attached, err = h.attached(ctx, source); err != nil {
		return err
	}
	if !full {
		for i, r := range source.Records {
			source.Records[i].Text, source.Records[i].Summary = prompts.Masked(r.Text), prompts.Masked(r.Summary)
		}
	}
	var file bytes.Buffer
	if err := write(&file, source); err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text: t.text("ledger-done", "period", t.period(period), "n", itoa(len(source.Records))),
		File: &activity.File{Name: t.text("ledger-file", "period", t.period(period)) + ending, Data: file.Bytes()},
	})
	return err
}

// attached counts what belongs to the records of a ledger besides their words.
func (h *Handlers) attached(ctx context.Context, source report.Source) (map[activity.RecordID]report.Attached, error) {
	var ids []activity.RecordID
	for _, r := range append(source.Records[:len(source.Records):len(source.Records)], source.Late...) {
		ids = append(ids, r.ID)
	}
	all, err := h.Store.EvidenceOf(ctx, ids...)
	counts := map[activity.RecordID]report.Attached{}
	for id, found := range all {
		n := counts[id]
		n.Photos, n.Files = countKinds(found)
		counts[id] = n
	}
	return counts, err
}

// cutFull takes the word for "full" off the end of a request.
func (h *Handlers) cutFull(args string) (rest string, full bool) {
	words := strings.Fields(args)
	if n := len(words); n > 0 && h.texts.isWord(words[n-1], "full", "word-full") {
		return strings.Join(words[:n-1], " "), true
	}
	return args, false
}

func writeCSV(w io.Writer, src report.Source) error { return report.WriteCSV(w, src) }

// sums lists what a secretary should ask before a draft is signed: sums that
// do not come out, figures far from last year's or from the usual, running totals
// that nobody's records make up; and what is not added, and why: "/sums 2026".
func (h *Handlers) sums(ctx context.Context, t *turn, args string) error {
	period, ok := h.periodOf(t, args)
	if !ok {
		return t.reply(ctx, "period-unclear")
	}
	return h.saySums(ctx, t, period)
}

// pressSums is the button beside a draft that has questions.
func (h *Handlers) pressSums(ctx context.Context, t *turn, period activity.Period) error {
	if !may(t.member.Role, toSeeGroup) {
		return h.toast(ctx, t, "err-not-allowed")
	}
	return h.saySums(ctx, t, period)
}

func (h *Handlers) saySums(ctx context.Context, t *turn, period activity.Period) error {
	source, err := h.source(ctx, scopeOf(t.member), period)
	if err != nil {
		return err
	}
	lines, err := h.questions(ctx, t, source)
	if err != nil {
		return err
	}
	asked := len(lines)
	lines = lines[:min(enoughSums, asked)]
	if asked > 0 {
		lines = append([]string{t.text("sums-title", "period", t.period(period), "n", itoa(asked))}, lines...)
	} else {
		lines = []string{t.text("sums-none", "period", t.period(period))}
	}
	if apart := t.notAdded(source.Tally); len(apart) > 0 {
		lines = append(append(lines, t.text("sums-apart")), apart[:min(enoughSums, len(apart))]...)
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

// enoughSums is how many questions one answer lists.
const enoughSums = 20

// questions are what to ask before a draft is signed, each with its records.
func (h *Handlers) questions(ctx context.Context, t *turn, source report.Source) ([]string, error) {
	lines := t.brokenSums(source)
	leaps, err := h.leaps(ctx, t, source)
	if err != nil {
		return nil, err
	}
	outliers, err := h.outliers(ctx, t, source)
	if err != nil {
		return nil, err
	}
	return slices.Concat(lines, leaps, outliers, t.unreached(source)), nil
}

// outliers tells the figures of single records that are far above what such
// figures usually are, last year's taken in.
func (h *Handlers) outliers(ctx context.Context, t *turn, source report.Source) ([]string, error) {
	before, err := h.Store.During(ctx, counting.YearBefore(source.Period), maxSource)
	if err != nil {
		return nil, err
	}
	in := map[activity.RecordID]bool{}
	for _, r := range source.Records {
		in[r.ID] = true
	}
	before = slices.DeleteFunc(before, func(r activity.Record) bool { return in[r.ID] })
	var lines []string
	for _, o := range counting.Outliers(slices.Concat(before, source.Records), func(r activity.Record) bool { return in[r.ID] }) {
		usual := activity.Quantity{Value: o.Usual, Unit: o.Quantity.Unit}
		lines = append(lines, t.text("sums-outlier", "category", o.Record.Category.Name(t.lang), "figure", t.named(o.Quantity),
			"usual", figures.Render(usual), "id", o.Record.ID.String(), "name", source.Members[o.Record.Member]))
	}
	return lines, nil
}

// notAdded tells which totals look alike and are not added, and why.
func (t *turn) notAdded(tally counting.Tally) []string {
	var lines []string
	for _, a := range counting.NotAdded(tally) {
		var parts []string
		for _, f := range a.Totals {
			parts = append(parts, t.named(f.Quantity()))
		}
		key := "sums-units"
		if a.Money {
			key = "sums-money"
		}
		lines = append(lines, t.text(key, "category", a.Category.Name(t.lang), "figures", strings.Join(parts, t.text("list-mark"))))
	}
	return lines
}

// brokenSums tells the identities the totals break, with the records behind.
func (t *turn) brokenSums(source report.Source) []string {
	var lines []string
	for _, line := range source.Tally.Lines {
		for _, f := range counting.CrossFoot(line.Figures) {
			key, of := "sums-parts", strings.Join(f.Parts, "+")
			if f.Of != "" {
				key, of = "sums-most", f.Of
			}
			lines = append(lines, t.text(key, "whole", f.Whole, "total", f.Total.String()+string(f.Unit), "parts", of,
				"sum", f.Sum.String()+string(f.Unit), "records", t.behind(source, line.Category, append(f.Parts, f.Whole)...)))
		}
	}
	return lines
}

// behind lists the records that name any of some things, at most eight.
func (t *turn) behind(source report.Source, c activity.Category, of ...string) string {
	const enough = 8
	var ids []string
	for _, r := range source.Records {
		for _, q := range r.Quantities {
			if r.Category == c && contains(of, q.Of) && len(ids) < enough {
				ids = append(ids, r.ID.String())
				break
			}
		}
	}
	return strings.Join(ids, " ")
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// leaps tells the figures that are far from those of the year before, where
// the period is a year that has one.
func (h *Handlers) leaps(ctx context.Context, t *turn, source report.Source) ([]string, error) {
	year, ok := source.Period.WholeYear()
	if !ok {
		return nil, nil
	}
	before, err := h.Store.Tally(ctx, source.Tally.Scope, activity.Year(year-1))
	if err != nil {
		return nil, err
	}
	var lines []string
	breaks, err := h.breaks(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range counting.LeapsBut(source.Tally, before, breaks) {
		lines = append(lines, t.text("sums-leap", "category", l.Category.Name(t.lang), "now", t.named(l.Now.Quantity()),
			"then", t.named(l.Then.Quantity()), "records", t.behind(source, l.Category, l.Now.Of)))
	}
	return lines, nil
}

// unreached tells the running totals that exceed what the records of the same
// member come to.
func (t *turn) unreached(source report.Source) []string {
	type thing struct {
		member activity.MemberID
		of     string
		unit   activity.Unit
	}
	sums := map[thing]activity.Amount{}
	for _, r := range source.Records {
		for _, q := range r.Quantities {
			if r.Counts() && q.Kind == activity.Additive {
				sums[thing{r.Member, q.Of, counting.UnitOf(r.Category, q.Of, q.Unit)}] += q.Value
			}
		}
	}
	var lines []string
	for _, r := range source.Records {
		for _, q := range r.Quantities {
			if sum := sums[thing{r.Member, q.Of, counting.UnitOf(r.Category, q.Of, q.Unit)}]; r.Counts() && q.Kind == activity.Running && q.Value > sum {
				lines = append(lines, t.text("sums-running", "name", source.Members[r.Member], "figure", t.named(q),
					"sum", figures.Render(activity.Quantity{Value: sum, Unit: q.Unit}), "id", r.ID.String()))
			}
		}
	}
	return lines
}
