package report

import (
	"strings"
	"testing"

	"dutybook/activity"
)

// TestTags: level, capacity, platform and theme are told by the words of the
// text; what it does not say stays open.
func TestTags(t *testing.T) {
	for text, want := range map[string]string{
		"参加省政协养老服务专题调研":        "省级|||养老助残",
		"在委员会客厅接待群众8人":         "||委员会客厅|",
		"作为校长在学校讲思政课":          "|本职||教育",
		"走访3户":                 "|||",
		"市政协组织“有事好商量”协商小区停车问题": "市级||有事好商量|交通、社区治理",
	} {
		if got := strings.Join(tagsOf(activity.Record{Text: text}), "|"); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestTagColumns: the ledger has a column for each kind of tag.
func TestTagColumns(t *testing.T) {
	columns := words().Ledger.Columns
	if n := len(tagKinds()); len(columns) != len(ledgerWidths) || n != 4 {
		t.Errorf("%d columns, %d widths, %d kinds of tags", len(columns), len(ledgerWidths), n)
	}
}
