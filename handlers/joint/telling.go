package joint

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
	"unique"

	"dutybook/activity"
	"dutybook/figures"
)

// Telling is what comparing a record takes, worked out once. It is small, and
// never changes, so that those of many days can be kept.
type Telling struct {
	ID       activity.RecordID
	Member   activity.MemberID
	roll     bool
	event    activity.RecordID
	chat     activity.ChatID
	message  activity.MessageID
	category activity.Category
	group    activity.GroupID
	date     activity.Date
	day      int // number of the date's day; only of use where it has one
	apart    []activity.RecordID
	figures  []figure
	fellows  []activity.MemberID
	hints    []activity.MemberID
	places   []string
	pairs    set // of neighbouring runes that say something particular
	whole    set // the same, with the names of places
	core     set // the same, without the nouns that figures count
	ordinals map[string]string
	words    []letter
	plain    uint64 // sum of the words without blanks and marks
	title    string // without blanks and marks
	part     int    // of the day, from 1; 0 when not said
	again    bool
	cosigned bool
	// What the category means.
	single, organised bool
	// outside means that the teller took no part.
	outside bool
}

// epoch is the day numbers of days are counted from.
var epoch = activity.Date{Year: 2000, Month: time.January, Day: 1}

// Tell prepares a record for comparing.
func (r *Roster) Tell(record activity.Record) *Telling {
	t := &Telling{
		ID: record.ID, event: record.Event(), chat: record.Chat, message: record.Message,
		Member: once(record.Member), group: once(record.Group), category: once(record.Category), date: record.Date, outside: record.Outside, roll: record.Roll,
		apart: record.ApartFrom, figures: figuresOf(record.Quantities), title: plain(fold(record.Title)),
	}
	if record.Date.Day != 0 {
		t.day = record.Date.Days(epoch)
	}
	said := scope(record)
	text := fold(said)
	mentions := slices.DeleteFunc(r.mentions(text, tellerOf(record)), func(m mention) bool { return m.hint && len(m.fits) > 1 })
	t.fellows, t.hints = company(record, mentions)
	w := words()
	t.single, t.organised = w.single[record.Category], w.organised[record.Category]
	t.again, t.cosigned = w.again.In(text), w.cosigned.In(text)
	t.part = part(w, text)
	keep := make([]bool, len(text))
	for i := range keep {
		keep[i] = true
	}
	if record.Behalf {
		mentions = r.everyone(text, tellerOf(record))
	}
	scanned, days := figures.Read(said, record.SentAt)
	drop(keep, mentions, func(m mention) (int, int) { return m.from, m.to })
	drop(keep, scanned, func(f figures.Figure) (int, int) { return runes(said, f.Start, f.End) })
	drop(keep, days, func(d figures.DateFind) (int, int) { return runes(said, d.Start, d.End) })
	t.whole = particular(w, text, slices.Clone(keep))
	named := slices.Clone(keep)
	t.ordinals = ordinalsIn(w, text)
	t.places = placesIn(w, text, keep)
	if place := string(fold(record.Place)); place != "" && !slices.Contains(t.places, place) {
		t.places = append(t.places, place)
	}
	t.pairs, t.plain = particular(w, text, keep), sumOf(plain(text))
	t.words = lettersOf(text, named, keep)
	counted(text, keep, scanned, said)
	t.core = particular(w, text, keep)
	t.pairs, t.core = t.pairs.like(t.whole), t.core.like(t.whole)
	return t
}

// company are the members a record names as having gone along, and those it only
// hints at: taken by less than a name, which is not as good as one.
func company(record activity.Record, mentions []mention) (fellows, hints []activity.MemberID) {
	named := map[activity.MemberID]bool{} // false for a hint
	for _, f := range record.With {
		named[f.Member] = true
	}
	for _, m := range mentions {
		if p, sure := m.sure(); sure {
			named[p.id] = !m.hint
		}
	}
	for _, f := range record.Absent {
		delete(named, f.Member)
	}
	for id, full := range named {
		if full {
			fellows = append(fellows, id)
		} else {
			hints = append(hints, id)
		}
	}
	slices.Sort(fellows)
	slices.Sort(hints)
	return fellows, hints
}

// tellerOf is the teller of a record as far as the record knows.
func tellerOf(record activity.Record) Teller {
	t := Teller{Member: record.Member}
	if record.Group != "" {
		t.Groups = []activity.GroupID{record.Group}
	}
	return t
}

// Numbered is a telling made before its record was stored, with what the store
// gave it.
func (t *Telling) Numbered(r activity.Record) *Telling {
	stored := *t
	stored.ID, stored.event = r.ID, r.Event()
	return &stored
}

// once gives equal words one place in memory.
func once[S ~string](s S) S { return unique.Make(s).Value() }

// figure is one of a record's quantities, as far as it is compared.
type figure struct {
	value  activity.Amount
	of     string
	unit   activity.Unit
	kind   activity.Kind
	approx activity.Approx
	// common means that all who tell of an event should say it alike.
	common bool
}

func figuresOf(all []activity.Quantity) []figure {
	out := make([]figure, len(all))
	for i, q := range all {
		common := (q.Kind == activity.Additive || q.Kind == activity.Part) && !words().own[q.Of]
		out[i] = figure{q.Value, once(q.Of), once(q.Unit), once(q.Kind), once(q.Approx), common}
	}
	return out
}

// Event is the number of the event the record belongs to.
func (t *Telling) Event() activity.RecordID { return t.event }

// scope is the part of the message that is about the record: its own stretch,
// with what a heading before a colon says of all.
func scope(r activity.Record) string {
	if utf8.RuneCountInString(r.Summary) >= 60 && r.Index == 0 || r.Summary == "" {
		return r.Text
	}
	for i, c := range r.Text {
		if c == ':' || c == '\uff1a' {
			if i < 120 && i > 0 {
				return r.Text[:i] + "\n" + r.Summary
			}
			break
		}
	}
	return r.Summary
}

func runes(s string, from, to int) (int, int) {
	start := utf8.RuneCountInString(s[:from])
	return start, start + utf8.RuneCountInString(s[from:to])
}

func drop[T any](keep []bool, finds []T, where func(T) (int, int)) {
	for _, f := range finds {
		from, to := where(f)
		for i := max(from, 0); i < min(to, len(keep)); i++ {
			keep[i] = false
		}
	}
}

// counted drops the noun right before each figure: two separate events may well
// count the same things.
func counted(text []rune, keep []bool, found []figures.Figure, said string) {
	const noun = 4
	for _, f := range found {
		if words().spans[string(f.Unit)] {
			continue
		}
		from, _ := runes(said, f.Start, f.End)
		for i := from - 1; i >= 0 && i >= from-noun && han(text[i]); i-- {
			keep[i] = false
		}
	}
}

func part(w *wordTables, text []rune) int {
	found := 0
	for i, words := range w.parts {
		if words.In(text) {
			if found > 0 {
				return 0
			}
			found = i + 1
		}
	}
	return found
}

// placesIn cuts the names of places: a word that ends one with the two runes
// before it. What it cuts is dropped from what is kept.
func placesIn(w *wordTables, text []rune, keep []bool) []string {
	var places []string
	for i := range text {
		_, n := w.placeEnds.At(text, i)
		if n == 0 || i < 2 {
			continue
		}
		if _, longer := w.placeEnds.Before(text[:min(len(text), i+n+2)], min(len(text), i+n+2)); longer > n {
			continue // 白塔村小学: the longer name follows
		}
		start := i
		for start > 0 && i-start < 2 && keep[start-1] && han(text[start-1]) {
			if _, stop := w.placeNot.Before(text, start); stop > 0 {
				break
			}
			start--
		}
		if i-start < 1 || i-start == 1 && n == 1 {
			continue
		}
		if place := string(text[start : i+n]); !slices.Contains(places, place) {
			places = append(places, place)
		}
		for j := start; j < i+n; j++ {
			keep[j] = false
		}
	}
	return places
}

// ordinalsIn reads which session, meeting or class is spoken of: 六届五次 is
// {届: 六, 次: 五}. A bare count (参加会议五次) is none: an ordinal has another
// or the sign of ordinals before it.
func ordinalsIn(w *wordTables, text []rune) map[string]string {
	const sign = '\u7b2c'
	var out map[string]string
	end := -1
	for i := range text {
		if !numeral(text[i]) || i > 0 && numeral(text[i-1]) {
			continue
		}
		j := i
		for j < len(text) && numeral(text[j]) {
			j++
		}
		_, n := w.ordinals.At(text, j)
		if n == 0 {
			continue
		}
		if session := text[j] == 0x5c4a; session || end == i || i > 0 && text[i-1] == sign {
			if out == nil {
				out = map[string]string{}
			}
			out[string(text[j:j+n])] = arabic(text[i:j])
			end = j + n
		}
	}
	return out
}

// numerals are the digits of the two scripts dates and sessions are written in.
const numerals = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"

func numeral(r rune) bool {
	return r >= '0' && r <= '9' || r == 0x5341 || strings.ContainsRune(numerals, r)
}

// arabic writes a numeral below a hundred in digits.
func arabic(text []rune) string {
	n, unit := 0, 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			unit = unit*10 + int(r-'0')
		case r == 0x5341:
			n, unit = n+10*max(unit, 1), 0
		default:
			unit = strings.IndexRune(numerals, r)/3 + 1
		}
	}
	return strconv.Itoa(n + unit)
}

func han(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// particular gives the pairs of runes of what is left when common words are
// taken out, and whole Latin words.
func particular(w *wordTables, text []rune, keep []bool) set {
	for i := 0; i < len(text); {
		_, n := w.common.At(text, i)
		for j := i; j < i+n; j++ {
			keep[j] = false
		}
		i += max(n, 1)
	}
	var pairs []uint32
	for i := 0; i < len(text); i++ {
		switch {
		case !keep[i]:
		case han(text[i]) && i+1 < len(text) && keep[i+1] && han(text[i+1]):
			pairs = append(pairs, pairNumber(text[i], text[i+1]))
		case text[i] < 0x250 && unicode.IsLetter(text[i]):
			j := i
			for j < len(text) && text[j] < 0x250 && unicode.IsLetter(text[j]) {
				j++
			}
			if j-i > 3 {
				pairs = append(pairs, wordNumber(text[i:j]))
			}
			i = j - 1
		}
	}
	return ordered(pairs)
}

// letter is one of a telling, marked when it says something particular.
type letter uint32

const own letter = 1 << 31

func lettersOf(text []rune, keep, particular []bool) []letter {
	var out []letter
	for i, r := range text {
		if keep[i] && unicode.IsLetter(r) {
			l := letter(r)
			if particular[i] {
				l |= own
			}
			out = append(out, l)
		}
	}
	return slices.Clip(out)
}

func plain(text []rune) string {
	var out []rune
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return string(out)
}
