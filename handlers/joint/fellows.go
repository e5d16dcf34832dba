package joint

import (
	"strings"
	"sync"
	"unicode"

	"dutybook/activity"
	"dutybook/figures"
)

// Roster knows the members by name, and what it worked out of the records told
// lately. It is safe for use by many goroutines.
type Roster struct {
	people   []person
	surnames map[rune][]person

	mu   sync.Mutex
	told map[activity.RecordID]*Telling
}

// maxTold bounds what is kept of records.
const maxTold = 5000

type person struct {
	id    activity.MemberID
	group activity.GroupID
	name  []rune
}

// NewRoster makes a roster of the members that are not removed.
func NewRoster(members []activity.Member) *Roster {
	r := &Roster{surnames: map[rune][]person{}, told: map[activity.RecordID]*Telling{}}
	for _, m := range members {
		name := fold(m.Name)
		if m.Removed || len(name) < 2 {
			continue
		}
		p := person{m.ID, m.Group, name}
		r.people = append(r.people, p)
		r.surnames[name[0]] = append(r.surnames[name[0]], p)
	}
	return r
}

// fold brings text into the form the tables hold, rune for rune.
func fold(s string) []rune {
	return []rune(strings.Map(unicode.ToLower, figures.Fold(s)))
}

// mention is a stretch of text that names somebody who went along.
type mention struct {
	person
	from, to int
	// hint means that only the surname stands there.
	hint bool
}

// FellowsOf are the members a record says went along.
func (r *Roster) FellowsOf(record activity.Record) []activity.Fellow {
	return r.Fellows(scope(record), record.Member)
}

// Fellows are the members a text says went along with its teller, by their
// full names; each once.
func (r *Roster) Fellows(text string, teller activity.MemberID) []activity.Fellow {
	var out []activity.Fellow
	seen := map[activity.MemberID]bool{teller: true}
	for _, m := range r.mentions(fold(text), teller, "") {
		if !m.hint && !seen[m.id] {
			seen[m.id] = true
			out = append(out, activity.Fellow{Member: m.id, Group: m.group})
		}
	}
	return out
}

// mentions finds the names of fellows in a folded text. A surname with a title
// counts when one member only, of the teller's group or of all, can be meant.
func (r *Roster) mentions(text []rune, teller activity.MemberID, group activity.GroupID) []mention {
	var found []mention
	for i := 0; i < len(text); i++ {
		m, ok := r.nameAt(text, i, teller, group)
		if !ok {
			continue
		}
		found = append(found, m)
		i = m.to - 1
	}
	return together(text, found)
}

func (r *Roster) nameAt(text []rune, i int, teller activity.MemberID, group activity.GroupID) (mention, bool) {
	best := mention{}
	for _, p := range r.surnames[text[i]] {
		if len(p.name) > best.to-best.from && hasAt(text, i, p.name) {
			best = mention{person: p, from: i, to: i + len(p.name)}
		}
	}
	if best.to > 0 {
		return best, best.id != teller
	}
	from, to := i, i+1
	if _, n := words().nicks.Before(text, i); n > 0 {
		from = i - n
	} else if _, n := words().titles.At(text, i+1); n > 0 {
		to = i + 1 + n
	} else {
		return best, false
	}
	p, ok := r.onlyOne(text[i], teller, group)
	return mention{p, from, to, true}, ok
}

func hasAt(text []rune, i int, name []rune) bool {
	return i+len(name) <= len(text) && string(text[i:i+len(name)]) == string(name)
}

func (r *Roster) onlyOne(surname rune, teller activity.MemberID, group activity.GroupID) (person, bool) {
	var all, mine []person
	for _, p := range r.surnames[surname] {
		if p.id == teller {
			continue
		}
		all = append(all, p)
		if group != "" && p.group == group {
			mine = append(mine, p)
		}
	}
	switch {
	case len(mine) == 1:
		return mine[0], true
	case len(all) == 1:
		return all[0], true
	}
	return person{}, false
}

// together keeps the names that stand in a list opened or closed by a word of
// company: 和孙大田、郑小满一起, 孙大田等同去. 向孙大田汇报 is no company.
func together(text []rune, found []mention) []mention {
	w := words()
	var out []mention
	for i := 0; i < len(found); {
		j := i + 1
		for j < len(found) && onlyBetween(text, found[j-1].to, found[j].from) {
			j++
		}
		end := found[j-1].to
		for {
			_, n := w.between.At(text, end)
			if _, k := w.titles.At(text, end); k > n {
				n = k
			}
			if n == 0 {
				break
			}
			end += n
		}
		_, before := w.before.Before(text, back(text, found[i].from))
		_, after := w.after.At(text, end)
		_, not := w.not.At(text, end)
		if (before > 0 || after > 0) && not == 0 {
			out = append(out, found[i:j]...)
		}
		i = j
	}
	return out
}

func back(text []rune, i int) int {
	for i > 0 && text[i-1] == ' ' {
		i--
	}
	return i
}

func onlyBetween(text []rune, from, to int) bool {
	for from < to {
		_, n := words().between.At(text, from)
		if _, k := words().titles.At(text, from); k > n {
			n = k
		}
		if n == 0 {
			return false
		}
		from += n
	}
	return true
}
