package store_test

import (
	"encoding/json"
	"errors"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
)

// What an export carries of declared changes is read back; other keys hold none.
func TestBreaksOfAnExport(t *testing.T) {
	want := counting.Break{Year: 2026, Category: activity.Visit, Why: "改按户计"}
	item, err := json.Marshal(want)
	must(t, err)
	value, err := json.Marshal(map[string]string{"7": string(item)})
	must(t, err)
	got, err := store.Kept{Name: "shelf:breaks", Type: "hash", Value: value}.Breaks()
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("%v %v", got, err)
	}
	if got, err := (store.Kept{Name: "shelf:notes", Value: value}).Breaks(); err != nil || len(got) != 0 {
		t.Errorf("%v %v", got, err)
	}
	if _, err := (store.Kept{Name: "shelf:breaks", Value: []byte(`{"7":"x"}`)}).Breaks(); !errors.Is(err, activity.ErrInvalid) {
		t.Errorf("%v", err)
	}
}
