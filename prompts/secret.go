package prompts

import (
	_ "embed"
	"slices"
	"sync"
	"time"
	"unicode"

	"dutybook/figures/lexicon"
)

//go:embed secret.json
var secretJSON []byte

// secretFile is secret.json: how documents are marked that must not be passed
// on, and the talk about secrecy that marks nothing.
type secretFile struct {
	// Marks are signs by themselves. Words are signs only where they stand as
	// one: starred, in brackets, alone on a line, or before one of Nouns.
	Marks, Words, Nouns []string
	// Topics after that make it talk about secrecy (机密文件管理规定); Benign is
	// talk as it stands and is looked for first.
	Topics, Benign []string
	// Between are particles that may stand between a word and its noun.
	Between, Stars, Open, Close string
	// Numbered are the signs of a document number whose agency code holds the
	// letter of secrecy; a document number beside a word of Unpublished is a
	// sign too.
	Numbered    struct{ Agency, Open, Close, End string }
	Unpublished []string
}

type secretWords struct {
	marks, words, nouns, topics, benign, unpublished ruleSet
	between, stars, open, close                      map[rune]bool
	agency, end                                      rune
	numberOpen, numberClose                          map[rune]bool
}

var secretWordsOf = sync.OnceValue(func() secretWords {
	var f secretFile
	ruleMustRead("secret.json", secretJSON, &f)
	set := lexicon.Set
	runes := func(s string) map[rune]bool { return ruleRunes([]string{s}) }
	return secretWords{
		marks: set(f.Marks), words: set(f.Words), nouns: set(f.Nouns), topics: set(f.Topics),
		benign: set(f.Benign), unpublished: set(f.Unpublished),
		between: runes(f.Between), stars: runes(f.Stars), open: runes(f.Open), close: runes(f.Close),
		agency: []rune(f.Numbered.Agency)[0], end: []rune(f.Numbered.End)[0],
		numberOpen: runes(f.Numbered.Open), numberClose: runes(f.Numbered.Close),
	}
})

// Secret reports whether a text bears a mark of secrecy; Read looks by itself.
func Secret(text string) bool { return newRuleMessage(text, time.Time{}).secret() }

// secret reports whether the message bears a mark of secrecy, also when it is
// spaced out as on a title page. Talk about secrecy (保密培训, 非涉密) bears none.
func (m *ruleMessage) secret() bool {
	packed := slices.DeleteFunc(slices.Clone(m.r), blank)
	return marksSecrecy(m.r) || marksSecrecy(packed) || spacedOut(m.r)
}

// blank reports whether a rune only keeps others apart on a line.
func blank(r rune) bool {
	return r != '\n' && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r))
}

// spacedOut reports whether one of the words is written with gaps between its
// letters, as only a mark is.
func spacedOut(text []rune) bool {
	w := secretWordsOf()
	for i := 0; i+2 < len(text); i++ {
		j := i + 1
		for j < len(text) && blank(text[j]) {
			j++
		}
		if j == i+1 || j == len(text) || text[i] < 0x80 {
			continue
		}
		if _, n := w.words.At([]rune{text[i], text[j]}, 0); n == 2 {
			return true
		}
	}
	return false
}

func marksSecrecy(text []rune) bool {
	w := secretWordsOf()
	text = w.withoutBenign(text)
	if w.marks.In(text) {
		return true
	}
	for i := range text {
		if _, n := w.words.At(text, i); n > 0 && w.standsAsMark(text, i, i+n) {
			return true
		}
	}
	return w.numbered(text)
}

// withoutBenign blanks what only talks about secrecy.
func (w secretWords) withoutBenign(text []rune) []rune {
	text = slices.Clone(text)
	for i := 0; i < len(text); i++ {
		if _, n := w.benign.At(text, i); n > 0 {
			for j := i; j < i+n; j++ {
				text[j] = '_'
			}
			i += n - 1
		}
	}
	return text
}

// standsAsMark reports whether the word between two places marks a document.
func (w secretWords) standsAsMark(text []rune, from, to int) bool {
	before, after := runeAt(text, from-1), runeAt(text, to)
	switch {
	case w.stars[before] || w.stars[after]:
		return true
	case w.open[before] && w.close[after]:
		return true
	case lineEnd(before) && lineEnd(after):
		return true
	case lineEnd(before) && (after == ':' || after == ' '):
		return true
	}
	return w.beforeNoun(text, to)
}

// beforeNoun reports whether a document is named right after the word, and is
// not itself what a rule, a training or a check is about.
func (w secretWords) beforeNoun(text []rune, at int) bool {
	for w.between[runeAt(text, at)] {
		at++
	}
	_, n := w.nouns.At(text, at)
	if n == 0 {
		return false
	}
	_, topic := w.topics.At(text, at+n)
	return topic == 0
}

// numbered reports whether the text holds a document number that says it is
// secret, or one beside words that say it is not published.
func (w secretWords) numbered(text []rune) bool {
	for i := range text {
		if !w.numberOpen[text[i]] {
			continue
		}
		j := i + 1
		for j < len(text) && unicode.IsDigit(text[j]) {
			j++
		}
		if j-i-1 != 4 || !w.numberClose[runeAt(text, j)] {
			continue
		}
		if w.secretAgency(text, i) || w.unpublished.In(text) {
			return true
		}
	}
	return false
}

// secretAgency reports whether the letter of secrecy stands in the code before
// a document's year: 清密发〔2026〕3号.
func (w secretWords) secretAgency(text []rune, year int) bool {
	for i := max(0, year-2); i < year; i++ {
		if text[i] == w.agency {
			return true
		}
	}
	return false
}

// runeAt is the rune at a place; zero outside the text.
func runeAt(text []rune, i int) rune {
	if i < 0 || i >= len(text) {
		return 0
	}
	return text[i]
}

func lineEnd(r rune) bool { return r == 0 || r == '\n' }
