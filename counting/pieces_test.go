package counting_test

import (
	"fmt"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

// TestPieces: one proposal however many sign it, its history from the messages,
// rates with their base.
func TestPieces(t *testing.T) {
	tell := func(id int64, member string, n int64, stages ...activity.Stage) activity.Record {
		r := record(id, member, "g1")
		if n > 0 {
			r.Quantities = []activity.Quantity{figure(n, "件", "提案")}
		}
		r.Category, r.Stages = activity.Proposal, stages
		return r
	}
	of := func(item activity.RecordID, r activity.Record) activity.Record { r.Item = item; return r }
	cosigned := tell(2, "m2", 1, activity.Submitted)
	cosigned.SameAs = 1
	records := []activity.Record{
		tell(1, "m1", 1, activity.Submitted), cosigned, tell(3, "m3", 2, activity.Submitted), tell(4, "m4", 1, activity.Submitted),
		of(2, tell(5, "m2", 0, activity.Filed)), of(1, tell(6, "m1", 0, activity.Answered, activity.Satisfied)),
		of(3, tell(7, "m3", 0, activity.Answered, activity.Dissatisfied)), of(4, tell(8, "m4", 0, activity.NotFiled)),
		tell(9, "m1", 0, activity.Answered),
	}
	pieces := counting.PiecesOf(activity.Proposal, records)
	var got []string
	for _, p := range pieces {
		got = append(got, fmt.Sprint(p.First.ID, "×", p.N, p.Signers, len(p.Stages)))
	}
	if want := "[#1×1 [m1 m2] 4 #3×2 [m3] 3 #4×1 [m4] 2]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if got, want := fmt.Sprint(counting.RatesOf(pieces)), "[{filed 3 4} {answered 3 3} {satisfied 1 3}]"; got != want {
		t.Errorf("rates: %s, want %s", got, want)
	}
	if got := counting.RatesOf(pieces[:0]); len(got) != 0 {
		t.Errorf("rates of nothing: %v", got)
	}
}

// A piece given to units is due three months later, six where more time was given;
// one that is answered, or that nobody was given, is not.
func TestDue(t *testing.T) {
	day := func(y, m, d int) activity.Date { return activity.Date{Year: y, Month: time.Month(m), Day: d} }
	for _, c := range []struct {
		stages map[activity.Stage]activity.Date
		want   activity.Date
	}{
		{map[activity.Stage]activity.Date{activity.Assigned: day(2026, 3, 2)}, day(2026, 6, 2)},
		{map[activity.Stage]activity.Date{activity.Assigned: day(2026, 11, 30)}, day(2027, 2, 28)},
		{map[activity.Stage]activity.Date{activity.Assigned: day(2026, 3, 0)}, day(2026, 6, 30)},
		{map[activity.Stage]activity.Date{activity.Assigned: day(2026, 3, 2), activity.Extended: day(2026, 4, 10)}, day(2026, 9, 2)},
		{map[activity.Stage]activity.Date{activity.Assigned: day(2026, 3, 2), activity.Answered: day(2026, 5, 1)}, activity.Date{}},
		{map[activity.Stage]activity.Date{activity.Filed: day(2026, 3, 2)}, activity.Date{}},
	} {
		p := counting.Piece{Stages: c.stages}
		got, ok := p.Due()
		if got != c.want || ok != (c.want != activity.Date{}) {
			t.Errorf("%v: due %v %v, want %v", c.stages, got, ok, c.want)
		}
		if ok && (p.Overdue(got) || !p.Overdue(activity.Date{Year: got.Year, Month: got.Month + 1, Day: 1})) {
			t.Errorf("%v is late on its day or never", got)
		}
	}
}
