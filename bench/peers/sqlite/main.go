// Command sqlite answers what a committee's year came to from a table of SQLite:
// one row for every figure and one for every record, with an index that holds
// all the question needs. It reads the rows from its input, as day, category,
// of, unit and value between tabs, and prints the median of what a reading took,
// in microseconds.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver
)

func main() {
	file := flag.String("file", "", "to keep the table in")
	from := flag.Int("from", 20250101, "first day asked for")
	to := flag.Int("to", 20251231, "last day asked for")
	times := flag.Int("times", 21, "readings")
	flag.Parse()
	took, err := measure(context.Background(), *file, *from, *to, *times)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(took.Nanoseconds()/1000, "us")
}

func measure(ctx context.Context, file string, from, to, times int) (time.Duration, error) {
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"PRAGMA journal_mode = WAL", "PRAGMA cache_size = -200000",
		"CREATE TABLE figures (day INTEGER, category TEXT, of TEXT, unit TEXT, value INTEGER)",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return 0, err
		}
	}
	if err := fill(ctx, db, os.Stdin); err != nil {
		return 0, err
	}
	for _, statement := range []string{"CREATE INDEX years ON figures (day, category, of, unit, value)", "ANALYZE"} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return 0, err
		}
	}
	all := make([]time.Duration, times)
	for i := range all {
		began := time.Now()
		if err := year(ctx, db, from, to); err != nil {
			return 0, err
		}
		all[i] = time.Since(began)
	}
	slices.Sort(all)
	return all[times/2], nil
}

func fill(ctx context.Context, db *sql.DB, r io.Reader) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO figures VALUES (?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if _, err := insert.ExecContext(ctx, f[0], f[1], f[2], f[3], f[4]); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return tx.Commit()
}

// year reads every sum of the days asked for.
func year(ctx context.Context, db *sql.DB, from, to int) error {
	rows, err := db.QueryContext(ctx, "SELECT category, of, unit, SUM(value) FROM figures WHERE day BETWEEN ? AND ? GROUP BY 1, 2, 3", from, to)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for rows.Next() {
		var category, of, unit string
		var sum int64
		if err := rows.Scan(&category, &of, &unit, &sum); err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		return fmt.Errorf("no sums: %w", io.ErrUnexpectedEOF)
	}
	return rows.Err()
}
