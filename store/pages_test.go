package store_test

import (
	"fmt"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestLongListsAreReadWhole: what is read in pages is all there, each once and in
// order, however long it is.
func TestLongListsAreReadWhole(t *testing.T) {
	s := storetest.MustOpen(t, storetest.Real(t).URL)
	c := s.Committee("c")
	const members = 1200
	for i := range members {
		_, err := c.AddMember(t.Context(), activity.Member{Name: fmt.Sprint("P", i), Role: activity.Plain, User: activity.UserID(1 + i)})
		must(t, err)
	}
	people, err := c.Present(t.Context())
	must(t, err)
	all, err := c.Members(t.Context())
	must(t, err)
	if m, ok := people.With(members); len(people.All) != members || len(all) != members || !ok || m.Name != fmt.Sprint("P", members-1) {
		t.Errorf("%d present, %d members, the last %v", len(people.All), len(all), m)
	}

	const records, each = 5500, 500 // more than a page of numbers
	day := activity.Date{Year: 2026, Month: time.March, Day: 10}
	for n := 0; n < records; n += each {
		change := store.Change{Key: fmt.Sprint(n), By: "m1", At: noon}
		for i := range each {
			change.Add = append(change.Add, activity.Record{Category: activity.Visit, Date: day, Member: "m1", Text: fmt.Sprint(n + i)})
		}
		_, err := c.Apply(t.Context(), change)
		must(t, err)
	}
	news, err := c.News(t.Context(), []store.Feed{store.DayFeed(day), store.DayFeed(day.Plus(1))}, make([]store.Mark, 2))
	must(t, err)
	for i, id := range news[0].IDs {
		if id != activity.RecordID(1+i) {
			t.Fatalf("the %d. of the day is %v", i, id)
		}
	}
	during, err := c.During(t.Context(), activity.Year(2026), 2*records)
	must(t, err)
	if len(news[0].IDs) != records || len(news[1].IDs) != 0 || len(during) != records {
		t.Errorf("%d news, %d in the year", len(news[0].IDs), len(during))
	}
	after, err := c.News(t.Context(), []store.Feed{store.DayFeed(day)}, []store.Mark{news[0].Mark})
	if err != nil || len(after[0].IDs) != 0 || after[0].Anew {
		t.Errorf("%d are given as news that were read, %v", len(after[0].IDs), err)
	}
}
