package joint

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"dutybook/activity"
	"dutybook/figures"
)

// Roster knows the members by name. It is safe for use by many goroutines.
type Roster struct {
	surnames map[rune][]person // by the first rune of their name
	givens   map[rune][]person // by the first rune of their given name
}

type person struct {
	id    activity.MemberID
	group activity.GroupID
	leads bool
	name  []rune
}

// given is the given name of a Chinese name of three or four runes, nil of any
// other: one rune alone is no name people are called by.
func (p person) given() []rune {
	if n := len(p.name); (n == 3 || n == 4) && unicode.Is(unicode.Han, p.name[0]) {
		return p.name[n-2:]
	}
	return nil
}

// NewRoster makes a roster of the members that are not removed, in order of their
// numbers, so that a button may name one by place.
func NewRoster(members []activity.Member) *Roster {
	members = slices.Clone(members)
	slices.SortFunc(members, func(a, b activity.Member) int {
		return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	r := &Roster{surnames: map[rune][]person{}, givens: map[rune][]person{}}
	for _, m := range members {
		name := fold(m.Name)
		if m.Removed || len(name) < 2 {
			continue
		}
		p := person{m.ID, m.Group, m.Role == activity.Leader, name}
		r.surnames[name[0]] = append(r.surnames[name[0]], p)
		if given := p.given(); given != nil {
			r.givens[given[0]] = append(r.givens[given[0]], p)
		}
	}
	return r
}

// fold brings text into the form the tables hold, rune for rune.
func fold(s string) []rune {
	return []rune(strings.Map(unicode.ToLower, figures.Fold(s)))
}

// Teller is who tells of something, and whom they can mean by a name.
type Teller struct {
	Member activity.MemberID
	// Groups are those the teller belongs to or leads; of several people a name
	// fits, the only one of these groups is meant.
	Groups []activity.GroupID
	// Calls says whom the teller means by a name that fits several, because they
	// were asked once; "" for nobody of the committee.
	Calls map[string]activity.MemberID
	// Speaks reports whether the teller may record on behalf of a member; nil for
	// nobody.
	Speaks func(activity.MemberID) bool
}

// mention is a stretch of text that names somebody.
type mention struct {
	from, to int
	name     string
	// fits are those who may be meant; the teller is none of them.
	fits []person
	// hint means that less than the full name stands there.
	hint bool
}

// sure is the one who is meant; ok is false where several may be, or nobody.
func (m mention) sure() (p person, ok bool) {
	if len(m.fits) != 1 {
		return p, false
	}
	return m.fits[0], true
}

// nameAt finds the name that begins at i: a full one, else a surname with a title
// or a familiar word before it, else a given name that stands by itself. The
// teller's own full name is self.
func (r *Roster) nameAt(text []rune, i int, teller Teller) (m mention, self, ok bool) {
	var full []person
	for _, p := range r.surnames[text[i]] {
		if !hasAt(text, i, p.name) || len(full) > 0 && len(p.name) < len(full[0].name) {
			continue
		}
		if len(full) > 0 && len(p.name) > len(full[0].name) {
			full = full[:0]
		}
		full = append(full, p)
	}
	if len(full) > 0 {
		m = mention{from: i, to: i + len(full[0].name), name: string(full[0].name)}
		m.fits = narrow(m.name, full, teller)
		self = slices.ContainsFunc(full, func(p person) bool { return p.id == teller.Member })
		return m, self && len(m.fits) == 0, len(m.fits) > 0
	}
	m, ok = r.familiar(text, i, teller)
	return m, false, ok
}

// familiar finds a name at i that is less than a full one.
func (r *Roster) familiar(text []rune, i int, teller Teller) (m mention, ok bool) {
	w := words()
	m = mention{from: i, to: i + 1, hint: true, fits: r.surnames[text[i]]}
	_, title := w.titles.At(text, i+1)
	_, nick := w.nicks.At(text, i)
	switch {
	case nick > 0 && i+nick < len(text) && len(r.surnames[text[i+nick]]) > 0:
		m.to, m.fits = i+nick+1, r.surnames[text[i+nick]]
	case title > 0 && len(m.fits) > 0:
		m.to += title
		if _, n := w.leads.Before(text, m.to); n > 0 {
			m.fits = leadersOf(m.fits)
		}
	default:
		m.fits = nil
		for _, p := range r.givens[text[i]] {
			if given := p.given(); hasAt(text, i, given) && standsAlone(text, i, i+len(given)) {
				m.to, m.fits = i+len(given), append(m.fits, p)
			}
		}
	}
	m.name = string(text[m.from:m.to])
	m.fits = narrow(m.name, m.fits, teller)
	return m, len(m.fits) > 0
}

func leadersOf(people []person) []person {
	leaders := slices.DeleteFunc(slices.Clone(people), func(p person) bool { return !p.leads })
	if len(leaders) == 0 {
		return people
	}
	return leaders
}

// standsAlone reports whether what stands between two places is no part of a
// longer word: a given name may be a word of its own.
func standsAlone(text []rune, from, to int) bool {
	w := words()
	open := from == 0
	for _, table := range []interface {
		Before([]rune, int) (bool, int)
	}{w.before, w.between, w.openers, w.skip} {
		_, n := table.Before(text, from)
		open = open || n > 0
	}
	closed := to == len(text)
	for _, table := range []interface {
		At([]rune, int) (bool, int)
	}{w.after, w.between, w.titles, w.skip, w.acts} {
		_, n := table.At(text, to)
		closed = closed || n > 0
	}
	return open && closed
}

// narrow leaves of those a name fits who the teller can mean: never themselves,
// the one they said they mean by it, else the only one of their groups.
func narrow(name string, fits []person, teller Teller) []person {
	fits = slices.DeleteFunc(slices.Clone(fits), func(p person) bool { return p.id == teller.Member })
	if id, known := teller.Calls[name]; known {
		return slices.DeleteFunc(fits, func(p person) bool { return p.id != id })
	}
	mine := slices.DeleteFunc(slices.Clone(fits), func(p person) bool { return !slices.Contains(teller.Groups, p.group) })
	if len(mine) == 1 {
		return mine
	}
	return fits
}

func hasAt(text []rune, i int, name []rune) bool {
	return i+len(name) <= len(text) && string(text[i:i+len(name)]) == string(name)
}
