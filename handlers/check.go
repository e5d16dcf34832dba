package handlers

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

// maxFindings is how many findings of a kind the answer lists; all of them are
// in the file.
const maxFindings = 8

// checkPaper says what of a text the records support, contradict or do not
// speak of. Without a period the text's own year is taken.
func (h *Handlers) checkPaper(ctx context.Context, t *turn, paper []byte, period activity.Period) error {
	text, err := report.PlainText(paper)
	if err != nil {
		return t.reply(ctx, "paper-unreadable")
	}
	if period.IsZero() {
		period = h.yearOf(text)
	}
	src, err := h.source(ctx, counting.Everyone, period)
	if err != nil {
		return err
	}
	findings := report.Verify(src, text)
	if len(findings) == 0 {
		return t.reply(ctx, "check-nothing")
	}
	_, err = t.say(ctx, activity.Reply{
		Text: strings.Join(h.checkLines(t, period, findings), "\n"),
		File: &activity.File{Name: t.text("check-file") + ".txt", Data: []byte("\ufeff" + strings.Join(h.findingLines(t, findings), "\r\n") + "\r\n")},
	})
	return err
}

var yearIn = regexp.MustCompile(`20\d\d`)

// yearOf is the year a text names first near its beginning, else this one.
func (h *Handlers) yearOf(text string) activity.Period {
	head := []rune(text)
	head = head[:min(len(head), 400)]
	if year, err := strconv.Atoi(yearIn.FindString(string(head))); err == nil {
		return activity.Year(year)
	}
	return activity.Year(h.today().Year)
}

// checkLines is the answer: how many of which, then what needs a look.
func (h *Handlers) checkLines(t *turn, period activity.Period, all []report.Finding) []string {
	of := func(s report.Status) []report.Finding {
		return slices.DeleteFunc(slices.Clone(all), func(f report.Finding) bool { return f.Status != s })
	}
	wrong, open := of(report.Contradicted), of(report.Unsupported)
	lines := []string{t.text("check-done", "period", t.period(period), "n", itoa(len(all)), "good", itoa(len(of(report.Supported))), "wrong", itoa(len(wrong)), "open", itoa(len(open)))}
	for i, kind := range [][]report.Finding{wrong, open} {
		if len(kind) == 0 {
			continue
		}
		lines = append(lines, t.text([]string{"check-wrong", "check-open"}[i]))
		for _, f := range kind[:min(len(kind), maxFindings)] {
			lines = append(lines, h.findingLine(t, f))
		}
		if len(kind) > maxFindings {
			lines = append(lines, t.text("check-more"))
		}
	}
	return lines
}

// findingLine is what was found, what is to be said of it, and the records.
func (h *Handlers) findingLine(t *turn, f report.Finding) string {
	line := t.text("check-line", "text", f.Text)
	if f.Note != "" {
		line += t.text("colon") + f.Note
	}
	if len(f.Records) > 0 {
		line += t.text("check-records", "ids", t.idList(f.Records))
	}
	return line
}

func (h *Handlers) findingLines(t *turn, all []report.Finding) []string {
	var lines []string
	for _, f := range all {
		lines = append(lines, t.text("check-"+string(f.Status))+" "+t.text("check-kind-"+string(f.Kind))+" "+h.findingLine(t, f))
	}
	return lines
}
