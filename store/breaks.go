package store

import (
	"encoding/json"
	"fmt"

	"dutybook/activity"
	"dutybook/counting"
)

// Breaks reads the declared changes of definition out of an export, in no
// particular order; none from a key that holds something else.
func (k Kept) Breaks() ([]counting.Break, error) {
	if k.Name != keptShelf+string(Breaks) {
		return nil, nil
	}
	var items map[string]string
	if err := json.Unmarshal(k.Value, &items); err != nil {
		return nil, fmt.Errorf("store: breaks: %w: %w", activity.ErrInvalid, err)
	}
	var breaks []counting.Break
	for _, raw := range items {
		var b counting.Break
		if err := json.Unmarshal([]byte(raw), &b); err != nil {
			return nil, fmt.Errorf("store: breaks: %w: %w", activity.ErrInvalid, err)
		}
		breaks = append(breaks, b)
	}
	return breaks, nil
}
