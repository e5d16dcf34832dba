package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestExportCarriesEverything: histories, the audit trail and what else cannot
// be worked out again come out and go in, more of them than one part holds.
func TestExportCarriesEverything(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := s.Committee("old")
		g, err := c.EnsureGroup(t.Context(), "经济组")
		must(t, err)
		m, err := c.AddMember(t.Context(), activity.Member{Name: "王芳", Role: activity.Plain, Group: g.ID, User: 7})
		must(t, err)
		must(t, c.Invite(t.Context(), time.Now(), store.Invitation{Code: "abcd", Role: activity.Plain, Group: g.ID}))
		_, err = c.State(t.Context(), "s", m.ID, time.Unix(1, 0), activity.OfficeFact{Name: "会客厅", Value: activity.Whole(110), Unit: "个"})
		must(t, err)
		for i := range 300 {
			out, err := c.Apply(t.Context(), store.Change{Key: fmt.Sprint("a", i), By: m.ID, At: time.Unix(1, 0), Add: []activity.Record{{
				Category: activity.Visit, Member: m.ID, Date: activity.Date{Year: 2026, Month: 3, Day: 4},
				Quantities: []activity.Quantity{{Value: activity.Whole(3), Unit: "户", Of: "走访"}},
			}}})
			must(t, err)
			_, err = c.Apply(t.Context(), store.Change{Key: fmt.Sprint("e", i), By: m.ID, At: time.Unix(2, 0), Edits: []store.Edit{{
				ID: out.Added[0].ID, With: func(r activity.Record) (activity.Record, error) {
					r.Place = "红枫社区"
					return r, nil
				},
			}}})
			must(t, err)
		}
		for _, shelf := range store.Shelves() {
			_, err := c.Put(t.Context(), shelf, "k:"+string(shelf), map[string]string{"text": "一条"})
			must(t, err)
		}
		must(t, c.KeepVersion(t.Context(), 4, 1, map[string]string{"title": "报告"}))
		var first, again bytes.Buffer
		must(t, c.Export(t.Context(), &first))
		for _, name := range []string{"audit", "history:300", "invites", "shelf:notes", "draft:4"} {
			if !strings.Contains(first.String(), `"name":"`+name+`"`) {
				t.Errorf("%s is not exported", name)
			}
		}
		fresh := s.Committee("new")
		found, err := fresh.Import(t.Context(), bytes.NewReader(first.Bytes()), true)
		if err != nil || !found.Whole || len(found.Bad) > 0 || found.Records != 300 || found.Kept < 303 {
			t.Fatalf("imported %+v, %v", found, err)
		}
		must(t, fresh.Export(t.Context(), &again))
		if first.String() != again.String() {
			t.Error("what was imported exports differently")
		}
		if drift, err := fresh.Recount(t.Context()); err != nil || len(drift) > 0 {
			t.Errorf("recount: %v %v", drift, err)
		}
	})
}

// TestUndoImport: an import can be taken out until somebody works on it.
func TestUndoImport(t *testing.T) {
	s := storetest.New(t)
	old := s.Committee("old")
	m, err := old.AddMember(t.Context(), activity.Member{Name: "王芳", Role: activity.Plain})
	must(t, err)
	add := func(c *store.Committee, key string) {
		_, err := c.Apply(t.Context(), store.Change{Key: key, By: m.ID, Add: []activity.Record{{
			Category: activity.Visit, Member: m.ID, Date: activity.Date{Year: 2026}, Quantities: []activity.Quantity{},
		}}})
		must(t, err)
	}
	add(old, "a")
	var file bytes.Buffer
	must(t, old.Export(t.Context(), &file))
	fresh := s.Committee("new")
	if err := fresh.UndoImport(t.Context()); !errors.Is(err, activity.ErrNotFound) {
		t.Errorf("undo of nothing: %v", err)
	}
	_, err = fresh.Import(t.Context(), bytes.NewReader(file.Bytes()), true)
	must(t, err)
	must(t, fresh.UndoImport(t.Context()))
	_, err = fresh.Import(t.Context(), bytes.NewReader(file.Bytes()), true)
	must(t, err)
	add(fresh, "b")
	if err := fresh.UndoImport(t.Context()); !errors.Is(err, activity.ErrConflict) {
		t.Errorf("undo after work: %v", err)
	}
}
