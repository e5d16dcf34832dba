package report_test

import (
	"bytes"
	"slices"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

// The ledger lists who was to come to an event and who of them did, by name.
func TestLedgerPresence(t *testing.T) {
	src := source(did(1, activity.Consultation))
	src.Members = map[activity.MemberID]string{"m1": "王芳", "m2": "李明", "m3": "赵强", "m4": "何建业"}
	ids := func(names ...activity.MemberID) []activity.MemberID { return names }
	src.RollCalls = []report.RollCall{{
		Date: activity.Date{Year: 2026, Month: 3, Day: 20}, Text: "专题协商会", Record: 1,
		Presence: counting.PresenceOf(ids("m1", "m2", "m3"), ids("m1", "m4"), ids("m2")), Claim: ids("m3"),
	}}
	var file bytes.Buffer
	if err := report.WriteLedger(&file, src); err != nil {
		t.Fatal(err)
	}
	rows := sheet(t, file.Bytes(), "到会")
	want := []string{"2026-03-20", "专题协商会", "3", "1", "1", "1", "33.3%", "李明", "赵强", "何建业", "赵强", "#1"}
	if len(rows) != 2 || !slices.Equal(rows[1], want) {
		t.Errorf("got %q, want %q", rows, want)
	}
}
