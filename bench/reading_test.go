package bench

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
	"dutybook/store/storetest"
)

var readingMost = flag.Int("reading-most", 1_000_000, "records of the largest committee that is read")

// BenchmarkReading reads a year's totals of one committee three ways: as they
// are kept; by reading the year's records and adding them up; and from SQLite in
// the process that asks, one row for every figure and an index that holds all
// the question needs. For ten and a hundred thousand records and a million:
//
//	kept-<n>-us   microseconds, median
//	scan-<n>-x    in proportion to that
//	sqlite-<n>-x  likewise
//
// The million takes a gigabyte and some minutes.
func BenchmarkReading(b *testing.B) {
	path := build(b, "sqlite", ".", "go", "build", "-C", "peers/sqlite", "-o")
	for n := 10_000; n <= *readingMost; n *= 10 {
		c := storetest.MustOpen(b, storetest.Real(b, "--save", "", "--appendonly", "no").URL).Committee("main")
		fill(b, c, n, 500)
		kept := timeOf(b, 201, func(ctx context.Context) error {
			_, err := c.Tally(ctx, counting.Everyone, activity.Year(2025))
			return err
		})
		scanned := timeOf(b, 3, func(ctx context.Context) error { return addUp(ctx, c) })
		b.ReportMetric(kept, fmt.Sprintf("kept-%d-us", n))
		b.ReportMetric(scanned/kept, fmt.Sprintf("scan-%d-x", n))
		b.ReportMetric(sqliteReads(b, path, n)/kept, fmt.Sprintf("sqlite-%d-x", n))
	}
	b.ReportMetric(0, "ns/op")
}

// addUp is what a year would cost if totals were not kept.
func addUp(ctx context.Context, c *store.Committee) error {
	year := activity.Year(2025)
	records, err := c.During(ctx, year, *readingMost)
	if err != nil {
		return err
	}
	counting.TallyOf(counting.Everyone, counting.Of(records)[counting.Everyone], year)
	return nil
}

// sqliteReads gives the microseconds SQLite takes.
func sqliteReads(b *testing.B, path string, n int) float64 {
	read, write := io.Pipe()
	cmd := exec.CommandContext(b.Context(), path, "-file", filepath.Join(b.TempDir(), "figures.db"))
	var out, told bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = read, &out, &told
	go func() { _ = write.CloseWithError(writeRows(write, n)) }()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%v: %s", err, told.String())
	}
	var us float64
	if _, err := fmt.Sscan(out.String(), &us); err != nil {
		b.Fatal(err)
	}
	return us
}

// writeRows writes a row for each record and each of its figures.
func writeRows(w io.Writer, n int) error {
	buffered := bufio.NewWriter(w)
	for i := range n {
		r := tale(i)
		_, _ = fmt.Fprintf(buffered, "%d\t%s\t\t\t1\n", r.Date.Number(), r.Category)
		for _, q := range r.Quantities {
			_, _ = fmt.Fprintf(buffered, "%d\t%s\t%s\t%s\t%d\n", r.Date.Number(), r.Category, q.Of, q.Unit, q.Value)
		}
	}
	return buffered.Flush()
}

// timeOf is what f takes, in microseconds, median.
func timeOf(b *testing.B, times int, f func(context.Context) error) float64 {
	took := make([]float64, times)
	for i := range took {
		began := time.Now()
		if err := f(b.Context()); err != nil {
			b.Fatal(err)
		}
		took[i] = float64(time.Since(began).Nanoseconds()) / 1000
	}
	slices.Sort(took)
	return took[times/2]
}
