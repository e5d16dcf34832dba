package report

import (
	"slices"

	"dutybook/activity"
)

// Difference is what became of a draft from one version to the next.
type Difference struct {
	// Figures are those that read otherwise now, came or went.
	Figures []Moved
	// Parts are the headings of parts whose words changed besides.
	Parts []string
}

// Moved is a figure that moved; Was or Now is "" where one came or went.
type Moved struct {
	Fact, Definition string
	Was, Now         string
	// Late are the records behind it that were not there before, Gone those
	// that are no longer.
	Late, Gone []activity.RecordID
}

// Since compares a draft with the version before it.
func Since(before, now Document) Difference {
	var out Difference
	for _, f := range now.Facts {
		i := slices.IndexFunc(before.Facts, func(g Fact) bool { return g.ID == f.ID })
		switch {
		case i < 0:
			out.Figures = append(out.Figures, Moved{f.ID, f.Definition, "", f.Rendered, f.Records, nil})
		case before.Facts[i].Rendered != f.Rendered:
			was := before.Facts[i]
			out.Figures = append(out.Figures, Moved{f.ID, f.Definition, was.Rendered, f.Rendered, lacking(f.Records, was.Records), lacking(was.Records, f.Records)})
		}
	}
	for _, f := range before.Facts {
		if !contains(now.Facts, f) {
			out.Figures = append(out.Figures, Moved{f.ID, f.Definition, f.Rendered, "", nil, f.Records})
		}
	}
	for _, p := range now.Parts {
		if was, ok := before.part(p.ID); !ok || was.wordless() != p.wordless() || was.Heading != p.Heading {
			out.Parts = append(out.Parts, p.name())
		}
	}
	return out
}

// MarkMoved marks the figures that read otherwise than in a version people have
// already agreed on: each asks to be looked at again, and says what it was.
func MarkMoved(before, now Document) Document {
	was := map[string]string{}
	for _, m := range Since(before, now).Figures {
		if m.Was != "" && m.Now != "" {
			was[m.Fact] = m.Was
		}
	}
	now.Facts = slices.Clone(now.Facts)
	for i, f := range now.Facts {
		if old := was[f.ID]; old != "" && f.Doubt == "" {
			now.Facts[i].Doubt = fill(words().Definitions.MovedDoubt, "was", old)
			now.Facts[i].Definition += now.Facts[i].Doubt
		} else {
			delete(was, f.ID)
		}
	}
	now.Parts = slices.Clone(now.Parts)
	for i, p := range now.Parts {
		now.Parts[i].Paragraphs = marked(p.Paragraphs, func(fact string) bool { return was[fact] != "" })
	}
	return now
}

// name is how a part is spoken of.
func (part DocumentPart) name() string {
	if part.Heading != "" {
		return part.Heading
	}
	for _, p := range part.Paragraphs {
		const enough = 12
		if r := []rune(p.Text()); len(r) > 0 {
			return string(r[:min(len(r), enough)])
		}
	}
	return ""
}

// wordless is a part's text with every fact in the place of its figure.
func (part DocumentPart) wordless() string {
	text := ""
	for _, p := range part.Paragraphs {
		text += p.Heading + "\n"
		for _, s := range p.Spans {
			if s.Fact != "" {
				text += "{" + s.Fact + "}"
				continue
			}
			if s.Gap && s.Text == words().Doubtful {
				continue // a mark, no words
			}
			text += s.Text
		}
	}
	return text
}

// lacking are the ids that the others do not have.
func lacking(ids, others []activity.RecordID) []activity.RecordID {
	return slices.DeleteFunc(slices.Clone(ids), func(id activity.RecordID) bool { return slices.Contains(others, id) })
}
