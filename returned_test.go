package main

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"dutybook/report"
	"dutybook/report/docx/docxtest"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// retyped is a Word file after somebody replaced words in it.
func retyped(t *testing.T, file []byte, pairs ...string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			text := string(raw)
			body, annex, _ := strings.Cut(text, "数据出处表")
			for i := 0; i < len(pairs); i += 2 {
				if !strings.Contains(body, pairs[i]) {
					t.Fatalf("%q is not in the file", pairs[i])
				}
				body = strings.Replace(body, pairs[i], pairs[i+1], 1)
			}
			raw = []byte(body + "数据出处表" + annex)
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// office is a stage with two secretaries and a member who reported something.
func office(t *testing.T) *stage {
	t.Helper()
	st := newStage(t, storetest.New(t))
	st.set(time.Date(2026, 5, 20, 17, 0, 0, 0, shanghai))
	for _, p := range []string{"王芳 member 经济组", "周敏 admin", "吴秘 secretary"} {
		name, rest, _ := strings.Cut(p, " ")
		st.join(name, rest)
	}
	st.says("王芳", "今天在红枫社区走访12户")
	st.says("王芳", "昨天参加学习2次")
	return st
}

func (st *stage) says(name, text string) string {
	st.t.Helper()
	st.set(st.now().Add(time.Minute))
	st.telegram.TypeAt(st.people[name], st.now(), text)
	return strings.Join(st.hear(st.people[name]), "\n")
}

// sends is a file sent, and what was answered.
func (st *stage) sends(name string, file []byte) string {
	st.t.Helper()
	st.set(st.now().Add(time.Minute))
	st.sent(st.telegram.Send(st.people[name], trial.Incoming{Kind: "file", Name: "报告 改.docx", Data: file, At: st.now()}))
	return strings.Join(st.hear(st.people[name]), "\n")
}

func (st *stage) presses(name, label string) string {
	st.t.Helper()
	st.set(st.now().Add(time.Minute))
	st.press(name, label)
	return strings.Join(st.hear(st.people[name]), "\n")
}

func (st *stage) draftOf(name string) []byte {
	st.t.Helper()
	st.set(st.now().Add(time.Minute))
	return st.file(st.people[name], "/draft annual 2026", ".docx")
}

func plainText(t *testing.T, file []byte) string {
	t.Helper()
	text, err := report.PlainText(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func mustHold(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

const ownWords = "委员走村入户，听到不少实话。"

// TestWhatASecretaryWroteStays: an edited file comes back; its words stay in
// every later draft, figures nobody changed follow the records, and a changed
// one is asked about.
func TestWhatASecretaryWroteStays(t *testing.T) {
	st := office(t)
	first := st.draftOf("周敏")
	mustHold(t, st.sends("周敏", first), "没有改动")
	answer := st.sends("周敏", retyped(t, first, "12户", "18户", "（一）强化理论学习，夯实思想基础", "（一）把学习抓在手上", "【待补：存在的问题", ownWords+"【待补：存在的问题"))
	mustHold(t, answer, "改了3处", "“12户”改成了“18户”", "有新情况 | 是笔误")
	mustHold(t, st.presses("周敏", "是笔误"), "改回“12户”", "/draft")
	st.says("王芳", "今天在柳河村走访3户")
	text := plainText(t, st.draftOf("周敏"))
	mustHold(t, text, "（一）把学习抓在手上", ownWords, "走访群众15户") // 12, and 3 told since
}

// TestAFigureASecretaryKnowsBetterStays: said to be new, it stays as written.
func TestAFigureASecretaryKnowsBetterStays(t *testing.T) {
	st := office(t)
	st.sends("周敏", retyped(t, st.draftOf("周敏"), "12户", "19户"))
	mustHold(t, st.presses("周敏", "有新情况"), "先照您写的“19户”")
	st.says("王芳", "今天在柳河村走访3户")
	mustHold(t, plainText(t, st.draftOf("周敏")), "走访群众19户")
}

// TestTwoSecretariesAtOnce: both edit the same version; what they wrote in
// different parts stays, the same part is shown side by side.
func TestTwoSecretariesAtOnce(t *testing.T) {
	st := office(t)
	first := st.draftOf("周敏")
	st.sends("周敏", retyped(t, first, "【待补：存在的问题", ownWords+"【待补：存在的问题"))
	answer := st.sends("吴秘", retyped(t, first, "【待补：存在的问题", "调研不够深。【待补：存在的问题", "（一）强化理论学习，夯实思想基础", "（一）把学习抓在手上"))
	mustHold(t, answer, "周敏也改过，两种写法", "周敏："+ownWords, "这一份：调研不够深。", "用周敏的 | 用这一份")
	mustHold(t, plainText(t, st.draftOf("吴秘")), ownWords, "（一）把学习抓在手上")
	mustHold(t, st.presses("吴秘", "用这一份"), "就用这个")
	text := plainText(t, st.draftOf("吴秘"))
	mustHold(t, text, "调研不够深。", "（一）把学习抓在手上")
	if strings.Contains(text, ownWords) {
		t.Errorf("both stand in\n%s", text)
	}
}

// TestADraftComesBackFromLibreOffice: saved by another word processor, every
// part is found again and nothing a person wrote is lost.
func TestADraftComesBackFromLibreOffice(t *testing.T) {
	st := office(t)
	first := st.draftOf("周敏")
	mustHold(t, st.sends("周敏", docxtest.RoundTrip(t, first)), "没有改动")
	mustHold(t, st.sends("周敏", docxtest.RoundTrip(t, retyped(t, first, "【待补：存在的问题", ownWords+"【待补：存在的问题"))), "改了1处")
	mustHold(t, plainText(t, st.draftOf("周敏")), ownWords, "走访群众12户")
}
