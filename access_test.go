package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// nameless lists what can be used on the page and has no name a screen reader
// could say, and what lies beside the screen.
const nameless = `(() => {
  const shown = (el) => el.offsetParent !== null && getComputedStyle(el).visibility !== "hidden";
  const name = (el) => (el.getAttribute("aria-label") || el.textContent || el.getAttribute("alt") || "").trim() ||
    (el.labels?.length ?? 0) > 0 || el.getAttribute("aria-labelledby");
  const bad = [...document.querySelectorAll("button, a, textarea, select, input, dialog, nav, [role], audio")]
    .filter((el) => shown(el) && !name(el)).map((el) => "no name: " + el.outerHTML.slice(0, 120));
  for (const img of document.querySelectorAll("img")) if (img.getAttribute("alt") === null) bad.push("no alt: " + img.outerHTML.slice(0, 120));
  const small = [...document.querySelectorAll("button, select, .row")].filter((el) => shown(el) && !el.matches(".more, .tap, .noted"))
    .filter((el) => { const box = el.getBoundingClientRect(); return box.height < 43.5 || box.width < 43.5; });
  bad.push(...small.map((el) => "too small for a thumb: " + el.outerHTML.slice(0, 120)));
  if (document.documentElement.scrollWidth > innerWidth) bad.push("wider than the screen");
  if (!document.documentElement.lang) bad.push("no language");
  const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
  bad.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => "twice: #" + id));
  return bad.join("\n");
})()`

// TestAccess goes through the page's views in every language and at both sizes,
// and then through a chat by keyboard alone.
func TestAccess(t *testing.T) {
	chromium := need(t, "chromium")
	b := openBrowser(t, chromium, startTrial(t))
	b.be("王芳")
	b.say("今天走访3户")
	b.hear("记下了")
	for _, size := range [][2]int64{{375, 812}, {1280, 800}} {
		b.size(size[0], size[1])
		for _, lang := range []string{"zh-Hans", "zh-Hant", "en"} {
			b.speak(lang)
			for _, view := range []string{"#", "#1001", "#-501"} {
				b.goTo(view)
				b.wait(`document.querySelectorAll(".chat").length === ` + map[bool]string{true: "0", false: "1"}[view == "#"])
				b.fair(lang + " " + view)
			}
			b.goTo("#1001")
			b.wait(`document.querySelector(".chat.active .more") !== null`)
			b.more("走访3户")
			b.fair(lang + " what a message can do")
			b.click("#sheet-close")
		}
	}
	b.speak("zh-Hans")

	// The list and the text box are reached by the tabulator, Enter opens and
	// sends, Escape closes.
	b.goTo("#")
	b.wait(`document.querySelectorAll(".chat").length === 0`)
	b.do("focus the list", evaluate(`document.querySelector('#people a[href="#1003"]').focus()`))
	b.do("open by Enter", chromedp.KeyEvent("\r"))
	b.wait(`document.querySelector(".chat.active .chat-as")?.textContent.includes("赵启明") ?? false`)
	b.do("skip to the text box", evaluate(`document.querySelector("#skip").focus()`), chromedp.KeyEvent("\r"))
	b.wait(`document.activeElement.matches(".write")`)
	b.do("type and send", chromedp.KeyEvent("今天走访2户"), chromedp.KeyEvent("\r"))
	b.hear("走访2户")
	b.do("open the menu", evaluate(`[...document.querySelectorAll(".chat.active .more")].at(-1).focus()`), chromedp.KeyEvent("\r"))
	b.wait(`document.querySelector("#sheet").open`)
	b.do("close it", chromedp.KeyEvent("\u001b"))
	b.wait(`!document.querySelector("#sheet").open && document.activeElement.matches(".more")`)
	b.quiet()
}

// fair fails the test for what a view hides from some.
func (b *browser) fair(where string) {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](nameless))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, problem := range strings.Split(strings.TrimSpace(found), "\n") {
		if problem != "" {
			b.t.Errorf("%s: %s", where, problem)
		}
	}
}
