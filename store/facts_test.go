package store_test

import (
	"errors"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestOfficeFactsAreStatedOnce: a message delivered twice states once, numbers
// go on, and what is deleted twice is noted once.
func TestOfficeFactsAreStatedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c, at := s.Committee("c"), time.Unix(1, 0)
		halls := activity.OfficeFact{Name: "会客厅", Value: activity.Whole(110), Unit: "个", Asof: activity.Date{Year: 2026, Month: 11}, Source: "台账"}
		for range 2 {
			if first, err := c.State(t.Context(), "k1", "m1", at, halls, halls); err != nil || first != 1 {
				t.Fatalf("first %d, %v", first, err)
			}
		}
		if first, err := c.State(t.Context(), "k2", "m1", at, halls); err != nil || first != 3 {
			t.Fatalf("first %d, %v", first, err)
		}
		for range 2 {
			f, err := c.SetFactDeleted(t.Context(), 2, true, "m1", at)
			if err != nil || !f.Deleted || f.Name != "会客厅" {
				t.Fatalf("deleted %+v, %v", f, err)
			}
		}
		if _, err := c.SetFactDeleted(t.Context(), 9, true, "m1", at); !errors.Is(err, activity.ErrNotFound) {
			t.Errorf("a number there is none of: %v", err)
		}
		facts, err := c.OfficeFacts(t.Context())
		must(t, err)
		if len(facts) != 3 || facts[0].Deleted || !facts[1].Deleted || facts[2].ID != 3 || facts[0].By != "m1" || facts[0].Asof != halls.Asof {
			t.Errorf("kept %+v", facts)
		}
		trail, err := c.Audit(t.Context(), "", 10)
		must(t, err)
		if len(trail) != 4 || trail[0].Do != store.DidUnstate || trail[0].What != "2" {
			t.Errorf("trail %+v", trail)
		}
	})
}
