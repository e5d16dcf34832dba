package joint

import (
	"slices"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

// Company is who took part in a record's work besides, or in place of, its
// teller.
type Company struct {
	Fellows []activity.Fellow
	// Behalf means that it was recorded for them, Outside that the teller took no
	// part.
	Behalf, Outside bool
	// Beyond are members named so whom the teller may not record for.
	Beyond []activity.MemberID
	// Calls are the fellows named by less than their full name.
	Calls []Call
	// Unsure are names that fit several members.
	Unsure []Unsure
}

// Call is a name somebody was called by.
type Call struct {
	Name   string
	Member activity.MemberID
}

// Unsure is a name that fits several members, in the order of the roster.
type Unsure struct {
	Name string
	Fits []activity.Fellow
}

// CompanyOf reads who a record says took part: those named as having gone along
// with the teller, and those a leader or secretary recorded it for. Who said that
// they were not there is left out.
func (r *Roster) CompanyOf(record activity.Record, teller Teller) Company {
	c := Company{}
	found, self, ok := r.subject(fold(record.Summary), teller)
	if !ok {
		found, self, ok = r.subject(fold(record.Text), teller)
	}
	mentions := r.mentions(fold(scope(record)), teller)
	switch {
	case ok && self:
		mentions = append(found, mentions...)
	case ok && teller.Speaks != nil:
		c.Behalf, c.Outside = true, true
		mentions = append(c.within(found, teller), mentions...)
	}
	for _, m := range mentions {
		c.take(m, record)
	}
	return c
}

// within leaves out those the teller may not record for.
func (c *Company) within(found []mention, teller Teller) []mention {
	var within []mention
	for _, m := range found {
		p, sure := m.sure()
		if sure && !teller.Speaks(p.id) {
			c.Beyond = append(c.Beyond, p.id)
			continue
		}
		m.fits = slices.DeleteFunc(m.fits, func(p person) bool { return !teller.Speaks(p.id) })
		within = append(within, m)
	}
	return within
}

func (c *Company) take(m mention, record activity.Record) {
	p, sure := m.sure()
	if !sure {
		c.doubt(m)
		return
	}
	is := func(f activity.Fellow) bool { return f.Member == p.id }
	if slices.ContainsFunc(c.Fellows, is) || slices.ContainsFunc(record.Absent, is) {
		return
	}
	c.Fellows = append(c.Fellows, activity.Fellow{Member: p.id, Group: p.group})
	if m.hint {
		c.Calls = append(c.Calls, Call{m.name, p.id})
	}
}

func (c *Company) doubt(m mention) {
	if len(m.fits) == 0 || slices.ContainsFunc(c.Unsure, func(u Unsure) bool { return u.Name == m.name }) {
		return
	}
	u := Unsure{Name: m.name}
	for _, p := range m.fits {
		u.Fits = append(u.Fits, activity.Fellow{Member: p.id, Group: p.group})
	}
	c.Unsure = append(c.Unsure, u)
}

// Retake puts right who took part: 孙大田没去, 还有郑小满.
type Retake struct {
	Off bool // they were not there
	// Self means that the teller speaks of themselves and nobody else.
	Self bool
	// Fellows are those named so that one member is meant, Unsure the others.
	Fellows []activity.Fellow
	Unsure  []Unsure
}

// maxRetake is how many runes a text may have that only puts names right.
const maxRetake = 60

// MayRetake reports whether a text can be one RetakeOf reads, whoever the members
// are.
func MayRetake(said string) bool {
	text := fold(said)
	w := words()
	return len(text) <= maxRetake && (w.off.In(text) || w.on.In(text) || w.more.In(text))
}

// RetakeOf reads a text that is nothing but names and whether they were there;
// ok is false for any other.
func (r *Roster) RetakeOf(said string, teller Teller) (retake Retake, ok bool) {
	w, text := words(), fold(said)
	i := past(w.amend, text, 0)
	_, more := w.more.At(text, i)
	i += more
	c := Company{}
	_, self := w.self.At(text, i)
	i += self
	for self == 0 && i < len(text) {
		m, _, is := r.nameAt(text, i, teller)
		if !is {
			break
		}
		c.take(m, activity.Record{})
		i = titled(text, m.to)
		i += mark(text, i)
	}
	i = past(w.amend, text, i)
	_, off := w.off.At(text, i)
	_, on := w.on.At(text, i)
	i = past(w.endings, text, i+max(off, on))
	retake = Retake{Off: off > 0, Self: self > 0, Fellows: c.Fellows, Unsure: c.Unsure}
	return retake, i == len(text) && (off > 0) != (on > 0 || more > 0) && self+len(c.Fellows)+len(c.Unsure) > 0
}

// past is the place behind all words of a table that stand at i.
func past(t lexicon.Table[bool], text []rune, i int) int {
	for {
		_, n := t.At(text, i)
		if n == 0 {
			return i
		}
		i += n
	}
}

// AskedAbout is whom a question is about: the name it begins with, as far as one
// can be meant by it; Fits is empty for a question about nobody.
func (r *Roster) AskedAbout(said string, teller Teller) Unsure {
	text := fold(said)
	i := skip(text, past(words().asks, text, skip(text, 0, false)), false)
	i = skip(text, past(words().asks, text, i), false)
	if i == len(text) {
		return Unsure{}
	}
	m, _, ok := r.nameAt(text, i, teller)
	if !ok {
		return Unsure{}
	}
	c := Company{}
	c.doubt(m)
	return c.Unsure[0]
}

// mentions finds the names of those who went along in a folded text.
func (r *Roster) mentions(text []rune, teller Teller) []mention {
	return together(text, r.everyone(text, teller))
}

// everyone finds all names in a folded text.
func (r *Roster) everyone(text []rune, teller Teller) []mention {
	var found []mention
	for i := 0; i < len(text); i++ {
		if m, _, ok := r.nameAt(text, i, teller); ok {
			found = append(found, m)
			i = m.to - 1
		}
	}
	return found
}

// subject reads the names a text begins with, if what follows is something
// people do: 张三、李四参加…; self tells that the teller is one of them. Names of
// nobody of the committee may stand among them.
func (r *Roster) subject(text []rune, teller Teller) (found []mention, self, ok bool) {
	w := words()
	i := skip(text, 0, true)
	for i < len(text) {
		if _, n := w.self.At(text, i); n > 0 {
			self, i = true, skip(text, i+n, true)
		} else if m, own, is := r.nameAt(text, i, teller); is || own {
			if self = self || own; is {
				found = append(found, m)
			}
			i = m.to
		} else if n := r.guest(text, i, teller, len(found) > 0); n > 0 {
			i += n
		} else {
			break
		}
		i = titled(text, i)
		n := mark(text, i)
		if n == 0 {
			break
		}
		i += n
	}
	i = skip(text, i, false)
	_, act := w.acts.At(text, i)
	return found, self, act > 0 && len(found) > 0
}

// Predicate is a text that begins with the names of those whose work the teller
// records for them, without these names; ok is false for any other text.
func (r *Roster) Predicate(said string, teller Teller) (rest string, ok bool) {
	found, self, ok := r.subject(fold(said), teller)
	if !ok || self || teller.Speaks == nil {
		return "", false
	}
	text := []rune(said)
	from, to := found[0].from, titled(fold(said), found[len(found)-1].to)
	return string(text[:from]) + string(text[to:]), true
}

// titled is the place behind the title, if one stands at i.
func titled(text []rune, i int) int {
	_, n := words().titles.At(text, i)
	return i + n
}

// mark is the length of what stands between two names at i. The teller's own
// word is none of it.
func mark(text []rune, i int) int {
	n := 0
	for {
		_, between := words().between.At(text, i+n)
		if _, self := words().self.At(text, i+n); between == 0 || self > 0 {
			return n
		}
		n += between
	}
}

// skip is the place behind what may open such a text, or stand between the names
// and what was done.
func skip(text []rune, i int, opening bool) int {
	w := words()
	for i < len(text) {
		_, n := w.skip.At(text, i)
		if _, k := w.openers.At(text, i); opening && k > n {
			n = k
		}
		if n == 0 && text[i] >= '0' && text[i] <= '9' {
			n = 1
		}
		if n == 0 {
			return i
		}
		i += n
	}
	return i
}

// guest is the length of a name of two to four runes at i that is nobody's of the
// committee and stands before another one or a title, or last in a list.
func (r *Roster) guest(text []rune, i int, teller Teller, listed bool) int {
	if _, n := words().acts.At(text, i); n > 0 {
		return 0
	}
	last := 0
	for n := 1; n <= 4 && i+n < len(text); n++ {
		if _, _, ok := r.nameAt(text, i+n, teller); ok {
			return 0
		}
		_, act := words().acts.At(text, i+n)
		_, between := words().skip.At(text, i+n)
		switch {
		case n > 1 && (mark(text, i+n) > 0 || titled(text, i+n) > i+n):
			return n
		case n > 1 && listed && last == 0 && act+between > 0:
			last = n
		}
		if act > 0 {
			break
		}
	}
	return last
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
