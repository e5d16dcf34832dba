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
	of := c.Of
	if strings.Contains(of, separator) {
		of = strings.ReplaceAll(of, separator, "")
	}
	field := c.Month.String() + separator + string(c.Category) + separator + string(c.What) + separator +
		of + separator + string(c.Unit) + separator + string(c.Approx) + separator + strconv.Itoa(c.Grain)
	if c.Late {
		field += separator + late
	}
	return field
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
