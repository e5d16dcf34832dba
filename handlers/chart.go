package handlers

import (
	"context"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/report/chart"
)

// chart sends the sessions of each month of a year as a picture: "/chart",
// "/chart 经济组 2025". A year without any is told in words.
func (h *Handlers) chart(ctx context.Context, t *turn, args string) error {
	scope, rest, err := h.scopeNamed(ctx, t, args)
	if err != nil {
		return err
	}
	year := t.SentAt.Year()
	if rest != "" {
		p, ok := figures.Period(rest, t.SentAt)
		if !ok {
			return t.reply(ctx, "period-unclear")
		}
		year = p.To.Year
	}
	months, err := h.Store.Months(ctx, scope, year)
	if err != nil {
		return err
	}
	bars := chart.Bars{Title: t.text("chart-title", "period", t.period(activity.Year(year)))}
	total := int64(0)
	for i, tally := range months {
		row := chart.Row{Label: t.text("chart-month", "m", itoa(i+1), "mon", time.Month(i + 1).String()[:3])}
		for _, line := range tally.Lines {
			row.Value += line.Sessions
		}
		total += row.Value
		bars.Rows = append(bars.Rows, row)
	}
	if total == 0 {
		return t.reply(ctx, "period-empty", "period", t.period(activity.Year(year)))
	}
	bars.Note = t.text("chart-note", "n", itoa(int(total)))
	return h.sendChart(ctx, t, bars, listingOf(scope, t.member.ID, activity.Year(year)))
}

func (h *Handlers) sendChart(ctx context.Context, t *turn, bars chart.Bars, list listing) error {
	picture, err := bars.PNG()
	if err != nil {
		return err
	}
	// The caption says it again: a picture is nothing to whoever hears the chat.
	_, err = t.say(ctx, activity.Reply{
		Text:    bars.Title + "\n" + bars.Note,
		File:    &activity.File{Name: "chart.png", Data: picture, Picture: true},
		Buttons: [][]activity.Button{{t.listButton(list)}},
	})
	return err
}

// maxData is what a button may carry, in bytes.
const maxData = 64

// chartButton offers the picture beside the figures of a whole year; group is
// the one they were asked for, "" for the person's scope.
func (t *turn) chartButton(group string, period activity.Period) [][]activity.Button {
	year, whole := period.WholeYear()
	data := "chart:" + strings.TrimSpace(group+" "+itoa(year))
	if !whole || len(data) > maxData {
		return nil
	}
	return [][]activity.Button{{{Label: t.text("button-chart"), Data: data}}}
}
