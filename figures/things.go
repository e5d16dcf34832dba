package figures

// Thing is something a text names as counted, e.g. 捐款 in 捐款和争取资金; Start and
// End are its place in runes.
type Thing struct {
	// Of are the labels the word may stand for, Units the units they go with.
	Of, Units  []string
	Start, End int
}

// Things lists what a text names as counted, in order, the longest word at each
// place.
func Things(text string) []Thing {
	runes := []rune(Fold(text))
	var things []Thing
	for i := 0; i < len(runes); {
		rows, n := measures().words.At(runes, i)
		if n == 0 {
			i++
			continue
		}
		thing := Thing{Start: i, End: i + n}
		for _, row := range rows {
			thing.Of, thing.Units = append(thing.Of, row.of), append(thing.Units, row.units...)
		}
		things = append(things, thing)
		i += n
	}
	return things
}
