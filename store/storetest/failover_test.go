package storetest_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// What is kept survives the loss of the server that had it, in both kinds of
// set-up, through one open store.
func TestFailOver(t *testing.T) {
	t.Run("sentinel", func(t *testing.T) {
		s := storetest.Sentinel(t)
		survives(t, s.URL, func() { s.FailOver(t) })
	})
	t.Run("cluster", func(t *testing.T) {
		c := storetest.Cluster(t)
		survives(t, c.URL, func() { c.FailOver(t, c.PairOf(t, "{main}")) })
	})
}

func survives(t *testing.T, url string, failOver func()) {
	c := storetest.MustOpen(t, url).Committee("main")
	add := func(n int) {
		_, err := c.Apply(t.Context(), store.Change{Key: fmt.Sprint("add ", n), Add: []activity.Record{{
			Category: "visit", Date: activity.Date{Year: 2026, Month: 3, Day: 4}, Text: fmt.Sprint(n),
		}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	for n := range 20 {
		add(n)
	}
	failOver()
	add(20)
	r, err := c.Record(t.Context(), 21)
	if err != nil || r.Text != "20" {
		t.Errorf("the 21st record is %q, %v", r.Text, err)
	}
}
