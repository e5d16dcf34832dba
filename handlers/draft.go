package handlers

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/report"
	"dutybook/store"
)

// The outlines drafts follow when no other is asked for; house is the one
// taken from an earlier report, or else annual.
const (
	house    = ""
	annual   = "annual"
	personal = "personal"
)

// compose carries out a request in words for a text, as far as the person may:
// secretaries get the report, leaders their group's section, members their own
// summary.
func (h *Handlers) compose(ctx context.Context, t *turn, want activity.Request) error {
	if rest, compare := h.cutCompare(t.Text); compare {
		// The reader may have taken the year compared with for the one asked about.
		want.Period, _ = figures.Period(rest, t.SentAt)
	}
	if want.Outline != personal && may(t.member.Role, toSeeGroup) {
		if err := h.note(ctx, t, toSeeGroup, t.Text); err != nil {
			return err
		}
	}
	switch {
	case want.Outline == personal:
		return h.draftOwn(ctx, t, want.Period)
	case want.Whole && may(t.member.Role, toDraft):
		return h.draftReport(ctx, t, house, want.Period)
	case may(t.member.Role, toSeeGroup):
		return h.sayTextOf(ctx, t, counting.Everyone, want)
	case want.Whole:
		return h.draftOwn(ctx, t, want.Period)
	}
	return h.sayTextOf(ctx, t, counting.OfMember(t.member.ID), want)
}

// draft writes a report of the committee: "/draft annual 2026".
func (h *Handlers) draft(ctx context.Context, t *turn, args string) error {
	args, _ = h.cutCompare(args)
	name, rest, named := report.OutlineNamed(args)
	if !named {
		name, rest = house, args
	}
	period, ok := h.periodOf(t, rest)
	if !ok {
		return t.reply(ctx, "draft-usage")
	}
	return h.draftReport(ctx, t, name, period)
}

// summary writes a member's own report: "/summary 2026".
func (h *Handlers) summary(ctx context.Context, t *turn, args string) error {
	period, ok := h.periodOf(t, args)
	if !ok {
		return t.reply(ctx, "period-unclear")
	}
	return h.draftOwn(ctx, t, period)
}

// section says a paragraph of one kind of work: "/section 视察调研 2026".
func (h *Handlers) section(ctx context.Context, t *turn, args string) error {
	args, _ = h.cutCompare(args)
	args, picture := strings.CutPrefix(args, asPicture)
	scope, args, err := h.scopeNamed(ctx, t, args)
	if err != nil {
		return err
	}
	want := activity.Request{Categories: categoriesIn(args)}
	want.Period, _ = figures.Period(args, t.SentAt)
	return h.saySection(ctx, t, scope, want, picture)
}

// periodOf reads a period; nothing said is the current year.
func (h *Handlers) periodOf(t *turn, args string) (activity.Period, bool) {
	if args == "" {
		return activity.Year(t.SentAt.Year()), true
	}
	return figures.Period(args, t.SentAt)
}

// termYears is how many years a committee sits; a report on a term ends with
// the year asked for.
const termYears = 5

func (h *Handlers) draftReport(ctx context.Context, t *turn, name string, period activity.Period) error {
	period = orThisYear(period, t)
	scope := counting.Everyone
	switch name {
	case "term":
		period.From.Year = period.To.Year - termYears + 1
	case personal, "standing":
		scope = counting.OfMember(t.member.ID)
	}
	if scope == counting.Everyone {
		return h.sendKept(ctx, t, name, period)
	}
	outline, err := h.outlineOf(ctx, name)
	if err != nil {
		return err
	}
	source, err := h.source(ctx, scope, period)
	if err != nil {
		return err
	}
	return h.sendDraft(ctx, t, outline, source)
}

// sendKept makes the next version of the committee's draft, which people change
// and send back, and tells what is different. A signed one is sent as it is.
func (h *Handlers) sendKept(ctx context.Context, t *turn, name string, period activity.Period) error {
	if _, own, err := h.adopted(ctx); name == house && !own {
		if err != nil {
			return err
		}
		name = annual
	}
	kept, err := h.draftOf(ctx, t, name, counting.Everyone, period)
	if err != nil {
		return err
	}
	if kept.Item.Stage == signed {
		return h.sayKept(ctx, t, kept.ID, kept.Item)
	}
	_, compare := h.cutCompare(t.Text)
	if err := h.editDraft(ctx, kept.ID, func(d *keptDraft) error { d.Compare = compare; return nil }); err != nil {
		return err
	}
	progress, err := h.progress(ctx, t)
	if err != nil {
		return err
	}
	d, doc, before, err := h.redraft(ctx, t, kept.ID, progress)
	if err != nil {
		return err
	}
	file, err := h.fileOf(ctx, t, doc, d.Stage)
	if err != nil {
		return err
	}
	lines := []string{t.text("draft-done", "period", t.period(period), "stage", t.text(stageKey(d.Stage)))}
	if d.Version > 1 {
		lines = append(lines, t.text("draft-version", "version", itoa(d.Version)))
	}
	lines = append(lines, t.promisesLine(doc.Promised)...)
	lines = append(lines, t.movedLines(before, doc)...)
	buttons := draftButtons(t, kept.ID, d.Stage)
	list := t.listButton(listingOf(counting.Everyone, t.member.ID, period))
	asked, err := h.openQuestions(ctx, t, period)
	if err != nil {
		return err
	}
	if asked > 0 {
		lines = append(lines, t.text("draft-questions", "n", itoa(asked)))
		buttons[0] = append(buttons[0], activity.Button{Label: t.text("button-sums"), Data: data("sums", spanOf(period)...)})
	}
	buttons = append(buttons, []activity.Button{list})
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), File: file, Buttons: buttons})
	return err
}

// openQuestions is how many questions there are on the figures of a period,
// told with a draft so that they are answered before it is signed.
func (h *Handlers) openQuestions(ctx context.Context, t *turn, period activity.Period) (int, error) {
	source, err := h.source(ctx, scopeOf(t.member), period)
	if err != nil {
		return 0, err
	}
	lines, err := h.questions(ctx, t, source)
	return len(lines), err
}

// spanOf is a period as a button carries it, and periodOfSpan reads it.
func spanOf(p activity.Period) []activity.RecordID {
	month := func(m activity.Month) activity.RecordID { return activity.RecordID(m.Year*100 + int(m.Month)) }
	return []activity.RecordID{month(p.From), month(p.To)}
}

func periodOfSpan(from, to int64) activity.Period {
	month := func(n int64) activity.Month {
		return activity.Month{Year: int(n / 100 % 10000), Month: time.Month(min(max(n%100, 1), 12))}
	}
	return activity.Period{From: month(from), To: month(to)}
}

// progress begins the one message that tells how far a draft is, and rewrites it.
func (h *Handlers) progress(ctx context.Context, t *turn) (func(done, total int), error) {
	notice, err := t.say(ctx, activity.Reply{Text: t.text("draft-begun")})
	return func(done, total int) {
		// Progress is a courtesy: a failed edit does not stop the draft.
		_, _ = t.say(ctx, activity.Reply{Replace: notice, Text: t.text("draft-progress", "done", itoa(done), "total", itoa(total))})
	}, err
}

// outlineOf is a built-in outline, or the one of the house.
func (h *Handlers) outlineOf(ctx context.Context, name string) (report.Outline, error) {
	if name != house {
		return report.LoadOutline(name)
	}
	kept, ok, err := h.adopted(ctx)
	if err != nil || !ok {
		outline, missing := report.LoadOutline(annual)
		return outline, cmp.Or(err, missing)
	}
	outline, _ := report.Adopt(kept.Item.Tree)
	return outline, nil
}

func (h *Handlers) draftOwn(ctx context.Context, t *turn, period activity.Period) error {
	source, err := h.source(ctx, counting.OfMember(t.member.ID), orThisYear(period, t))
	if err != nil {
		return err
	}
	outline, err := report.LoadOutline(personal)
	if err != nil {
		return err
	}
	return h.sendDraft(ctx, t, outline, source)
}

func orThisYear(p activity.Period, t *turn) activity.Period {
	if p.IsZero() {
		return activity.Year(t.SentAt.Year())
	}
	return p
}

// sendDraft drafts section by section, telling how far it is in one message it
// rewrites, and sends the file.
func (h *Handlers) sendDraft(ctx context.Context, t *turn, outline report.Outline, source report.Source) error {
	progress, err := h.progress(ctx, t)
	if err != nil {
		return err
	}
	doc := h.written(ctx, source, outline, progress)
	var file bytes.Buffer
	if err := report.WriteDocx(&file, doc); err != nil {
		return err
	}
	done := t.text("draft-done", "period", t.period(source.Period), "stage", t.text(stageKey(firstDraft)))
	if outline.Voice == personal {
		done += h.hint(ctx, t, store.FirstSummary)
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    done,
		File:    &activity.File{Name: doc.Name() + ".docx", Data: file.Bytes()},
		Buttons: [][]activity.Button{{t.listButton(listingOf(source.Tally.Scope, t.member.ID, source.Period))}},
	})
	return err
}

// written is the draft, by a model where there is one.
func (h *Handlers) written(ctx context.Context, source report.Source, outline report.Outline, progress func(done, total int)) report.Document {
	if h.Prose == nil {
		return report.Draft(source, outline, progress)
	}
	var mu sync.Mutex
	done, total := 0, len(outline.Fed())
	sections := h.Prose(ctx, h.Store, source, outline, func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		progress(done, total)
	})
	return report.Assemble(source, outline, sections)
}

// sayTextOf says a section of one kind of work for the scope a person may see.
func (h *Handlers) sayTextOf(ctx context.Context, t *turn, scope counting.Scope, want activity.Request) error {
	return h.saySection(ctx, t, scope, want, false)
}

// saySection is sayTextOf, or its figures alone as a picture.
func (h *Handlers) saySection(ctx context.Context, t *turn, scope counting.Scope, want activity.Request, picture bool) error {
	if len(want.Categories) == 0 {
		return t.reply(ctx, "section-usage")
	}
	if scope == counting.Everyone {
		scope = scopeOf(t.member)
	}
	source, err := h.source(ctx, scope, orThisYear(want.Period, t))
	if err != nil {
		return err
	}
	brief := report.Brief(source, report.SectionOf(want.Categories...))
	if len(brief.Figures) == 0 {
		return h.sayEmpty(ctx, t, scope, source.Period, want.Categories)
	}
	group, err := h.nameOfScope(ctx, scope)
	if err != nil {
		return err
	}
	if picture {
		return h.sendTable(ctx, t, t.sectionTable(group, want, source.Period, brief), listingOf(scope, t.member.ID, source.Period, want.Categories...))
	}
	standing, err := h.standing(ctx, t, source.Tally.Only(want.Categories...))
	if err != nil {
		return err
	}
	missing := t.missing(report.MissingIn(source, report.SectionOf(want.Categories...)))
	compared := ""
	if _, compare := h.cutCompare(t.Text); compare {
		c, err := h.comparison(ctx, scope, source.Period)
		if err != nil {
			return err
		}
		compared = "\n\n" + t.compareLines(c, want.Categories, "")
	}
	lines := []string{brief.Text, "", t.text("section-figures"), strings.Join(brief.Figures, "\n")}
	_, err = t.say(ctx, activity.Reply{
		Text:    strings.Join(lines, "\n") + missing + standing + compared,
		Buttons: t.sectionButtons(group, scope, want, source.Period, brief),
	})
	return err
}

// maxSource bounds the records a draft looks at for places and titles; its
// figures come from the totals and know no bound.
const maxSource = 100_000

// source gathers what a draft of a scope is made from.
func (h *Handlers) source(ctx context.Context, scope counting.Scope, p activity.Period) (report.Source, error) {
	tally, err := h.Store.Tally(ctx, scope, p)
	if err != nil {
		return report.Source{}, err
	}
	records, err := h.Store.During(ctx, p, maxSource)
	if err != nil {
		return report.Source{}, err
	}
	records = slices.DeleteFunc(records, func(r activity.Record) bool {
		return !r.Counts() || !counting.Holds(scope, r)
	})
	people, groups, err := h.names(ctx)
	if err != nil {
		return report.Source{}, err
	}
	source := report.Source{
		Committee: h.Name, Period: p, Asof: activity.DateOf(h.Now().In(h.Zone)),
		Tally: tally, Records: records, Members: people, Groups: groups,
	}
	if source, err = h.setLate(ctx, source); err != nil || scope != counting.Everyone {
		return source, err
	}
	return h.keptFor(ctx, source)
}

// categoriesIn finds the categories a request names, longest word first, so
// that 社情民意信息 is not also read as 信息.
func categoriesIn(text string) []activity.Category {
	type word struct {
		text     string
		category activity.Category
	}
	var words []word
	for _, row := range activity.Categories() {
		for _, name := range row.Names {
			words = append(words, word{name, row.Code})
		}
		words = append(words, word{string(row.Code), row.Code})
		for _, alias := range row.Aliases {
			words = append(words, word{alias, row.Code})
		}
	}
	slices.SortStableFunc(words, func(a, b word) int { return len(b.text) - len(a.text) })
	var found []activity.Category
	rest := strings.ToLower(text)
	for _, w := range words {
		if strings.Contains(rest, strings.ToLower(w.text)) {
			rest = strings.ReplaceAll(rest, strings.ToLower(w.text), " ")
			found = append(found, w.category)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
