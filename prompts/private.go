package prompts

import (
	_ "embed"
	"slices"
	"sync"
	"unicode"

	"dutybook/figures/lexicon"
)

//go:embed private.json
var privateJSON []byte

// privateFile is private.json: how residents are named in messages.
type privateFile struct {
	// Surnames are single letters, Compound longer ones. A name is looked for
	// after Cues and before Honorifics; Familiar comes before a bare surname.
	Surnames       string
	Compound, Cues []string
	Honorifics     []string
	Familiar       string
	After, Not     []string
	PhoneCues      []string
	LatinCues      []string
	// Roads and Doors stand before and behind the numbers of an address, Rooms are
	// the doors nothing else is counted in; Numerals write such numbers.
	Roads, Doors, Rooms, LatinRoads, LatinDoors []string
	Numerals                                    string
	Mask                                        struct{ Letter, Latin, Digit string }
}

type privateWords struct {
	surnames, familiar         map[rune]bool
	compound, cues, honorifics ruleSet
	after, not, phone          ruleSet
	latin                      ruleSet
	roads, doors, rooms        ruleSet
	numerals                   map[rune]bool
	latinRoads, latinDoors     ruleSet
	letterMask, latinMask      rune
	digitMask                  rune
}

var privateWordsOf = sync.OnceValue(func() privateWords {
	var f privateFile
	ruleMustRead("private.json", privateJSON, &f)
	set := lexicon.Set
	first := func(s string) rune { return []rune(s)[0] }
	return privateWords{
		surnames: ruleRunes([]string{f.Surnames}), familiar: ruleRunes([]string{f.Familiar}),
		compound: set(f.Compound), cues: set(f.Cues), honorifics: set(f.Honorifics),
		after: set(f.After), not: set(f.Not), phone: set(f.PhoneCues), latin: set(f.LatinCues),
		roads: set(f.Roads), doors: set(f.Doors), rooms: set(f.Rooms), numerals: ruleRunes([]string{f.Numerals}), latinRoads: set(f.LatinRoads), latinDoors: set(f.LatinDoors),
		letterMask: first(f.Mask.Letter), latinMask: first(f.Mask.Latin), digitMask: first(f.Mask.Digit),
	}
})

// masked is the message as a model may see it: residents' names and addresses,
// telephone, identity and card numbers blotted out letter for letter, so that what the
// model quotes stands at the same place in the message itself. Figures are
// never blotted out.
func (m *ruleMessage) masked() []rune {
	k := masker{m: m, w: privateWordsOf(), out: slices.Clone(m.runes)}
	k.numbers()
	k.names()
	k.latinNames()
	k.addresses()
	return k.out
}

type masker struct {
	m   *ruleMessage
	w   privateWords
	out []rune
}

func (k *masker) blot(from, to int) {
	for i := from; i < to; i++ {
		switch r := k.m.runes[i]; {
		case unicode.IsDigit(r):
			k.out[i] = k.w.digitMask
		case r < 0x80 && unicode.IsLetter(r):
			k.out[i] = k.w.latinMask
		case unicode.IsLetter(r):
			k.out[i] = k.w.letterMask
		}
	}
}

// numbers blots out runs of digits that are as long as a telephone, identity
// or card number, or that follow a word for a telephone.
func (k *masker) numbers() {
	r := k.m.r
	for i := 0; i < len(r); {
		end, digits := digitRun(r, i)
		if digits == 0 {
			i++
			continue
		}
		if !k.isFigure(i, end) && (k.private(i, digits) || digits >= 5 && k.called(i)) {
			k.blot(i, end)
		}
		i = end
	}
}

// digitRun is where a run of digits that begins at i ends, single blanks and
// hyphens inside it included; the x that may end an identity number too.
func digitRun(r []rune, i int) (end, digits int) {
	for j := i; j < len(r); j++ {
		switch {
		case r[j] >= '0' && r[j] <= '9':
			digits++
			end = j + 1
		case digits == 17 && r[j] == 'x':
			return j + 1, 18
		case digits > 0 && (r[j] == '-' || r[j] == ' ') && j == end:
		default:
			return end, digits
		}
	}
	return end, digits
}

func (k *masker) private(at, digits int) bool {
	first := k.m.r[at]
	switch {
	case digits == 11 && first == '1', digits == 13 && first == '8': // mobile, also after 86
		return true
	case first == '0' && digits >= 10 && digits <= 12: // with an area code
		return true
	}
	return digits >= 15 && digits <= 19
}

func (k *masker) isFigure(from, to int) bool {
	return slices.ContainsFunc(k.m.figures, func(f ruleFigure) bool { return f.from < to && from < f.to })
}

// called reports whether a word for a telephone stands shortly before a place.
func (k *masker) called(at int) bool {
	for i := max(0, at-8); i < at; i++ {
		if _, n := k.w.phone.At(k.m.r, i); n > 0 {
			return true
		}
	}
	return false
}

// names blots out what stands after a cue (村民张三) or before an honorific
// (王阿姨, 李桂芳老人), and a familiar form (老王).
func (k *masker) names() {
	r := k.m.r
	for i := 0; i < len(r); i++ {
		if _, n := k.w.cues.At(r, i); n > 0 {
			k.listed(i + n)
		}
		if _, n := k.w.honorifics.At(r, i); n > 0 {
			k.honoured(i)
		}
		if k.w.familiar[r[i]] && k.w.surnames[runeAt(r, i+1)] && !unicode.Is(unicode.Han, runeAt(r, i-1)) && k.ends(i+2) {
			k.blot(i+1, i+2)
		}
	}
}

// listed blots out the names that begin at a place, one after another as long
// as a mark keeps them apart.
func (k *masker) listed(at int) {
	const comma, stop = ',', '\u3001'
	for {
		n := k.nameAt(at)
		if n == 0 {
			return
		}
		k.blot(at, at+n)
		at += n
		if r := runeAt(k.m.r, at); r != comma && r != stop {
			return
		}
		at++
	}
}

// nameAt is the length of the name that begins at a place: two or three
// letters with a surname in front, more with a long one. Where nothing shows
// its end, the longer name is taken.
func (k *masker) nameAt(at int) int {
	r := k.m.r
	surname := 1
	if _, n := k.w.compound.At(r, at); n > 0 {
		surname = n
	} else if !k.w.surnames[runeAt(r, at)] {
		return 0
	}
	if _, n := k.w.not.At(r, at); n > 0 {
		return 0
	}
	given := 0
	for given < 2 && unicode.Is(unicode.Han, runeAt(r, at+surname+given)) {
		given++
	}
	for n := given; n > 0; n-- {
		if k.ends(at + surname + n) {
			return surname + n
		}
	}
	if given == 0 {
		return 0
	}
	return surname + given
}

// ends reports whether a name may end before a place.
func (k *masker) ends(at int) bool {
	if !unicode.Is(unicode.Han, runeAt(k.m.r, at)) {
		return true
	}
	if _, n := k.w.honorifics.At(k.m.r, at); n > 0 {
		return true
	}
	_, n := k.w.after.At(k.m.r, at)
	return n > 0
}

// honoured blots out the name before an honorific: a bare surname, else a
// surname with one or two letters after it.
func (k *masker) honoured(at int) {
	r := k.m.r
	for _, length := range []int{1, 3, 2, 4} {
		from := at - length
		if from < 0 || !k.startsName(from, length) {
			continue
		}
		if _, n := k.w.not.At(r, from); n == 0 {
			k.blot(from, at)
			return
		}
	}
}

// startsName reports whether a surname stands at a place that leaves one or
// two letters, or none, for the given name.
func (k *masker) startsName(at, length int) bool {
	if _, n := k.w.compound.At(k.m.r, at); n > 0 {
		return length >= n
	}
	return length < 4 && k.w.surnames[k.m.r[at]]
}

// latinNames blots out the capitalised words after a cue in English.
func (k *masker) latinNames() {
	r, runes := k.m.r, k.m.runes
	for i := range r {
		_, n := k.w.latin.At(r, i)
		if n == 0 || asciiLetter(runeAt(r, i-1)) || asciiLetter(runeAt(r, i+n)) {
			continue
		}
		at := i + n
		for words := 0; words < 3; words++ {
			for runeAt(r, at) == '.' || runeAt(r, at) == ' ' {
				at++
			}
			end := at
			for asciiLetter(runeAt(r, end)) {
				end++
			}
			if end == at || !unicode.IsUpper(runes[at]) {
				break
			}
			k.blot(at, end)
			at = end
		}
	}
}

func asciiLetter(r rune) bool { return r < 0x80 && unicode.IsLetter(r) }
