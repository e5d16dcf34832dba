package activity

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Amount is a figure's value in ten-thousandths of one, e.g. 3户 is 30000, so
// that 2.5 小时 and 0.1 + 0.2 add up exactly. It reads and writes JSON as a
// plain number.
type Amount int64

// One is the Amount of a single thing.
const One Amount = 10000

// MaxAmount bounds what a message may claim: ten trillion (十万亿). Figures
// above it are refused in words, never stored wrapped around.
const MaxAmount = 10_000_000_000_000 * One

// Whole gives the Amount of n things.
func Whole(n int64) Amount { return Amount(n) * One }

// ParseAmount reads a plain decimal such as "12.5". It refuses anything else,
// more than four decimals and magnitudes above MaxAmount.
func ParseAmount(s string) (Amount, error) {
	whole, frac, _ := strings.Cut(s, ".")
	if len(frac) > 4 {
		return 0, fmt.Errorf("activity: amount %q has more than four decimals", s)
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", 4-len(frac)), 10, 64)
	if err != nil || whole == "" {
		return 0, fmt.Errorf("activity: amount %q is not a decimal number", s)
	}
	if n > int64(MaxAmount) || n < -int64(MaxAmount) {
		return 0, fmt.Errorf("activity: amount %q is out of range", s)
	}
	return Amount(n), nil
}

// String is the shortest decimal, e.g. "12.5" or "30".
func (a Amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	s := sign + strconv.FormatInt(int64(a/One), 10)
	if frac := a % One; frac != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%04d", frac), "0")
	}
	return s
}

// MarshalJSON writes the plain number.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalJSON reads any JSON number, rounded to four decimals; an error is
// a value that is no number or beyond MaxAmount.
func (a *Amount) UnmarshalJSON(b []byte) error {
	if n, err := ParseAmount(string(b)); err == nil {
		*a = n
		return nil
	}
	var f float64
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("activity: amount: %w", err)
	}
	if math.Abs(f) > float64(MaxAmount/One) {
		return fmt.Errorf("activity: amount %s is out of range", b)
	}
	*a = Amount(math.Round(f * float64(One)))
	return nil
}

// Unit is what a figure is counted in, in simplified script with the foldings
// of the vocabulary, e.g. "户", "人次", "元", "%"; "" when the text names none.
type Unit string

// Approx says how a figure was bounded by its speaker. The zero value is exact.
type Approx string

// The bounds of a figure.
const (
	Exact Approx = ""
	Over  Approx = "over"  // 余 多 以上: at least
	Near  Approx = "near"  // 近 将近: a little less than
	About Approx = "about" // 约 左右: either side
)

// Kind says whether a figure may enter a sum (domain rule: rates, subsets,
// per-head amounts and running totals are never added).
type Kind string

// The kinds of figure.
const (
	Additive Kind = ""        // an amount of this activity: adds
	Part     Kind = "part"    // 其中…: already inside another figure
	Each     Kind = "each"    // 每人, 每户: a rate per head
	Rate     Kind = "rate"    // a percentage
	Running  Kind = "running" // 累计, 截至…: a running total
	Stock    Kind = "stock"   // a background size, length or capacity, e.g. 坝高45米
)

// Quantity is one explicit figure of a message.
type Quantity struct {
	Value  Amount `json:"value"`
	Unit   Unit   `json:"unit"`
	Approx Approx `json:"approx"`
	// Of names what is counted, in the words of the measure table or of the
	// text itself, e.g. "意见建议", "提案·立案", "泵站"; "" when nothing is said.
	// Figures add up only when category, Of and Unit agree.
	Of string `json:"of,omitempty"`
	// Kind is empty for figures that may be added.
	Kind Kind `json:"kind,omitempty"`
	// Quote is the figure as it stands in the text, e.g. "近两千万元".
	Quote string `json:"quote,omitempty"`
}
