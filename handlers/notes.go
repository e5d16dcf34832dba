package handlers

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/store"
)

// keptNote is a point for a part no record speaks of.
type keptNote struct {
	Year int               `json:"year"`
	Part string            `json:"part"`
	Text string            `json:"text"`
	By   activity.MemberID `json:"by"`
	At   time.Time         `json:"at"`
}

// noteParts are the parts notes are taken for, in the order of buttons.
var noteParts = []string{"insight", "problems", "next"}

// notes lists the points for this year's report, or takes one: "/notes",
// "/notes PART TEXT", with the year in front for another year's report.
func (h *Handlers) notes(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.sayNotes(ctx, t)
	}
	year, args := cutYear(args, t.SentAt.Year())
	if args == "" {
		return h.sayNotesOf(ctx, t, year)
	}
	word, text := cutWord(args)
	part, known := named(word, h.texts.office.Parts)
	switch {
	case !known:
		return t.reply(ctx, "note-usage")
	case text == "":
		return h.askForNote(ctx, t, part)
	}
	return h.keepNoteOf(ctx, t, year, part, text)
}

var yearFirst = regexp.MustCompile(`^(20\d\d)\s*\x{5E74}?\s*`)

// cutYear takes the year a note is for off its front; the report of a year is
// often written in the next one.
func cutYear(args string, year int) (int, string) {
	m := yearFirst.FindStringSubmatch(args)
	if m == nil {
		return year, args
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return year, args
	}
	return n, args[len(m[0]):]
}

// cutWord takes the first word off, up to a space or a colon of either width.
func cutWord(text string) (word, rest string) {
	i := strings.IndexAny(text, " \n\u3000:\uff1a")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimLeft(text[i:], " \n\u3000:\uff1a")
}

func (h *Handlers) askForNote(ctx context.Context, t *turn, part string) error {
	return h.ask(ctx, t, store.Ask{For: askNote, Part: part}, "note-ask", "part", t.text("part-"+part))
}

func (h *Handlers) noteSaid(ctx context.Context, t *turn, ask store.Ask, text string) error {
	return h.keepNote(ctx, t, ask.Part, text)
}

func (h *Handlers) keepNote(ctx context.Context, t *turn, part, text string) error {
	return h.keepNoteOf(ctx, t, t.SentAt.Year(), part, text)
}

func (h *Handlers) keepNoteOf(ctx context.Context, t *turn, year int, part, text string) error {
	note := keptNote{year, part, text, t.member.ID, t.SentAt}
	id, err := h.Store.Put(ctx, store.Notes, t.Key, note)
	if err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("note-kept", "part", t.text("part-"+part), "text", text),
		Buttons: [][]activity.Button{{{Label: t.text("button-undo"), Data: data("note", activity.RecordID(id))}}},
	})
	return err
}

func (h *Handlers) dropNote(ctx context.Context, t *turn, id int64) error {
	if err := h.Store.Take(ctx, store.Notes, id); err != nil {
		return err
	}
	_, err := t.say(ctx, activity.Reply{Replace: t.ID, Text: t.text("note-dropped"), Toast: t.text("toast-deleted")})
	return err
}

// sayNotes lists this year's points by part, with a button to add to each.
func (h *Handlers) sayNotes(ctx context.Context, t *turn) error {
	return h.sayNotesOf(ctx, t, t.SentAt.Year())
}

func (h *Handlers) sayNotesOf(ctx context.Context, t *turn, year int) error {
	kept, err := shelf[keptNote](ctx, h.Store, store.Notes)
	if err != nil {
		return err
	}
	lines := []string{t.text("note-title", "year", itoa(year))}
	var add []activity.Button
	for i, part := range noteParts {
		name := t.text("part-" + part)
		add = append(add, activity.Button{Label: t.text("button-note", "part", name), Data: data("notefor", activity.RecordID(i))})
		n := 0
		for _, k := range kept {
			if k.Item.Year == year && k.Item.Part == part {
				n++
				lines = append(lines, t.text("note-line", "part", name, "n", itoa(n), "text", k.Item.Text))
			}
		}
		if n == 0 {
			lines = append(lines, t.text("note-none", "part", name))
		}
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: buttonRows(add)})
	return err
}
