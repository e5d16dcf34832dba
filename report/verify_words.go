package report

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"dutybook/activity"
)

// nameFile is phrases/names.json: how names, formulas and claims are known.
type nameFile struct {
	// Surnames are one rune each; Posts stand before a person's name, After
	// behind it.
	Surnames     string
	Posts, After []string
	// Belongings follow a resident's name at the beginning of a matter.
	Belongings []string
	// Units end the names of organisations and places, unless the whole is one
	// of Common.
	Units, Common []string
	// Claims are words of praise, effect and rank; Honours those of them that
	// an honour is told with.
	Claims, Honours []string
}

type namePatterns struct {
	nameFile
	person, unit, title, quoted, resident *regexp.Regexp
}

var nameWords = sync.OnceValue(func() namePatterns {
	n := namePatterns{nameFile: mustRead[nameFile]("names")}
	or := func(list []string) string {
		quoted := make([]string, len(list))
		for i, w := range list {
			quoted[i] = regexp.QuoteMeta(w)
		}
		return strings.Join(quoted, "|")
	}
	n.person = regexp.MustCompile("(?:" + or(n.Posts) + ")([" + n.Surnames + `]\p{Han}{1,2}?)(?:` + or(n.After) + ")")
	n.resident = regexp.MustCompile("^[" + n.Surnames + `]\p{Han}{1,2}?(?:` + or(n.Belongings) + ")")
	n.unit = regexp.MustCompile(`\p{Han}{2,10}?(?:` + or(n.Units) + ")")
	w := words()
	n.title = regexp.MustCompile(w.TitleOpen + "([^" + w.TitleClose + "\n]{1,60})" + w.TitleClose)
	n.quoted = regexp.MustCompile("\u201c([^\u201d\n]{2,20})\u201d")
	return n
})

// words checks what a text says besides figures.
func (v *verifier) words(text string) []Finding {
	n := nameWords()
	var out []Finding
	add := func(kind Kind, at int, what string, known []string) {
		if slices.ContainsFunc(out, func(f Finding) bool { return f.Offset == at && f.Text == what }) {
			return
		}
		f := Finding{Text: what, Offset: utf8.RuneCountInString(text[:at]), Kind: kind, Status: Unsupported, Records: v.telling(what)}
		if len(f.Records) > 0 || slices.Contains(known, what) {
			f.Status = Supported
		}
		out = append(out, f)
	}
	for _, m := range n.title.FindAllStringSubmatchIndex(text, -1) {
		add(TitleKind, m[2], text[m[2]:m[3]], nil)
	}
	for _, m := range n.person.FindAllStringSubmatchIndex(text, -1) {
		add(NameKind, m[2], text[m[2]:m[3]], v.people())
	}
	for _, name := range v.people() {
		for _, at := range places(text, name) {
			add(NameKind, at, name, v.people())
		}
	}
	for _, m := range n.unit.FindAllStringIndex(text, -1) {
		if name, at, is := v.unitName(text, m[0], m[1]); is {
			add(NameKind, at, name, []string{v.src.Committee})
		}
	}
	for _, m := range n.quoted.FindAllStringSubmatchIndex(text, -1) {
		add(FormulaKind, m[2], text[m[2]:m[3]], nil)
	}
	return append(out, v.claims(text)...)
}

// claims finds words of praise, effect and rank; those that tell of honours
// stand on the records of honours.
func (v *verifier) claims(text string) []Finding {
	n := nameWords()
	var out []Finding
	for _, c := range n.Claims {
		ids := v.telling(c)
		if slices.Contains(n.Honours, c) {
			ids = v.honours(ids)
		}
		for _, at := range places(text, c) {
			f := Finding{Text: c, Offset: utf8.RuneCountInString(text[:at]), Kind: ClaimKind, Status: Unsupported, Records: ids}
			if len(ids) > 0 {
				f.Status = Supported
			}
			out = append(out, f)
		}
	}
	return out
}

func (v *verifier) honours(ids []activity.RecordID) []activity.RecordID {
	for _, r := range v.src.Records {
		if r.Category == activity.Honour && !r.Deleted && !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// places are where a word stands.
func places(text, word string) []int {
	var at []int
	for from := 0; word != ""; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			break
		}
		at = append(at, from+i)
		from += i + len(word)
	}
	return at
}

// telling are the records whose text has the words.
func (v *verifier) telling(what string) []activity.RecordID {
	ids := []activity.RecordID{}
	for _, r := range v.src.Records {
		if !r.Deleted && (strings.Contains(r.Text, what) || strings.Contains(r.Title, what) || strings.Contains(r.Place, what) || strings.Contains(r.Topic, what)) {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// people are the members' names.
func (v *verifier) people() []string {
	var names []string
	for _, n := range v.src.Members {
		if utf8.RuneCountInString(n) > 1 {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names
}

// unitName cuts the name of an organisation or place out of a stretch that ends
// as such names do: the longest end of it that a record knows, else the whole
// unless it is a common noun.
func (v *verifier) unitName(text string, from, to int) (string, int, bool) {
	n := nameWords()
	whole := text[from:to]
	for i := range whole {
		tail := whole[i:]
		if utf8.RuneCountInString(tail) < 3 {
			break
		}
		if len(v.telling(tail)) > 0 || strings.Contains(v.src.Committee, tail) {
			return tail, from + i, true
		}
	}
	common := slices.ContainsFunc(n.Common, func(c string) bool { return strings.HasSuffix(whole, c) || straddles(text, to, c) })
	return whole, from, !common && utf8.RuneCountInString(whole) > 2 && utf8.RuneCountInString(whole) <= 8
}

// straddles reports whether a word begins before a place and ends behind it.
func straddles(text string, at int, word string) bool {
	for i := range word {
		if i > 0 && strings.HasSuffix(text[:at], word[:i]) && strings.HasPrefix(text[at:], word[i:]) {
			return true
		}
	}
	return false
}
