package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
	"dutybook/store/storetest"
)

// tale is the i-th record of a committee of 300 members in ten groups, of about
// the size of a real one; they are spread over two years and ten kinds of work.
func tale(i int) activity.Record {
	kinds := []activity.Category{
		activity.Visit, activity.Meeting, activity.Proposal, activity.Opinion, activity.Research,
		activity.Study, activity.Welfare, activity.Supervision, activity.Consultation, activity.Outreach,
	}
	day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*7%730)
	text := fmt.Sprintf("%d月%d日到红枫社区走访%d户群众，收集意见建议%d条，协调解决%d件，和居委会干部一起看了老旧小区的电梯",
		int(day.Month()), day.Day(), i%90+1, i%11+1, i%3+1)
	return activity.Record{
		Category: kinds[i%len(kinds)], Date: activity.DateOf(day), Member: activity.MemberID(fmt.Sprint("m", i%300+1)),
		Group: activity.GroupID(fmt.Sprint("g", i%10+1)), Place: "红枫社区", Text: text, Summary: text[:min(len(text), 120)],
		Chat: activity.ChatID(firstChat + i%300), Message: activity.MessageID(i + 10), SentAt: day.Add(20 * time.Hour), Source: activity.FromRules,
		Quantities: []activity.Quantity{
			{Value: activity.Whole(int64(i%90 + 1)), Unit: "户", Of: "走访户", Quote: fmt.Sprintf("走访%d户", i%90+1)},
			{Value: activity.Whole(int64(i%11 + 1)), Unit: "条", Of: "意见建议", Quote: fmt.Sprintf("意见建议%d条", i%11+1)},
		},
	}
}

// fill applies n records, so many of them in one change.
func fill(b *testing.B, c *store.Committee, n, together int) {
	b.Helper()
	for from := 0; from < n; from += together {
		change := store.Change{Key: fmt.Sprintf("m:%d:%d", firstChat+from%300, from+10), By: activity.MemberID(fmt.Sprint("m", from%300+1)), At: time.Unix(1767225600, 0)}
		for i := from; i < min(from+together, n); i++ {
			change.Add = append(change.Add, tale(i))
		}
		if _, err := c.Apply(b.Context(), change); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkYear reads a year's totals of a committee with ten thousand records
// and of one with a million:
//
//	us         microseconds it takes with a million, median
//	x          in proportion to ten thousand
//	commands   sent for one reading
//
// The million takes a gigabyte and some minutes.
func BenchmarkYear(b *testing.B) {
	few, _ := yearOf(b, 10_000)
	many, commands := yearOf(b, 1_000_000)
	b.ReportMetric(many, "us")
	b.ReportMetric(many/few, "x")
	b.ReportMetric(commands, "commands")
	b.ReportMetric(0, "ns/op")
}

func yearOf(b *testing.B, n int) (us, commands float64) {
	server := storetest.Real(b, "--save", "", "--appendonly", "no")
	c := storetest.MustOpen(b, server.URL).Committee("main")
	fill(b, c, n, 500)
	raw := client(b, server.URL)
	const times = 201
	before := processed(b, raw)
	us = timeOf(b, times, func(ctx context.Context) error {
		_, err := c.Tally(ctx, counting.Everyone, activity.Year(2025))
		return err
	})
	commands = float64(processed(b, raw)-before-1) / times // one was INFO
	return us, commands
}

func client(b *testing.B, url string) *redis.Client {
	options, err := redis.ParseURL(url)
	if err != nil {
		b.Fatal(err)
	}
	c := redis.NewClient(options)
	b.Cleanup(func() { _ = c.Close() })
	return c
}

// info is a number of Redis' INFO.
func info(b *testing.B, c *redis.Client, name string) int {
	text, err := c.Info(b.Context()).Result()
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(text, name+":")
	rest, _, _ = strings.Cut(rest, "\r")
	n, err := strconv.Atoi(rest)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func processed(b *testing.B, c *redis.Client) int { return info(b, c, "total_commands_processed") }

// BenchmarkStored measures what a record takes in Redis:
//
//	json-B     bytes of its JSON
//	x          memory with all that stands for years (indexes, totals, audit), in
//	           proportion to that
//	passing-x  what is gone after a month besides: the outcome of its change
func BenchmarkStored(b *testing.B) {
	const n = 100_000
	server := storetest.Real(b, "--save", "", "--appendonly", "no")
	c := storetest.MustOpen(b, server.URL).Committee("main")
	raw := client(b, server.URL)
	fill(b, c, 300, 1) // what is there once, and grows with members, not with records
	empty := info(b, raw, "used_memory")
	for i := 300; i < n+300; i++ {
		change := store.Change{Key: fmt.Sprintf("m:%d:%d", firstChat+i%300, i+10), By: activity.MemberID(fmt.Sprint("m", i%300+1)),
			At: time.Unix(1767225600, 0), Add: []activity.Record{tale(i)}}
		if _, err := c.Apply(b.Context(), change); err != nil {
			b.Fatal(err)
		}
	}
	all := info(b, raw, "used_memory")
	forget(b, raw)
	lasting := info(b, raw, "used_memory")
	encoded, err := json.Marshal(tale(n / 2))
	if err != nil {
		b.Fatal(err)
	}
	size := float64(len(encoded))
	b.ReportMetric(size, "json-B")
	b.ReportMetric(float64(lasting-empty)/n/size, "x")
	b.ReportMetric(float64(all-lasting)/n/size, "passing-x")
	b.ReportMetric(0, "ns/op")
}

// forget deletes what would end by itself.
func forget(b *testing.B, c *redis.Client) {
	keys := c.Scan(b.Context(), 0, "{main}:done:*", 1000).Iterator()
	var batch []string
	drop := func() {
		if err := c.Del(context.WithoutCancel(b.Context()), batch...).Err(); err != nil {
			b.Fatal(err)
		}
		batch = batch[:0]
	}
	for keys.Next(b.Context()) {
		if batch = append(batch, keys.Val()); len(batch) == 1000 {
			drop()
		}
	}
	if len(batch) > 0 {
		drop()
	}
}
