package activity

import (
	"encoding/json"
	"fmt"
	"time"
)

// Date is a calendar day, month or year: Month and Day are zero where the
// speaker was no more precise. The zero Date is "unknown".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day t falls on in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-03-12", "2026-03" or "2026".
func ParseDate(s string) (Date, error) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			d := DateOf(t)
			switch len(layout) {
			case 7:
				d.Day = 0
			case 4:
				d.Month, d.Day = 0, 0
			}
			return d, nil
		}
	}
	return Date{}, fmt.Errorf("activity: date %q is none of YYYY-MM-DD, YYYY-MM, YYYY", s)
}

// String is the form ParseDate reads; "" for the zero Date.
func (d Date) String() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalJSON writes the string form.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads the string form; "" is the zero Date.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("activity: date: %w", err)
	}
	if s == "" {
		*d = Date{}
		return nil
	}
	var err error
	*d, err = ParseDate(s)
	return err
}

// First is the first day the Date covers: 2026-03 begins on 2026-03-01.
func (d Date) First() Date {
	if d.Month == 0 {
		return Date{d.Year, time.January, 1}
	}
	if d.Day == 0 {
		return Date{d.Year, d.Month, 1}
	}
	return d
}

// Last is the last day the Date covers: 2026-02 ends on 2026-02-28.
func (d Date) Last() Date {
	if d.Month == 0 {
		return Date{d.Year, time.December, 31}
	}
	if d.Day == 0 {
		return DateOf(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
	}
	return d
}

// Plus is the month n months after that of d, without a day.
func (d Date) Plus(n int) Date {
	t := time.Date(d.Year, d.First().Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return Date{t.Year(), t.Month(), 0}
}

// Later is the same day n months later, the last of that month where it has no
// such day; of a day that is not known the last there may be.
func (d Date) Later(n int) Date {
	d = d.Last()
	last := d.Plus(n).Last()
	return Date{last.Year, last.Month, min(d.Day, last.Day)}
}

// Number orders days: 20260312. Month and year precision have zeros there.
func (d Date) Number() int { return d.Year*10000 + int(d.Month)*100 + d.Day }

// Before reports whether d begins before e does.
func (d Date) Before(e Date) bool { return d.First().Number() < e.First().Number() }

// Days is how many days the first day of d lies after that of e; negative when
// it lies before.
func (d Date) Days(e Date) int {
	at := func(d Date) time.Time {
		f := d.First()
		return time.Date(f.Year, f.Month, f.Day, 0, 0, 0, 0, time.UTC)
	}
	return int(at(d).Sub(at(e)) / (24 * time.Hour))
}

// Period is a span of whole months, both ends included, e.g. a year or a
// quarter. The zero Period covers nothing.
type Period struct {
	From, To Month
}

// Month is one month of one year.
type Month struct {
	Year  int
	Month time.Month
}

// Year is the Period from January to December of y.
func Year(y int) Period { return Period{Month{y, time.January}, Month{y, time.December}} }

// Quarter is the q-th quarter (1 to 4) of y.
func Quarter(y, q int) Period {
	return Period{Month{y, time.Month(3*q - 2)}, Month{y, time.Month(3 * q)}}
}

// IsZero reports whether p covers nothing.
func (p Period) IsZero() bool { return p == Period{} }

// WholeYear reports whether p is one calendar year, and which.
func (p Period) WholeYear() (int, bool) {
	return p.From.Year, p == Year(p.From.Year) && p.From.Year != 0
}

// Contains reports whether all of d lies inside p; a Date of year precision
// lies only in periods that hold its whole year.
func (p Period) Contains(d Date) bool {
	first, last := d.First(), d.Last()
	return p.From.index() <= (Month{first.Year, first.Month}).index() &&
		(Month{last.Year, last.Month}).index() <= p.To.index()
}

// Touches reports whether some of d lies inside p.
func (p Period) Touches(d Date) bool {
	first, last := d.First(), d.Last()
	return p.From.index() <= (Month{last.Year, last.Month}).index() &&
		(Month{first.Year, first.Month}).index() <= p.To.index()
}

// String is "2026", "2026-03" or "2026-01/2026-03".
func (p Period) String() string {
	if y, ok := p.WholeYear(); ok {
		return Date{Year: y}.String()
	}
	from, to := Date{p.From.Year, p.From.Month, 0}, Date{p.To.Year, p.To.Month, 0}
	if from == to {
		return from.String()
	}
	return from.String() + "/" + to.String()
}

func (m Month) index() int { return m.Year*12 + int(m.Month) }
