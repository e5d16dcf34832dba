package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/figures/lexicon"
)

// A question may ask for a sum that is none (捐款和争取资金一共多少, 户和户次加起来,
// 举办和参加一共几场). Whoever is given one number would print it; so they are told
// that it may not be formed, why, and the figures one beside the other.

// sumWords is texts/sums.json.
type sumWords struct {
	// Sum ask for one number, And join what it is asked of, Units are units that
	// look alike, Acts the words of held and attended.
	Sum, And, Units []string
	Acts            map[counting.What][]string
}

// mention is something a question names that could be added: a purpose of money, a
// unit or an act, whichever of the three is set. Other things are answered one by
// one anyway.
type mention struct {
	of         []string
	unit       activity.Unit
	act        counting.What
	start, end int
}

// class parts mentions that can be asked to be added from those that cannot.
func (m mention) class() string {
	switch {
	case m.act != "":
		return "act"
	case m.unit != "":
		return "unit"
	}
	return "money"
}

// same reports whether two mentions name the same.
func (m mention) same(o mention) bool {
	return m.unit == o.unit && m.act == o.act && (len(m.of) == 0 || slices.ContainsFunc(m.of, func(of string) bool { return slices.Contains(o.of, of) }))
}

// sumAsked are the mentions a text asks to be added: those of one class that
// differ and stand joined, where it asks for one number at all.
func (w sumWords) sumAsked(text string) []mention {
	runes := []rune(strings.ToLower(figures.Fold(text)))
	if !lexicon.Set(w.Sum).In(runes) {
		return nil
	}
	for _, all := range [][]mention{w.moneys(text), w.units(runes), w.acts(runes)} {
		var asked []mention
		for _, m := range all {
			switch {
			case len(asked) == 0:
			case !w.joined(runes[asked[len(asked)-1].end:m.start]):
				if len(asked) > 1 {
					return asked
				}
				asked = nil
			case m.same(asked[len(asked)-1]):
				continue
			}
			asked = append(asked, m)
		}
		if len(asked) > 1 {
			return asked
		}
	}
	return nil
}

// joined reports whether only joining words stand between two mentions, one at
// least.
func (w sumWords) joined(between []rune) bool {
	text := strings.TrimSpace(string(between))
	found := false
	for text != "" {
		i := slices.IndexFunc(w.And, func(and string) bool { return strings.HasPrefix(text, and) })
		if i < 0 {
			return false
		}
		text, found = strings.TrimSpace(text[len(w.And[i]):]), true
	}
	return found
}

func (w sumWords) moneys(text string) []mention {
	var all []mention
	for _, thing := range figures.Things(text) {
		if slices.ContainsFunc(thing.Units, func(u string) bool { return counting.IsMoney(activity.Unit(u)) }) {
			all = append(all, mention{of: thing.Of, start: thing.Start, end: thing.End})
		}
	}
	return all
}

func (w sumWords) units(runes []rune) []mention {
	return w.find(runes, w.Units, func(unit string) mention { return mention{unit: activity.Unit(unit)} })
}

func (w sumWords) acts(runes []rune) []mention {
	acts := map[string]counting.What{}
	var words []string
	for act, list := range w.Acts {
		for _, word := range list {
			acts[word], words = act, append(words, word)
		}
	}
	return w.find(runes, words, func(word string) mention { return mention{act: acts[word]} })
}

// find lists words where they stand, the longest at each place.
func (w sumWords) find(runes []rune, words []string, of func(word string) mention) []mention {
	var all []mention
	set := lexicon.Set(words)
	for i := 0; i < len(runes); {
		_, n := set.At(runes, i)
		if n > 0 {
			m := of(string(runes[i : i+n]))
			m.start, m.end = i, i+n
			all = append(all, m)
		}
		i += max(n, 1)
	}
	return all
}

// refuseSum answers a question for a sum that may not be formed; done is false for
// any other question.
func (h *Handlers) refuseSum(ctx context.Context, t *turn, u activity.Understanding) (done bool, err error) {
	asked := h.texts.sums.sumAsked(t.Text)
	if u.Intent != activity.Query || len(asked) == 0 {
		return false, nil
	}
	want := u.Request
	if want.Period.IsZero() {
		want.Period = activity.Year(t.SentAt.Year())
	}
	scope := counting.OfMember(t.member.ID)
	if want.Group && may(t.member.Role, toSeeGroup) {
		scope = scopeOf(t.member)
		if err := h.note(ctx, t, toSeeGroup, t.Text); err != nil {
			return true, err
		}
	}
	tally, err := h.Store.Tally(ctx, scope, want.Period)
	if err != nil {
		return true, err
	}
	lines := []string{t.text("sum-refused", "period", t.period(want.Period), "why", t.text("sum-why-"+asked[0].class()))}
	var kinds []activity.Category
	for _, m := range asked {
		line, of := t.mentioned(m, tally.Only(lookedIn(m, want.Categories)...))
		lines = append(lines, line)
		kinds = append(kinds, of...)
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n")}
	if len(kinds) > 0 {
		reply.Buttons = [][]activity.Button{{t.listButton(listingOf(scope, t.member.ID, want.Period, kinds...))}}
	}
	_, err = t.say(ctx, reply)
	return true, err
}

// lookedIn are the kinds of work a mention is looked for in: those asked about,
// all for money, which is of every kind.
func lookedIn(m mention, asked []activity.Category) []activity.Category {
	if m.class() == "money" {
		return nil
	}
	return asked
}

// mentioned tells what a mention comes to by itself, and in which kinds of work.
func (t *turn) mentioned(m mention, tally counting.Tally) (line string, kinds []activity.Category) {
	var parts []string
	name := string(m.unit)
	switch {
	case m.act != "":
		name = t.text("act-" + string(m.act))
	case m.unit == "":
		name = m.of[0]
	}
	for _, l := range tally.Lines {
		var own []string
		n := l.Held
		if m.act == counting.Attended {
			n = l.Attended
		}
		if m.act != "" && n > 0 {
			own = append(own, t.text("tally-sessions", "n", itoa(int(n))))
		}
		for _, f := range l.Figures {
			if m.act == "" && (slices.Contains(m.of, f.Of) || m.unit != "" && f.Unit == m.unit) {
				own = append(own, t.named(f.Quantity()))
			}
		}
		if len(own) > 0 {
			parts = append(parts, l.Category.Name(t.lang)+" "+strings.Join(own, t.text("list-mark")))
			kinds = append(kinds, l.Category)
		}
	}
	if len(parts) == 0 {
		return t.text("sum-none", "name", name), nil
	}
	return t.text("sum-part", "name", name, "figures", strings.Join(parts, t.text("list-mark"))), kinds
}
