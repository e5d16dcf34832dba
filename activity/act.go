package activity

import "maps"

// Act is what a gathering was to whoever tells of it: it decides which count it
// enters. Zero says that the words leave it open.
type Act string

// The acts.
const (
	Held     Act = "held"     // organised, by the teller or on their committee's behalf
	Attended Act = "attended" // organised by others; the teller was there
)

// TagAct is the kind of tag that stands for Act among Record.Tags, NoTag the tag
// that says there is none.
const (
	TagAct = "act"
	NoTag  = "-"
)

// Tagged is the record with a tag of a kind set, NoTag for none of it.
func (r Record) Tagged(kind, tag string) Record {
	tags := maps.Clone(r.Tags)
	if tags == nil {
		tags = map[string]string{}
	}
	tags[kind] = tag
	if r.Tags = tags; kind == TagAct {
		if r.Act = Act(tag); tag == NoTag {
			r.Act = ""
		}
	}
	return r
}

// Moved is the record as another kind of work; what is no gathering was neither
// held nor attended, whatever was said or set before.
func (r Record) Moved(c Category) Record {
	if r.Category = c; c.Gathers() {
		return r
	}
	r.Act, r.Tags = "", maps.Clone(r.Tags)
	delete(r.Tags, TagAct)
	return r
}

// Gathers reports whether a kind of work is done in gatherings, which are held or
// attended.
func (c Category) Gathers() bool {
	return c.Sits() || c == Outreach || c == Culture || c == Building
}

// Sits reports whether a kind of work is one that people are invited to sit in.
func (c Category) Sits() bool {
	return c == Meeting || c == Consultation || c == Study
}
