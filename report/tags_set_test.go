package report_test

import (
	"slices"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

// What somebody set stands before what the words call for, none included.
func TestTagsSetStandBeforeTheWords(t *testing.T) {
	r := activity.Record{Text: "参加市政协的教育座谈会"}
	if got := report.TagsOf(r); !slices.Equal(got, []string{"市级", "", "", "教育"}) {
		t.Errorf("by its words: %q", got)
	}
	r = r.Tagged("level", "省级").Tagged("theme", activity.NoTag)
	if got := report.TagsOf(r); !slices.Equal(got, []string{"省级", "", "", ""}) {
		t.Errorf("as set: %q", got)
	}
}
