package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestStrangersFiveMinutes is what somebody does who has never seen the
// program: one command, a page, a sentence as a member, a section as a leader,
// the sample year, and the report opened as a secretary.
func TestStrangersFiveMinutes(t *testing.T) {
	chromium := need(t, "chromium")
	address := startTrial(t)
	b := openBrowser(t, chromium, address)

	b.size(375, 812)
	b.see("#people a")
	b.snap("phone-people.png")
	b.be("王芳")
	b.say("今天走访3户")
	b.hear("记下了：")
	b.hear("走访3户")
	b.snap("phone-member.png")
	b.press("撤销")
	b.hear("已撤销")

	b.be("路过的人")
	b.say("今天走访3户")
	b.hear("您还没有加入")

	b.goTo("#")
	for lang, head := range map[string]string{"en": "Who are you?", "zh-Hant": "您是誰？"} {
		b.speak(lang)
		b.wait(fmt.Sprintf(`document.querySelector("#who").textContent === %q`, head))
	}
	b.speak("zh-Hans")

	b.size(1280, 800)
	b.goTo("#")
	b.click("#year-button")
	b.wait(`!document.querySelector("#year-hint").hidden`)
	b.be("赵启明")
	b.say("写一下调研部分")
	b.hear("视察调研")
	b.be("周敏")
	b.say("起草年度报告")
	b.hear("8/8")
	b.wait(`[...document.querySelectorAll(".file")].some(a => a.textContent.includes(".docx"))`)
	b.snap("page.png")
	b.opens(b.download(".docx"))
	b.wait(`(() => { const all = document.querySelectorAll(".file-open"); all[all.length - 1]?.click(); return all.length > 0 })()`)
	b.wait(`document.querySelectorAll("#sheet .noted").length > 20`)
	b.wait(`(() => { document.querySelector("#sheet .noted").click(); return document.querySelector("#sheet .note")?.textContent.includes("#") })()`)
	b.snap("preview.png")
	b.click("#sheet-close")
	b.quiet()
}

// TestJourneys lets each kind of person do what they are there for, on a phone
// and on a desktop.
func TestJourneys(t *testing.T) {
	chromium := need(t, "chromium")
	for name, size := range map[string][2]int64{"phone": {375, 812}, "desktop": {1280, 800}} {
		t.Run(name, func(t *testing.T) {
			b := openBrowser(t, chromium, startTrial(t))
			b.size(size[0], size[1])
			member(b, name)
			speaking(b)
			leader(b)
			secretary(b, name)
			inAGroup(b, name)
			b.quiet()
		})
	}
}

// member says something, corrects it by answering, rewrites it, looks behind
// the scenes and takes it back.
func member(b *browser, name string) {
	b.be("王芳")
	b.say("今天在红枫社区走访4户，收集意见6条")
	b.hear("走访4户")
	b.more("今天在红枫社区走访4户")
	b.tap(".choice", "回复")
	b.wait(`!document.querySelector(".chat.active .about").hidden`)
	b.say("不对，是5户")
	b.hear("走访5户")
	b.more("今天在红枫社区走访4户")
	b.tap(".choice", "幕后")
	b.wait(`["4户 → 走访4户", "#1 走访群众 · 走访5户", "红枫社区走访4户", "按规则理解", "密切联系群众", "+1"].every(x => document.querySelector("#sheet").textContent.includes(x))`)
	b.snap(name + "-behind.png")
	b.dark(true)
	b.snap(name + "-behind-dark.png")
	b.dark(false)
	b.click("#sheet-close")
	b.more("今天在红枫社区走访4户")
	b.tap(".choice", "修改")
	b.wait(`document.querySelector(".chat.active .write").value.includes("红枫社区走访4户")`)
	b.do("rewrite", evaluate(`document.querySelector(".chat.active .write").value = ""`))
	b.say("今天在红枫社区走访7户，收集意见6条")
	b.hear("走访7户")
	b.more("走访7户")
	b.tap(".choice", "点赞")
	b.wait(`document.querySelector(".chat.active .reactions")?.textContent === "👍"`)
	b.click(".chat.active .commands")
	b.tap(".choice", "/undo")
	b.wait(`document.querySelector(".chat.active .write").value === "/undo "`)
	b.click(".chat.active .send")
	b.wait(`(() => { const all = [...document.querySelectorAll(".chat.active .message")]; return all.slice(-1)[0].textContent.includes("走访5户") })()`)
}

// speaking records a voice message, which is there to be played and answered
// in words.
func speaking(b *browser) {
	b.click(".chat.active .attach")
	b.tap(".choice", "语音")
	b.wait(`document.querySelector("#sheet .recorded")?.textContent.includes("0:01") ?? false`)
	b.tap("#sheet .choice", "■")
	b.wait(`document.querySelector(".chat.active .mine audio") !== null`)
	b.wait(`(() => { const a = [...document.querySelectorAll(".chat.active .mine audio")].slice(-1)[0]; return a && (a.preload = "metadata") && a.duration > 0 })()`)
	b.hear("听不了语音")
}

// leader asks for a section.
func leader(b *browser) {
	b.be("赵启明")
	b.say("今天带组视察2家企业，提出建议3条")
	b.hear("记下了")
	b.say("写一下调研部分")
	b.hear("视察调研")
}

// secretary looks at the ledger without leaving the page.
func secretary(b *browser, name string) {
	b.be("周敏")
	b.say("导出台账")
	b.wait(`[...document.querySelectorAll(".file")].some(a => a.textContent.includes(".xlsx"))`)
	b.tap(".file-open", ".xlsx")
	b.wait(`document.querySelector("#sheet table")?.textContent.includes("视察调研") ?? false`)
	b.snap(name + "-ledger.png")
	b.click("#sheet-close")
}

// inAGroup speaks in a group as two people, one after the other.
func inAGroup(b *browser, name string) {
	b.goTo("#")
	b.tap("#groups a", "经济组工作群")
	b.wait(`document.querySelector(".chat.active .chat-name")?.textContent === "经济组工作群"`)
	b.say("下午两点开会")
	b.wait(`[...document.querySelectorAll(".chat.active .mine")].some(m => m.textContent.includes("下午两点开会"))`)
	b.do("be another", evaluate(`(() => { const s = document.querySelector(".chat.active .persona"); s.value = "1001"; s.dispatchEvent(new Event("change")) })()`))
	b.wait(`[...document.querySelectorAll(".chat.active .message:not(.mine)")].some(m => m.textContent.includes("下午两点开会") && m.textContent.includes("何建业"))`)
	b.say("收到")
	b.wait(`[...document.querySelectorAll(".chat.active .mine")].some(m => m.textContent.includes("收到"))`)
	b.snap(name + "-group.png")
}

// TestSeveralChatsAtOnce has a member's chat and a group side by side.
func TestSeveralChatsAtOnce(t *testing.T) {
	chromium := need(t, "chromium")
	b := openBrowser(t, chromium, startTrial(t))
	b.size(1280, 800)
	b.be("王芳")
	b.wait(`(() => { const all = document.querySelectorAll("#groups .beside"); all[0]?.click(); return all.length > 0 })()`)
	b.wait(`document.querySelectorAll(".chat").length === 2`)
	b.say("大家好")
	b.wait(`document.querySelector(".chat.active .mine") !== null`)
	b.do("go to the other chat", chromedp.Click(chromedp.CSS(".chat:not(.active) .scroll")))
	b.say("今天走访3户")
	b.hear("记下了")
	b.snap("desktop-two.png")
	b.dark(true)
	b.snap("desktop-two-dark.png")
	b.size(375, 812)
	b.wait(`document.querySelectorAll(".chat").length === 1`)
	b.snap("phone-dark.png")
	b.quiet()
}

// TestNothingIsDoubled goes through what goes wrong in front of a page: in each
// case a message arrives once, and until it has the page says so.
func TestNothingIsDoubled(t *testing.T) {
	chromium := need(t, "chromium")
	t.Chdir(t.TempDir())
	address, stop := runTrial(t, "127.0.0.1:0")
	running := true
	t.Cleanup(func() {
		if running {
			stop()
		}
	})
	b := openBrowser(t, chromium, address)
	b.be("王芳")

	// Reloaded while a message was on its way: it had arrived, its answer not.
	b.do("lose the answer", evaluate(`(() => { const real = fetch; window.fetch = (path, options) => options?.method === "POST" ? (real(path, options), new Promise(() => {})) : real(path, options) })()`))
	b.say("今天走访3户")
	b.hear("走访3户")
	b.do("reload", chromedp.Reload())
	b.once("今天走访3户")

	// A second tab shows the same, and says nothing again.
	other := openBrowser(t, chromium, address+"/#1001")
	other.once("今天走访3户")
	b.say("昨天走访6户")
	other.once("昨天走访6户")
	b.once("昨天走访6户")

	// The server goes, something is said meanwhile, the server comes back.
	stop()
	running = false
	b.wait(`!document.querySelector("#offline").hidden`)
	b.say("前天走访8户")
	b.wait(`[...document.querySelectorAll(".retry")].some(x => x.textContent.includes("没发出去"))`)
	b.snap("desktop-offline.png")
	_, stop = runTrial(t, strings.TrimPrefix(address, "http://"))
	running = true
	b.hear("走访8户")
	b.wait(`document.querySelector("#offline").hidden && document.querySelectorAll(".retry").length === 0`)
	b.once("前天走访8户")
	b.once("今天走访3户")
}

// once waits until a text of one's own stands in the open chat, and fails when
// it stands there twice.
func (b *browser) once(text string) {
	b.t.Helper()
	count := fmt.Sprintf(`[...document.querySelectorAll(".chat.active .mine .text")].filter(x => x.textContent === %q).length`, text)
	b.wait(count + " > 0")
	b.wait(`document.querySelectorAll(".sending").length === 0`)
	if n, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](count)); err != nil || n != 1 {
		b.t.Errorf("%q stands there %d times %v", text, n, err)
	}
}

// TestLargeThings opens a chat of ten thousand messages and sends 20 MB.
func TestLargeThings(t *testing.T) {
	chromium := need(t, "chromium")
	dir := t.TempDir()
	t.Chdir(dir)
	_, stop := runTrial(t, "127.0.0.1:0")
	stop()
	fillChat(t, filepath.Join(dir, "trial-data", "chats.json"), "1001", 10_000)
	address, stop := runTrial(t, "127.0.0.1:0")
	t.Cleanup(stop)

	b := openBrowser(t, chromium, address)
	b.be("王芳")
	b.wait(`document.querySelector(".chat.active .log").textContent.includes("第10000条")`)
	b.wait(`(() => { const s = document.querySelector(".chat.active .scroll"); if (document.querySelectorAll(".chat.active .message").length > 300) return true; s.scrollTop = 0; return false })()`)
	b.say("今天走访3户")
	b.hear("记下了")

	big := filepath.Join(dir, "big.zip")
	if err := os.WriteFile(big, bytes.Repeat([]byte("x"), 20<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	b.do("send a file", chromedp.SetUploadFiles(chromedp.CSS(".chat.active .pick"), []string{big}))
	b.wait(`[...document.querySelectorAll(".chat.active .mine .file")].some(f => f.textContent.includes("20.0 MB"))`)
	b.wait(`document.querySelectorAll(".sending").length === 0`)
	b.quiet()
}

// fillChat puts so many messages into a chat of a snapshot.
func fillChat(t *testing.T, path, chat string, n int) {
	t.Helper()
	raw, err := os.ReadFile(path)
	var state map[string]any
	if err == nil {
		err = json.Unmarshal(raw, &state)
	}
	if err != nil {
		t.Fatal(err)
	}
	var messages []any
	for i := range n {
		messages = append(messages, map[string]any{"id": i + 1, "from": 1001, "date": "2026-03-04T12:00:00Z", "text": fmt.Sprintf("第%d条", i+1)})
	}
	state["chats"].(map[string]any)[chat] = map[string]any{"messages": messages}
	state["last_message"] = n
	if raw, err = json.Marshal(state); err == nil {
		err = os.WriteFile(path, raw, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
