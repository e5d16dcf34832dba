package prompts

import "unicode"

// roadName is how many letters before a word for a road are blotted out with the
// number behind it.
const roadName = 2

// addresses blots out where a resident lives, as far as it tells the door:
// numbers of house, stairs and room in a row (3栋2单元501室), a number on a road
// with the road's name (柳树巷12号), and their English forms. A lone building is a
// place where things are held, and stays.
func (k *masker) addresses() {
	r := k.m.r
	for i := 0; i < len(r); {
		end, parts := k.doors(i)
		if parts == 0 {
			i++
			continue
		}
		road := k.roadBefore(i)
		if road > 0 && !k.isFigure(i, end) || parts > 1 && (k.w.rooms.In(r[i:end]) || !k.isFigure(i, end)) {
			k.blotNumbers(i, end)
			if road > 0 {
				k.blot(max(0, i-road-roadName), i-road)
			}
		}
		i = end
	}
	k.latinAddresses()
}

// doors gives where a row of numbers with their words (3栋2单元) ends that begins
// at a place, and how many there are.
func (k *masker) doors(i int) (end, parts int) {
	r := k.m.r
	if k.numeral(runeAt(r, i-1)) {
		return i, 0
	}
	end = i
	for {
		at := end
		for runeAt(r, at) == ' ' || runeAt(r, at) == '-' {
			at++
		}
		start := at
		for k.numeral(runeAt(r, at)) {
			at++
		}
		if at == start {
			return end, parts
		}
		_, n := k.w.doors.At(r, at)
		if n == 0 && (parts == 0 || at-start < 3) {
			return end, parts
		}
		end, parts = at+n, parts+1
	}
}

func (k *masker) numeral(r rune) bool { return digitAt(r) || k.w.numerals[r] }

// roadBefore is the length of the word for a road that ends at a place.
func (k *masker) roadBefore(i int) int {
	_, n := k.w.roads.Before(k.m.r, i)
	return n
}

func (k *masker) blotNumbers(from, to int) {
	for i := from; i < to; i++ {
		if k.numeral(k.m.r[i]) {
			k.out[i] = k.w.digitMask
		}
	}
}

// latinAddresses blots out "Room 501" and "12 Garden Road".
func (k *masker) latinAddresses() {
	r := k.m.r
	for i := range r {
		if asciiLetter(runeAt(r, i-1)) {
			continue
		}
		if _, n := k.w.latinDoors.At(r, i); n > 0 && runeAt(r, i+n) == ' ' {
			if end, digits := digitRun(r, i+n+1); digits > 0 {
				k.blot(i+n+1, end)
			}
		}
		if end, ok := k.latinRoad(i); ok {
			k.blot(i, end)
		}
	}
}

// latinRoad reports where a number with the capitalised name of a road behind it
// ends.
func (k *masker) latinRoad(i int) (end int, ok bool) {
	at, digits := digitRun(k.m.r, i)
	if digits == 0 || digits > 4 || digitAt(runeAt(k.m.r, i-1)) {
		return 0, false
	}
	for words := 0; words < 3 && runeAt(k.m.r, at) == ' '; words++ {
		start := at + 1
		for at = start; asciiLetter(runeAt(k.m.r, at)); at++ {
		}
		if at == start || !unicode.IsUpper(k.m.runes[start]) {
			return 0, false
		}
		if _, n := k.w.latinRoads.At(k.m.r, start); words > 0 && n == at-start {
			return start - 1, true
		}
	}
	return 0, false
}
