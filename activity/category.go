package activity

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

// Category is the kind of duty work a record is; the codes are the contract of
// the vocabulary.
type Category string

// The categories, in the order of the vocabulary.
const (
	Study        Category = "study"
	Meeting      Category = "meeting"
	Consultation Category = "consultation"
	Proposal     Category = "proposal"
	Opinion      Category = "opinion"
	Research     Category = "research"
	Supervision  Category = "supervision"
	Visit        Category = "visit"
	Welfare      Category = "welfare"
	Outreach     Category = "outreach"
	Culture      Category = "culture"
	Development  Category = "development"
	Emergency    Category = "emergency"
	Post         Category = "post"
	Building     Category = "building"
	Honour       Category = "honour"
	OtherWork    Category = "other"
)

// CategoryInfo is a row of the category table in categories.json, which rules,
// prompts, replies and reports all range over.
type CategoryInfo struct {
	Code Category `json:"code"`
	// Names by Lang, e.g. 走访群众 / Household visits.
	Names map[Lang]string `json:"names"`
	// Hint tells a model, and a newcomer, what belongs there.
	Hint string `json:"hint"`
	// Aliases are other words people use for the category as a whole when they
	// ask for a section or re-file a record, e.g. 调研, 走访.
	Aliases []string `json:"aliases"`
}

//go:embed categories.json
var categoriesJSON []byte

var categories = sync.OnceValue(func() []CategoryInfo {
	var rows []CategoryInfo
	if err := json.Unmarshal(categoriesJSON, &rows); err != nil {
		panic(fmt.Sprintf("activity: embedded categories.json: %v", err))
	}
	return rows
})

// Categories is the table, in the order of the vocabulary. Callers must not
// change it.
func Categories() []CategoryInfo { return categories() }

// Info is the category's row; ok is false for an unknown code.
func (c Category) Info() (CategoryInfo, bool) {
	for _, row := range categories() {
		if row.Code == c {
			return row, true
		}
	}
	return CategoryInfo{}, false
}

// Name is the category in a language, its code when the table has no name.
func (c Category) Name(lang Lang) string {
	if row, ok := c.Info(); ok && row.Names[lang] != "" {
		return row.Names[lang]
	}
	return string(c)
}

// Valid reports whether c is a code of the table.
func (c Category) Valid() bool {
	_, ok := c.Info()
	return ok
}
