package piece

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
	"dutybook/figures"
)

//go:embed details.json
var detailsJSON []byte

// Details are what messages say of a piece besides how far it has come; "" and
// none where nothing is said. The wording is the messages'.
type Details struct {
	// Number is a proposal's (案号), Issue that of the paper an opinion was put
	// into.
	Number, Issue string
	// Units handle the proposal.
	Units []string
	// Class is the answer's: letters mean other things in other places, so the
	// words that follow stay with them.
	Class string
	// Manner and Result are the feedback on how it was handled and on what came
	// of it.
	Manner, Result activity.Stage
	// Collective is set where a body handed the piece in, Joint where it says
	// that several did.
	Collective, Joint bool
	// Levels are those that adopted or instructed, the highest first: national,
	// province, city, county.
	Levels []string
}

type detailTables struct {
	number, issue, collective, joint, units, class, manner, result []*regexp.Regexp
	feedback                                                       map[string]activity.Stage
	unitMarks                                                      string
	levels                                                         [][]string
}

var detailWords = sync.OnceValue(func() *detailTables {
	var f struct {
		Number, Issue, Collective, Joint, Units, Class, Manner, Result []string
		Feedback                                                       map[string]activity.Stage
		UnitMarks                                                      string `json:"unit_marks"`
		Levels                                                         [][]string
	}
	if err := json.Unmarshal(detailsJSON, &f); err != nil {
		panic(fmt.Sprintf("piece: embedded details.json: %v", err))
	}
	patterns := func(list []string) []*regexp.Regexp {
		var out []*regexp.Regexp
		for _, p := range list {
			out = append(out, regexp.MustCompile(p))
		}
		return out
	}
	return &detailTables{
		patterns(f.Number), patterns(f.Issue), patterns(f.Collective), patterns(f.Joint), patterns(f.Units), patterns(f.Class),
		patterns(f.Manner), patterns(f.Result), f.Feedback, f.UnitMarks, f.Levels,
	}
})

// DetailsOf puts together what the records of one piece say, in their order: of
// what is said twice the later holds.
func DetailsOf(records ...activity.Record) Details {
	var d Details
	w := detailWords()
	for _, r := range records {
		text := figures.Fold(r.Summary)
		set := func(into *string, patterns []*regexp.Regexp) {
			if s := first(patterns, text); s != "" {
				*into = s
			}
		}
		set(&d.Number, w.number)
		set(&d.Class, w.class)
		if r.Category == activity.Opinion {
			set(&d.Issue, w.issue)
		}
		if stage := w.feedback[first(w.manner, text)]; stage != "" {
			d.Manner = stage
		}
		if stage := feedback(r, text); stage != "" {
			d.Result = stage
		}
		if units := first(w.units, text); units != "" {
			d.Units = strings.FieldsFunc(units, func(c rune) bool { return strings.ContainsRune(w.unitMarks, c) })
		}
		d.Collective = d.Collective || matches(w.collective, text)
		d.Joint = d.Joint || matches(w.joint, text)
		d.Levels = levels(d.Levels, r, text)
	}
	return d
}

// feedback is what the member says of the result; a plain "satisfied" is said of
// the result, unless it is said of the manner.
func feedback(r activity.Record, text string) activity.Stage {
	w := detailWords()
	if stage := w.feedback[first(w.result, text)]; stage != "" {
		return stage
	}
	if matches(w.manner, text) {
		return ""
	}
	for _, s := range []activity.Stage{activity.Dissatisfied, activity.Mostly, activity.Satisfied} {
		if slices.Contains(r.Stages, s) {
			return s
		}
	}
	return ""
}

// levels adds the levels an adoption or an instruction came from.
func levels(known []string, r activity.Record, text string) []string {
	if !slices.Contains(r.Stages, activity.Adopted) && !slices.Contains(r.Stages, activity.Instructed) {
		return known
	}
	var out []string
	for _, row := range detailWords().levels {
		said := slices.ContainsFunc(row[1:], func(word string) bool { return strings.Contains(text, word) })
		if said || slices.Contains(known, row[0]) {
			out = append(out, row[0])
		}
	}
	return out
}

func first(patterns []*regexp.Regexp, text string) string {
	for _, p := range patterns {
		if m := p.FindStringSubmatch(text); m != nil {
			return strings.TrimSpace(m[1])
		}
	}
	return ""
}

func matches(patterns []*regexp.Regexp, text string) bool {
	return slices.ContainsFunc(patterns, func(p *regexp.Regexp) bool { return p.MatchString(text) })
}
