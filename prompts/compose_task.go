package prompts

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures/guard"
)

// Bounds of a prompt: it stays of one size whatever the number of records.
const (
	maxTaskFacts   = 40
	maxTaskRecords = 40
	maxRecordText  = 90
	// perFact is how many records stand for one fact before others get a place.
	perFact = 3
)

// task is a section with the names the model knows things by.
type task struct {
	section Section
	// facts and records by the model's names, names in order.
	facts   map[string]SectionFact
	names   []string
	records map[int]SectionRecord
	order   []int
}

// newTask names the facts with a part nobody can foresee, so that a name
// written into a record means nothing, and picks the records.
func newTask(s Section, key string) *task {
	t := &task{section: s, facts: map[string]SectionFact{}, records: map[int]SectionRecord{}}
	for i, f := range s.Facts[:min(len(s.Facts), maxTaskFacts)] {
		name := "f" + strconv.Itoa(i+1) + "_" + key[:4]
		t.facts[name], t.names = f, append(t.names, name)
	}
	for i, r := range pick(s) {
		t.records[i+1], t.order = r, append(t.order, i+1)
	}
	return t
}

// pick takes a few records for every fact first, then others in order. What is
// marked secret stays here.
func pick(s Section) []SectionRecord {
	byID := map[activity.RecordID]SectionRecord{}
	for _, r := range s.Records {
		byID[r.ID] = r
	}
	var out []SectionRecord
	take := func(id activity.RecordID) {
		r, ok := byID[id]
		if !ok || len(out) == maxTaskRecords {
			return
		}
		delete(byID, id)
		if !newRuleMessage(r.Text, time.Time{}).secret() {
			out = append(out, r)
		}
	}
	for _, f := range s.Facts[:min(len(s.Facts), maxTaskFacts)] {
		for _, id := range f.Records[:min(len(f.Records), perFact)] {
			take(id)
		}
	}
	for _, r := range s.Records {
		take(r.ID)
	}
	return out
}

type questionFact struct {
	ID      string   `json:"id"`
	Meaning string   `json:"meaning"`
	Words   []string `json:"words"`
	Looks   string   `json:"looks"`
}

type questionRecord struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

type mending struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

// question is the section as the model sees it.
func (t *task) question(w *gateWords, bad []refused) string {
	q := struct {
		Heading string           `json:"heading"`
		Person  string           `json:"person"`
		Wish    string           `json:"wish,omitempty"`
		Facts   []questionFact   `json:"facts"`
		Records []questionRecord `json:"records"`
		Mend    []mending        `json:"mend,omitempty"`
	}{Heading: t.section.Heading, Person: "committee", Wish: masked(t.section.Wish, w)}
	if t.section.Personal {
		q.Person = "personal"
	}
	for _, name := range t.names {
		f := t.facts[name]
		q.Facts = append(q.Facts, questionFact{name, f.Meaning, f.Words, f.Looks})
	}
	for _, n := range t.order {
		q.Records = append(q.Records, questionRecord{n, masked(t.records[n].Text, w)})
	}
	for _, b := range bad {
		q.Mend = append(q.Mend, mending{clip(b.Text), w.Reasons[b.gate] + b.why})
	}
	raw, err := json.Marshal(q)
	if err != nil {
		panic(fmt.Sprintf("prompts: a question JSON cannot hold: %v", err))
	}
	return string(raw)
}

var longDigits = regexp.MustCompile(`[0-9]{5,}`)

// masked is a record's text without its figures, so that there are none to
// copy, without braces and without the words that point at a resident.
func masked(text string, w *gateWords) string {
	r := []rune(text)
	text = string(r[:min(len(r), maxRecordText)])
	var b strings.Builder
	at := 0
	for _, h := range guard.Find(text) {
		b.WriteString(text[at:h.Start] + mask)
		at = h.End
	}
	out := longDigits.ReplaceAllString(b.String()+text[at:], mask)
	for _, p := range w.Private {
		out = strings.ReplaceAll(out, p, mask)
	}
	return strings.NewReplacer("{{", "{ {", "}}", "} }").Replace(out)
}

// mask stands for a figure in what the model is shown.
const mask = "\u25a2"

var placeholder = regexp.MustCompile(`\{\{([A-Za-z0-9_]+)\}\}`)

// written cuts the sentences into pieces with the caller's names.
func (t *task) written(good []answered, bad []refused) Written {
	w := Written{Dropped: map[string]int{}}
	for _, s := range good {
		w.Sentences = append(w.Sentences, t.sentence(s))
	}
	for _, b := range bad {
		w.Dropped[b.gate]++
	}
	return w
}

// sentence puts facts in once, from left to right; nothing put in is read
// again.
func (t *task) sentence(s answered) Sentence {
	var out Sentence
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(s.Text, -1) {
		if m[0] > at {
			out.Pieces = append(out.Pieces, Piece{Text: s.Text[at:m[0]]})
		}
		out.Pieces = append(out.Pieces, Piece{Fact: t.facts[s.Text[m[2]:m[3]]].ID})
		at = m[1]
	}
	if at < len(s.Text) {
		out.Pieces = append(out.Pieces, Piece{Text: s.Text[at:]})
	}
	for _, n := range s.Records {
		out.Records = append(out.Records, t.records[n].ID)
	}
	return out
}
