package report_test

import (
	"slices"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

const lastYears = `某某县政协2025年工作报告

一、2025年工作回顾

（一）走下去调研，把情况摸清

委员到村到社区到企业看现场，开座谈会，写调研报告，把难点堵点一条条列出来。

二、2026年工作安排

一是围绕老旧小区改造开好一次专题协商；二是把每一件提案办出结果；三是请港澳同胞来做客。

（一）深入开展食品安全专项监督，让群众吃得放心。

三、存在的不足

有的建议跟踪不紧，这一句不是打算。
`

func TestPromisesOfLastYear(t *testing.T) {
	last, err := report.ReadLastYear([]byte(lastYears))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"围绕老旧小区改造开好一次专题协商", "把每一件提案办出结果", "请港澳同胞来做客", "深入开展食品安全专项监督，让群众吃得放心"}
	if !slices.Equal(last.Promises, want) {
		t.Fatalf("promises %q", last.Promises)
	}
	src := source(
		said("参加老旧小区改造协商会，提了4条建议", did(1, activity.Consultation, n(4, "条", "意见建议"))),
		did(2, activity.Proposal, n(1, "件", "提案")),
		said("开展食品安全专项监督，检查食堂9个", did(3, activity.Supervision)))
	src.LastYear = last
	var got []string
	for _, p := range report.Promises(src) {
		got = append(got, string(p.Kept))
	}
	if !slices.Equal(got, []string{"told", "near", "open", "told"}) {
		t.Errorf("kept %q", got)
	}
	draft := report.Markdown(report.Draft(src, outline(t, "annual"), nil))
	for _, row := range []string{"| 围绕老旧小区改造开好一次专题协商 | 已有记录：#1 |", "| 把每一件提案办出结果 | 同类工作有1次（提案），请核对是否对应 |", "| 请港澳同胞来做客 | 未见对应记录，请核实 |"} {
		if !strings.Contains(draft, row) {
			t.Errorf("%s is missing", row)
		}
	}
}

func TestSentencesOfLastYearAreFound(t *testing.T) {
	src := source()
	var err error
	if src.LastYear, err = report.ReadLastYear([]byte(lastYears)); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"委员到村到社区到企业看现场，开座谈会，写调研报告，把难点堵点一条条列出来。":   true,
		"委员们到村到社区到企业看现场，开座谈会，写调研报告，把难点堵点一条条列了出来。": true,
		"委员到企业和社区走访，听取意见，把反映集中的事情整理成信息报送上级。":      false,
	} {
		found := slices.ContainsFunc(report.Verify(src, "2026年\n"+text), func(f report.Finding) bool {
			return f.Kind == report.ReusedKind && f.Status == report.Unsupported && f.Offset == 6
		})
		if found != want {
			t.Errorf("%s: found %v", text, found)
		}
	}
}
