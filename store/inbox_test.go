package store_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

func mustNext(t *testing.T, in *store.Inbox) []activity.Delivery {
	t.Helper()
	got, err := in.Next(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestInbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := s.Inbox()
		for _, id := range []int64{7, 8, 7, 8, 9} {
			if err := in.Put(t.Context(), id, fmt.Append(nil, "update ", id)); err != nil {
				t.Fatal(err)
			}
		}
		got := mustNext(t, in)
		if len(got) != 3 || string(got[0].Raw) != "update 7" || got[0].Tries != 0 {
			t.Fatalf("stored once and in order: got %d", len(got))
		}

		// A process that died after taking them finds them again, first.
		if err := in.Done(t.Context(), got[0]); err != nil {
			t.Fatal(err)
		}
		again := s.Inbox()
		got = mustNext(t, again)
		if len(got) != 2 || string(got[0].Raw) != "update 8" || got[0].Tries < 1 {
			t.Fatalf("unfinished work comes back with its tries: %+v", got)
		}
		if err := again.Bury(t.Context(), got[0], "undecodable"); err != nil {
			t.Fatal(err)
		}
		if err := again.Done(t.Context(), got[1]); err != nil {
			t.Fatal(err)
		}
		waiting, _ := again.Waiting(t.Context())
		dead, _ := again.Dead(t.Context())
		if waiting != 0 || dead != 1 {
			t.Errorf("waiting %d, dead %d", waiting, dead)
		}
	})
}
