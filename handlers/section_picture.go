package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
	"dutybook/report/chart"
)

// asPicture before what /section is asked for asks for its figures as a
// picture. The button says so; nobody needs to.
const asPicture = "#"

// manyFigures is from how many figures on a list is easier to read as a table.
const manyFigures = 4

// sectionTable is the figures of a section as a picture would show them.
func (t *turn) sectionTable(group string, want activity.Request, period activity.Period, brief report.Summary) chart.Table {
	return chart.Table{
		Title: t.categoryList(want.Categories),
		Note:  strings.TrimSpace(group + " " + t.period(period)),
		Rows:  brief.Table,
	}
}

// tableButton offers the figures of a section of a whole year as a picture,
// where there are many of them and the font has all their letters.
func (t *turn) tableButton(group string, want activity.Request, period activity.Period, brief report.Summary) [][]activity.Button {
	year, whole := period.WholeYear()
	if !whole || len(brief.Table) < manyFigures || !t.sectionTable(group, want, period, brief).Shows() {
		return nil
	}
	words := []string{"section:" + asPicture}
	for _, c := range want.Categories {
		words = append(words, string(c))
	}
	data := strings.Join(append(words, strings.TrimSpace(group+" "+itoa(year))), " ")
	if len(data) > maxData {
		return nil
	}
	return [][]activity.Button{{{Label: t.text("button-table"), Data: data}}}
}

// sendTable sends the figures of a section as a picture; its caption says the
// first of them again, as many as a caption holds.
func (h *Handlers) sendTable(ctx context.Context, t *turn, table chart.Table, list listing) error {
	picture, err := table.PNG()
	if err != nil {
		return err
	}
	caption := table.Title + " · " + table.Note
	for _, row := range table.Rows {
		if more := "\n" + row[0] + " " + row[1]; len(caption)+len(more) < maxCaption {
			caption += more
		}
	}
	_, err = t.say(ctx, activity.Reply{Text: caption, Buttons: [][]activity.Button{{t.listButton(list)}}, File: &activity.File{Name: "figures.png", Data: picture, Picture: true}})
	return err
}

// maxCaption is what fits below a picture whatever the letters, in bytes.
const maxCaption = 1000

// nameOfScope is the name of a group's scope, "" for any other.
func (h *Handlers) nameOfScope(ctx context.Context, scope counting.Scope) (string, error) {
	_, groups, err := h.names(ctx)
	if err != nil {
		return "", err
	}
	for id, name := range groups {
		if counting.OfGroup(id) == scope {
			return name, nil
		}
	}
	return "", nil
}

// sectionButtons lead from a section to its records, its figures as a picture,
// and its being put into own words.
func (t *turn) sectionButtons(group string, scope counting.Scope, want activity.Request, period activity.Period, brief report.Summary) [][]activity.Button {
	list := [][]activity.Button{{t.listButton(listingOf(scope, t.member.ID, period, want.Categories...))}}
	return slices.Concat(list, t.tableButton(group, want, period, brief), wordsButton(t, scope, want, period))
}
