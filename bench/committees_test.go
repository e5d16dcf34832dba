package bench

import (
	"fmt"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

const committeeMessages = 3_000

// BenchmarkCommittees gives each of 1, 2 and 4 processes the same load, from 1, 10
// and 100 committees over a Cluster of three nodes:
//
//	<committees>c<processes>p-x      processor time for each message, in proportion to
//	                                 one committee and one process; less is better
//	<committees>c<processes>p/s      messages a second
//
// On a machine with fewer processors than processes only the first tells how
// the work scales: the second is bound by the machine.
func BenchmarkCommittees(b *testing.B) {
	path := build(b, "product", contenders["product"].target, contenders["product"].build...)
	for range b.N {
		alone := 0.0
		for _, committees := range []int{1, 10, 100} {
			for _, processes := range []int{1, 2, 4} {
				cpu, rate := committeesRound(b, path, committees, processes)
				if alone == 0 {
					alone = cpu
				}
				name := fmt.Sprintf("%dc%dp", committees, processes)
				b.ReportMetric(cpu/alone, name+"-x")
				b.ReportMetric(rate, name+"/s")
			}
		}
		b.ReportMetric(0, "ns/op")
	}
}

// committeesRound measures seconds of processor for a thousand messages and
// messages a second.
func committeesRound(b *testing.B, path string, committees, processes int) (cpu, rate float64) {
	t := newCrowd(b, 500)
	cluster := storetest.Cluster(b)
	s := storetest.MustOpen(b, cluster.URL)
	found(b, s, committees, len(t.members))
	var bots []*runner
	for range processes {
		r := launch(b, path, t.url, cluster.URL)
		bots, t.hooks = append(bots, r), append(t.hooks, r.hook)
	}
	t.write(b, atOnce*processes, committeeMessages/3*processes) // to warm up
	used := func() (all float64) {
		for _, r := range bots {
			all += r.cpu(b)
		}
		return all
	}
	before, began := used(), time.Now()
	done := len(t.write(b, atOnce*processes, committeeMessages*processes))
	cpu, rate = (used()-before)/float64(done)*1000, float64(done)/time.Since(began).Seconds()
	for _, r := range bots {
		r.stop()
	}
	return cpu, rate
}

// found makes committees and shares the members out among them.
func found(b *testing.B, s *store.Store, committees, members int) {
	d := s.Directory()
	ids := []activity.CommitteeID{"main"}
	for i := range committees - 1 {
		id, err := d.Found(b.Context(), fmt.Sprint("Committee ", i), fmt.Sprint("bench:", i))
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, id)
	}
	for _, id := range ids {
		if err := s.Committee(id).Prepare(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	for i := range members {
		id := ids[i%len(ids)]
		m := activity.Member{Name: fmt.Sprint("P", i), Role: activity.Plain, User: activity.UserID(firstChat + i)}
		if _, err := s.Committee(id).AddMember(b.Context(), m); err != nil {
			b.Fatal(err)
		}
		if id == "main" {
			continue
		}
		if err := d.Enter(b.Context(), m.User, id); err != nil {
			b.Fatal(err)
		}
	}
}
