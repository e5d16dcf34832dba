package handlers

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dutybook/activity"
	"dutybook/scoring"
	"dutybook/store"
)

// sheet reads a sheet of the file of an answer.
func sheet(t *testing.T, said []activity.Reply, name string) [][]string {
	t.Helper()
	for _, r := range said {
		if r.File == nil {
			continue
		}
		book, err := excelize.OpenReader(bytes.NewReader(r.File.Data))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }()
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err, book.GetSheetList())
		}
		return rows
	}
	t.Fatalf("no file in %v", said)
	return nil
}

// TestThePointsTableIsNoRanking: it has everybody by group and name whatever
// their points, no column of ranks, and a record behind every point.
func TestThePointsTableIsNoRanking(t *testing.T) {
	w := newWorld(t)
	w.does("周敏", "/score 孙丽 +9 主笔调研报告")
	w.does("周敏", "/score 何建业 -9 误报一次")
	said := w.does("周敏", "/score")
	rows := sheet(t, said, "积分")
	var names []string
	for _, row := range rows[1:] {
		names = append(names, row[1]+row[0])
	}
	want := []string{"文史组孙丽", "文史组赵六", "经济组何建业", "经济组李四", "经济组王芳"}
	if !slices.Equal(names, want) {
		t.Errorf("the rows are %v, want %v", names, want)
	}
	if head := strings.Join(rows[0], "|"); head != "姓名|组别|基础分|履职加分|办公室另加|合计|等次|还缺|未计" {
		t.Errorf("the heads are %s", head)
	}
	if got := strings.Join(rows[1], "|"); got != "孙丽|文史组|60|2|9|71|||1" {
		t.Errorf("孙丽 has %s", got)
	}
	lines := sheet(t, said, "每一分的来历")
	for _, row := range lines[1:] {
		start, entered := row[2] == "起始分", strings.Contains(strings.Join(row, "|"), "周敏登记")
		if !start && !entered && (len(row) < 8 || !strings.HasPrefix(row[6], "#") || row[7] == "") {
			t.Errorf("no record behind %v", row)
		}
	}
}

// TestAnEntryIsMadeOnce, however often its message is delivered; taking it back
// twice takes it back once.
func TestAnEntryIsMadeOnce(t *testing.T) {
	w := newWorld(t)
	office := w.people["周敏"]
	msg := activity.Message{
		Chat: chatOf(office.User), Private: true, ID: 1, Kind: activity.Text, Text: "/score 王芳 +2 编写文史", SentAt: noon,
		From: activity.User{ID: office.User, Name: "周敏"}, Key: "m:1",
	}
	for range 2 {
		if said := words(t, w.handle(msg)); !strings.Contains(said, "2026年现在是64分") {
			t.Errorf("says %s", said)
		}
	}
	all, err := shelf[keptEntry](t.Context(), w.c, store.Entries)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	msg.Kind, msg.Text, msg.Key = activity.Press, fmt.Sprintf("entryoff:%d", all[0].ID), "p:1"
	for range 2 {
		if said := words(t, w.handle(msg)); !strings.Contains(said, "王芳2026年现在是62分") {
			t.Errorf("says %s", said)
		}
	}
	trail, err := w.c.Audit(t.Context(), "", 50)
	if err != nil {
		t.Fatal(err)
	}
	deeds := map[store.Deed]int{}
	for _, e := range trail {
		deeds[e.Do]++
	}
	if deeds[store.DidEntry] != 1 || deeds[store.DidUnentry] != 1 {
		t.Errorf("the trail has %v", deeds)
	}
}

// TestWhatTheOfficeEnters reads what stands behind a member's name.
func TestWhatTheOfficeEnters(t *testing.T) {
	schemes, err := scoring.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(schemes, func(s *scoring.Scheme) bool { return s.ID == "common" })
	for _, row := range []struct {
		said string
		want keptEntry
		ok   bool
	}{
		{"+5 编写文史", keptEntry{Points: activity.Whole(5), Reason: "编写文史"}, true},
		{"＋5分，编写文史", keptEntry{Points: activity.Whole(5), Reason: "编写文史"}, true},
		{"-1.5 误报", keptEntry{Points: -activity.One * 3 / 2, Reason: "误报"}, true},
		{"－2 误报", keptEntry{Points: -activity.Whole(2), Reason: "误报"}, true},
		{"+0 没有", keptEntry{}, false},
		{"+500 太多", keptEntry{}, false},
		{"5 没有正负", keptEntry{}, false},
		{"会议请假 因病", keptEntry{Item: "leave", Times: 1, Reason: "因病"}, true},
		{"会议请假，因病", keptEntry{Item: "leave", Times: 1, Reason: "因病"}, true},
		{"会议请假 3次 出差", keptEntry{Item: "leave", Times: 3, Reason: "出差"}, true},
		{"会议请假3次，出差", keptEntry{Item: "leave", Times: 3, Reason: "出差"}, true},
		{"会议请假 0次 出差", keptEntry{}, false},
		{"会议请假 3月5日的会", keptEntry{Item: "leave", Times: 1, Reason: "3月5日的会"}, true},
		{"全会无故缺席", keptEntry{Item: "absent-plenary", Times: 1}, true},
		{"提案立案 1件", keptEntry{}, false},
		{"评价很好", keptEntry{}, false},
	} {
		got, ok := readEntry(schemes[i], row.said)
		if ok != row.ok || ok && got != row.want {
			t.Errorf("%q reads %+v %v", row.said, got, ok)
		}
	}
}

// TestEveryReasonHasWords: those of scoring come as codes.
func TestEveryReasonHasWords(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, why := range scoring.Whys() {
		keys = append(keys, "score-why-"+string(why))
	}
	for _, what := range scoring.Whats() {
		keys = append(keys, "score-bad-"+string(what))
	}
	for _, key := range keys {
		if _, ok := all.byLang[activity.Hans][key]; !ok {
			t.Errorf("no text %q", key)
		}
	}
}

// TestMydataHasWhatTheOfficeEntered of a person, and of nobody else.
func TestMydataHasWhatTheOfficeEntered(t *testing.T) {
	w := newWorld(t)
	w.does("周敏", "/score 王芳 +2 编写文史")
	w.does("周敏", "/score 李四 +2 主编院刊")
	if said := words(t, w.does("王芳", "/mydata")); !strings.Contains(said, "编写文史") || strings.Contains(said, "主编院刊") {
		t.Errorf("it holds %s", said)
	}
}

// TestMydataHasTheEventsOneIsListedAt, and none of others'.
func TestMydataHasTheEventsOneIsListedAt(t *testing.T) {
	w := newWorld(t)
	w.does("周敏", "/event 12月20日读书会，应到王芳")
	w.does("周敏", "/event 12月21日联谊会，应到李四")
	if said := words(t, w.does("王芳", "/mydata")); !strings.Contains(said, "读书会") || strings.Contains(said, "联谊会") {
		t.Errorf("it holds %s", said)
	}
}

// TestPointsAreInTheOfficesMenu alone: where there are none, nobody should think
// that there are.
func TestPointsAreInTheOfficesMenu(t *testing.T) {
	h, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[activity.Role]bool{activity.Plain: false, activity.Leader: false, activity.Secretary: true} {
		has := slices.ContainsFunc(h.Menu(role, activity.Hans), func(row [2]string) bool { return row[0] == "score" })
		if has != want {
			t.Errorf("the menu of a %s has them: %v", role, has)
		}
	}
}

// TestWhatIsOnlyLookedAtDoesNotPileUp: of the schemes looked at the last is kept,
// and those that were on.
func TestWhatIsOnlyLookedAtDoesNotPileUp(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		for _, press := range []string{"press scorepick:0:2026", "press scorepick:1:2026", "press scorepick:2:2025"} {
			w.does("周敏", press)
		}
	}
	all, err := shelf[keptScheme](t.Context(), w.c, store.Schemes)
	if err != nil || len(all) != 3 {
		t.Errorf("%d are kept, %v", len(all), err)
	}
	if kept, ok := inForce(all, noon.Year()); !ok || !strings.Contains(string(kept.Scheme), "dongcheng") {
		t.Errorf("%s holds", kept.Scheme)
	} // Turned on, it holds in the place of the one before; the same again changes nothing.
	for range 2 {
		w.does("周敏", "press scoreon:"+fmt.Sprint(all[1].ID))
	}
	if all, err = shelf[keptScheme](t.Context(), w.c, store.Schemes); err != nil {
		t.Fatal(err)
	}
	if kept, ok := inForce(all, noon.Year()); !ok || !strings.Contains(string(kept.Scheme), `"common"`) {
		t.Errorf("%.80s holds", kept.Scheme)
	}
}
