package counting

import (
	"fmt"
	"strconv"
	"strings"

	"dutybook/activity"
)

// separator stands between the parts of a field; texts cannot hold it, the
// control character is dropped from Of.
const separator = "\x1f"

// late is the last part of a field of a late number; others have none.
const late = "late"

// Field is the cell as one string, the name a total is stored under; ParseField
// reads it back.
func (c Cell) Field() string {
	parts := []string{
		c.Month.String(), string(c.Category), string(c.What),
		strings.ReplaceAll(c.Of, separator, ""), string(c.Unit), string(c.Approx), strconv.Itoa(c.Grain),
	}
	if c.Late {
		parts = append(parts, late)
	}
	return strings.Join(parts, separator)
}

// ParseField reads what Field wrote.
func ParseField(s string) (Cell, error) {
	p := strings.Split(s, separator)
	if len(p) != 7 && (len(p) != 8 || p[7] != late) {
		return Cell{}, fmt.Errorf("counting: field %q: %w", s, activity.ErrInvalid)
	}
	month, err := activity.ParseDate(p[0])
	if err != nil {
		return Cell{}, fmt.Errorf("counting: field %q: %w", s, err)
	}
	grain, err := strconv.Atoi(p[6])
	if err != nil {
		return Cell{}, fmt.Errorf("counting: field %q: %w", s, err)
	}
	return Cell{
		Month: month, Category: activity.Category(p[1]), What: What(p[2]), Late: len(p) == 8,
		Of: p[3], Unit: activity.Unit(p[4]), Approx: activity.Approx(p[5]), Grain: grain,
	}, nil
}
