package store_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// BenchmarkApply stores a visit for each iteration, 64 members at a time:
//
//	redis-µs/op  processor time of Redis for one
func BenchmarkApply(b *testing.B) {
	redis := storetest.Real(b, "--appendfsync", "everysec")
	c := storetest.MustOpen(b, redis.URL).Committee("main")
	var next atomic.Int64
	store1 := func(tb testing.TB) {
		n := next.Add(1)
		r := activity.Record{
			Category: activity.Visit, Date: activity.Date{Year: 2026, Month: time.March, Day: int(1 + n/100%28)},
			Member: activity.MemberID(fmt.Sprint("m", n%64)), Text: "3月10日走访群众3户", Summary: "3月10日走访群众3户", Chat: activity.ChatID(n % 64), Message: activity.MessageID(n),
			Quantities: []activity.Quantity{{Value: activity.Amount(n%90) * activity.One, Unit: "户", Of: "走访", Quote: "3户"}}, SentAt: time.Unix(1767225600, 0),
		}
		change := store.Change{Key: fmt.Sprint("m:", n), By: r.Member, At: r.SentAt, Add: []activity.Record{r}}
		if _, err := c.Apply(tb.Context(), change); err != nil {
			tb.Error(err)
		}
	}
	store1(b)
	before := cpuOf(b, redis.PID())
	b.ReportAllocs()
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			store1(b)
		}
	})
	b.ReportMetric((cpuOf(b, redis.PID())-before)*1e6/float64(b.N), "redis-µs/op")
}

// cpuOf is the processor time a process has used, in seconds.
func cpuOf(b *testing.B, pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip("needs /proc: ", err)
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100 // ticks, on every Linux there is
}
