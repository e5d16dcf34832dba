package store_test

import (
	"fmt"
	"sync"
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

// TestDuringOverTwoYears: a record that was put off into the next year is found in
// a period that holds both, once and in its place.
func TestDuringOverTwoYears(t *testing.T) {
	c := storetest.MustOpen(t, storetest.Real(t).URL).Committee("c")
	for day := 28; day <= 30; day++ {
		r := visit("m1", 1, 3)
		r.Date = activity.Date{Year: 2025, Month: time.December, Day: day}
		mustApply(t, c, add(fmt.Sprint(day), r))
	}
	mustApply(t, c, edit("later", 1, func(r *activity.Record) { r.Date = activity.Date{Year: 2026, Month: time.January, Day: 2} }))
	both := activity.Period{From: activity.Month{Year: 2025, Month: time.December}, To: activity.Month{Year: 2026, Month: time.January}}
	records, err := c.During(t.Context(), both, 10)
	must(t, err)
	var got []string
	for _, r := range records {
		got = append(got, r.ID.String()+" "+r.Date.String())
	}
	if want := "[#2 2025-12-29 #3 2025-12-30 #1 2026-01-02]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// TestPresentReadsOnce: at a start, when everybody wants to know who the members are,
// one reads them for all; and after a change nobody is told of those before.
func TestPresentReadsOnce(t *testing.T) {
	server := storetest.Real(t)
	s := storetest.MustOpen(t, server.URL)
	for i := range 30 {
		c := s.Committee("c")
		_, err := s.Committee("c").AddMember(t.Context(), activity.Member{Name: fmt.Sprint("P", i), Role: activity.Plain, User: activity.UserID(1 + i)})
		must(t, err)
		got := make([]*store.People, 20)
		var all sync.WaitGroup
		for j := range got {
			all.Go(func() {
				var err error
				if got[j], err = c.Present(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		readings := map[*store.People]bool{}
		for _, people := range got {
			readings[people] = true
			if _, ok := people.With(activity.UserID(1 + i)); !ok {
				t.Fatalf("member %d is missing", i)
			}
		}
		// Whoever comes while one reads waits, then one reads for all of them.
		if len(readings) > 5 {
			t.Errorf("%d readings for 20 who ask", len(readings))
		}
	}
}
