package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"slices"

	"dutybook/activity"
)

// Line is one line of an export: a committee's groups first, then its members,
// its records by number, other keys, and the end. Kind tells which part is
// filled.
type Line struct {
	Kind   LineKind         `json:"kind"`
	Group  *activity.Group  `json:"group_row,omitempty"`
	Member *activity.Member `json:"member_row,omitempty"`
	// A record lies flat on its line, with the names of its member and group
	// beside the ids, so that the line reads without the others.
	*activity.Record
	From      string `json:"from,omitempty"`
	GroupName string `json:"group_name,omitempty"`
	Kept      *Kept  `json:"kept,omitempty"`
	End       *End   `json:"end,omitempty"`
}

// End closes an export: a file without it was cut short.
type End struct {
	// Lines is how many lines stand before this one, Sum their SHA-256 in hex,
	// line ends included.
	Lines int    `json:"lines"`
	Sum   string `json:"sha256"`
}

// LineKind names what a line of an export holds.
type LineKind string

// The kinds of line.
const (
	GroupLine  LineKind = "group"
	MemberLine LineKind = "member"
	RecordLine LineKind = "record"
	KeptLine   LineKind = "kept"
	EndLine    LineKind = "end"
)

// Export writes everything of the committee as JSON Lines, deleted records,
// histories and the audit trail included, reading a few hundred rows at a time.
func (c *Committee) Export(ctx context.Context, w io.Writer) error {
	return c.export(ctx, w, true)
}

// ExportRecords writes the groups, members and records alone: what a report is
// drafted from.
func (c *Committee) ExportRecords(ctx context.Context, w io.Writer) error {
	return c.export(ctx, w, false)
}

func (c *Committee) export(ctx context.Context, w io.Writer, all bool) error {
	out := newExporter(w)
	groups, members, err := c.sortedPeople(ctx)
	if err != nil {
		return err
	}
	names := map[activity.MemberID]string{}
	groupNames := map[activity.GroupID]string{}
	for _, g := range groups {
		groupNames[g.ID] = g.Name
		_ = out.line(Line{Kind: GroupLine, Group: &g}) // its error stays for the end
	}
	for _, m := range members {
		names[m.ID] = m.Name
		_ = out.line(Line{Kind: MemberLine, Member: &m})
	}
	err = c.EachRecord(ctx, func(r activity.Record) error {
		return out.line(Line{Kind: RecordLine, Record: &r, From: names[r.Member], GroupName: groupNames[r.Group]})
	})
	if err == nil && all {
		err = c.eachKept(ctx, members, func(k Kept) error { return out.line(Line{Kind: KeptLine, Kept: &k}) })
	}
	if err != nil {
		return fmt.Errorf("store: export: %w", err)
	}
	return out.end()
}

// exporter writes lines and remembers the first error, how many they were and
// their sum.
type exporter struct {
	out   *bufio.Writer
	sum   hash.Hash
	json  *json.Encoder
	lines int
	err   error
}

func newExporter(w io.Writer) *exporter {
	e := &exporter{out: bufio.NewWriter(w), sum: sha256.New()}
	e.json = json.NewEncoder(io.MultiWriter(e.out, e.sum))
	e.json.SetEscapeHTML(false)
	return e
}

func (e *exporter) line(l Line) error {
	if e.err == nil {
		e.err = e.json.Encode(l)
		e.lines++
	}
	return e.err
}

func (e *exporter) end() error {
	end := End{Lines: e.lines, Sum: hex.EncodeToString(e.sum.Sum(nil))}
	if err := e.line(Line{Kind: EndLine, End: &end}); err != nil {
		return fmt.Errorf("store: export: %w", err)
	}
	return e.out.Flush()
}

func (c *Committee) sortedPeople(ctx context.Context) ([]activity.Group, []activity.Member, error) {
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, nil, err
	}
	members, err := c.Members(ctx)
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(groups, func(a, b activity.Group) int { return byNumber(string(a.ID), string(b.ID)) })
	slices.SortFunc(members, func(a, b activity.Member) int { return byNumber(string(a.ID), string(b.ID)) })
	return groups, members, nil
}

// byNumber orders "m2" before "m10".
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
