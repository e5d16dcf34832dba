package scoring

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
)

// Of several signers the first leads: whoever says so or counts who joined, else
// whoever told of the piece first and does not say that they only joined. The
// words are signs.json; who says both says nothing.

//go:embed signs.json
var signsJSON []byte

var signs = sync.OnceValue(func() (words struct{ Lead, Other, Joint, Figure []string }) {
	if err := json.Unmarshal(signsJSON, &words); err != nil {
		panic(fmt.Sprintf("scoring: embedded signs.json: %v", err))
	}
	return words
})

// sign puts the signers of a piece in their order and counts them; one who says
// that it was signed jointly, or that they joined, is not alone though nobody else
// is known.
func (p *piece) sign() {
	rank := map[activity.MemberID]int{}
	least := 1
	for _, m := range p.Signers {
		own := slices.DeleteFunc(slices.Clone(p.records), func(r activity.Record) bool { return r.Member != m || r.Item != 0 })
		joined, exact, rough := told(own, signs().Figure)
		leads, follows := says(own, signs().Lead) || exact, says(own, signs().Other)
		switch {
		case leads && !follows:
			rank[m] = -1
		case follows && !leads:
			rank[m] = 1
		}
		if follows || says(own, signs().Joint) {
			least = max(least, 2)
		}
		if exact && !rough {
			least = max(least, int(joined)+1)
		}
	}
	slices.SortStableFunc(p.Signers, func(a, b activity.MemberID) int { return rank[a] - rank[b] })
	// Of those who only joined none leads, though the one who does is not known.
	if len(p.Signers) > 0 && rank[p.Signers[0]] > 0 {
		p.shift = 1
	}
	p.n = max(least, len(p.Signers)+p.shift)
}

// place is where a member stands among the signers, from 0; below zero for
// somebody who is none of them.
func (p *piece) place(m activity.MemberID) int {
	if i := slices.Index(p.Signers, m); i >= 0 {
		return i + p.shift
	}
	return -1
}

func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
