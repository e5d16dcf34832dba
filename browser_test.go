package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pictures names a folder the journeys' screenshots are written to, for the
// README and the guides; empty writes none.
var pictures = os.Getenv("DUTYBOOK_PICTURES")

// startTrial runs the program without settings, as `go run .` does, in a folder
// of its own, and gives the address it tells.
func startTrial(t *testing.T) string {
	t.Helper()
	t.Chdir(t.TempDir())
	address, stop := runTrial(t, "127.0.0.1:0")
	t.Cleanup(stop)
	return address
}

// runTrial runs the trial in the current folder; stop ends it and waits.
func runTrial(t *testing.T, listen string) (address string, stop func()) {
	t.Helper()
	told := &firstAddress{found: make(chan string, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	p := &program{env: map[string]string{"LISTEN_ADDR": listen}, in: strings.NewReader(""), out: told, err: io.Discard, now: time.Now}
	ended := make(chan int, 1)
	go func() { ended <- p.run(ctx, nil) }()
	stop = func() {
		cancel()
		if code := <-ended; code != exitOK {
			t.Errorf("the trial ended with code %d", code)
		}
	}
	select {
	case address := <-told.found:
		return address, stop
	case <-time.After(30 * time.Second):
		t.Fatal("the trial told no address")
		return "", stop
	}
}

// firstAddress hands over the first address written to it.
type firstAddress struct {
	mu    sync.Mutex
	text  bytes.Buffer
	found chan string
	done  bool
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

func (f *firstAddress) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.text.Write(p)
	if a := address.FindString(f.text.String()); a != "" && !f.done {
		f.done = true
		f.found <- a
	}
	return len(p), nil
}

// browser is a person in front of the page.
type browser struct {
	t    *testing.T
	ctx  context.Context
	page string

	mu   sync.Mutex
	said []string
}

func openBrowser(t *testing.T, chromium, address string) *browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, closeAll := chromedp.NewExecAllocator(ctx, chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("lang", "zh-CN"),
		// A microphone that beeps, and a person who lets the page use it.
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true))
	t.Cleanup(closeAll)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	b := &browser{t: t, ctx: ctx, page: address}
	// The browser lives as long as the context of its first step.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal("open the browser:", err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			b.mu.Lock()
			b.said = append(b.said, m.String())
			b.mu.Unlock()
		}
	}()
	b.do("open the page", chromedp.Navigate(address))
	return b
}

func (b *browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.snap("failed.png")
		b.t.Fatalf("%s: %v", what, err)
	}
}

// dark switches the page to the colours of the night, or back.
func (b *browser) dark(isDark bool) {
	scheme := "light"
	if isDark {
		scheme = "dark"
	}
	b.do("be "+scheme, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

// tap presses the first element of a selector in the open chat or sheet that
// holds a text.
func (b *browser) tap(selector, text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`[...document.querySelectorAll(%q)].some(x => x.textContent.includes(%q) && (x.click(), true))`, selector, text))
}

// more opens what can be done with the last message that holds a text.
func (b *browser) more(text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`(() => { const all = [...document.querySelectorAll(".chat.active .message")].filter(m => m.querySelector(".text")?.textContent.includes(%q)); all.at(-1)?.querySelector(".more").click(); return all.length > 0 })()`, text))
}

// quiet fails the test when the page's console said anything.
func (b *browser) quiet() {
	b.t.Helper()
	if errs := b.console(); len(errs) > 0 {
		b.t.Errorf("the page's console says:\n%s", strings.Join(errs, "\n"))
	}
}

func (b *browser) size(w, h int64) { b.do("resize", chromedp.EmulateViewport(w, h)) }

func (b *browser) see(selector string) {
	b.do("see "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// speak chooses the page's language.
func (b *browser) speak(lang string) {
	b.do("speak "+lang, evaluate(fmt.Sprintf(`(() => { const s = document.querySelector("#lang"); s.value = %q; s.dispatchEvent(new Event("change")) })()`, lang)))
}

func (b *browser) click(selector string) {
	b.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// goTo follows an address inside the page, as a link or the back gesture does.
func (b *browser) goTo(hash string) {
	b.do("go to "+hash, evaluate(fmt.Sprintf("location.hash = %q", hash)))
}

// be opens the chat of a person, from the list.
func (b *browser) be(name string) {
	b.t.Helper()
	b.goTo("#")
	b.wait(fmt.Sprintf(`[...document.querySelectorAll("#people a")].some(a => a.textContent.includes(%q) && (a.click(), true))`, name))
	b.wait(fmt.Sprintf(`document.querySelector(".chat.active .chat-as")?.textContent.includes(%q) ?? false`, name))
}

func (b *browser) say(text string) {
	b.do("say "+text, chromedp.SendKeys(chromedp.CSS(".chat.active .write"), text), chromedp.Click(chromedp.CSS(".chat.active .send")))
}

// hear waits until the last message of the bot in the open chat holds a text.
func (b *browser) hear(text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`[...document.querySelectorAll(".chat.active .message:not(.mine)")].slice(-3).some(m => m.textContent.includes(%q))`, text))
}

// press presses the last button of a label.
func (b *browser) press(label string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`(() => { const all = [...document.querySelectorAll(".chat.active .keyboard button")].filter(x => x.textContent === %q); all.at(-1)?.click(); return all.length > 0 })()`, label))
}

// patience is for machines that do much else at the same time.
const patience = 90 * time.Second

// wait waits until an expression holds on the page.
func (b *browser) wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(patience))); err != nil {
		b.snap("failed.png")
		b.t.Fatalf("%s: %v", expression, err)
	}
}

func evaluate(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[any](expression))
		return err
	})
}

func (b *browser) snap(name string) {
	if pictures == "" {
		return
	}
	// A picture of a message half faded in would mislead.
	_, _ = chromedp.Run(b.ctx, chromedp.Poll[bool](`document.getAnimations().every(a => a.playState !== "running")`,
		chromedp.WithPollingTimeout(5*time.Second)))
	taken, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(pictures, name), smaller(taken), 0o644)
	}
	if err != nil {
		b.t.Logf("no picture %s: %v", name, err)
	}
}

// smaller keeps the 256 colours a picture uses most, for the documentation: a
// page has few, and the shades of letters between them find a near one.
func smaller(taken []byte) []byte {
	picture, err := png.Decode(bytes.NewReader(taken))
	if err != nil {
		return taken
	}
	uses := map[color.RGBA]int{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			uses[coarse(picture.At(x, y))]++
		}
	}
	most := slices.SortedFunc(maps.Keys(uses), func(a, b color.RGBA) int { return uses[b] - uses[a] })
	palette := make(color.Palette, 0, 256)
	for _, c := range most[:min(256, len(most))] {
		palette = append(palette, c)
	}
	near := map[color.RGBA]uint8{}
	out := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := coarse(picture.At(x, y))
			i, ok := near[c]
			if !ok {
				i = uint8(palette.Index(c))
				near[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	var small bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if encoder.Encode(&small, out) != nil || small.Len() > len(taken) {
		return taken
	}
	return small.Bytes()
}

// coarse drops the two lowest bits, which no eye misses, so that fewer colours
// are told apart.
func coarse(c color.Color) color.RGBA {
	r, g, b, _ := c.RGBA()
	step := func(v uint32) uint8 { return uint8(v>>8)&0xfc | uint8(v>>14) }
	return color.RGBA{step(r), step(g), step(b), 0xff}
}

func (b *browser) console() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said
}

// download fetches the newest file of the open chat the way a tap on it does.
func (b *browser) download(ending string) string {
	b.t.Helper()
	href, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](
		fmt.Sprintf(`[...document.querySelectorAll("a.file-get")].filter(a => a.download.endsWith(%q)).at(-1).getAttribute("href")`, ending)))
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := http.Get(b.page + href)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.t.Fatalf("download: %d %v", resp.StatusCode, err)
	}
	path := filepath.Join(b.t.TempDir(), "file"+ending)
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// opens checks that a Word file opens in LibreOffice and shows it as pages.
func (b *browser) opens(path string) {
	b.t.Helper()
	soffice := need(b.t, "soffice")
	out := filepath.Dir(path)
	run := exec.Command(soffice, "--headless", "-env:UserInstallation=file://"+b.t.TempDir(), "--convert-to", "pdf", "--outdir", out, path)
	if told, err := run.CombinedOutput(); err != nil {
		b.t.Fatalf("soffice: %v\n%s", err, told)
	}
	pdf := strings.TrimSuffix(path, ".docx") + ".pdf"
	if info, err := os.Stat(pdf); err != nil || info.Size() < 10_000 {
		b.t.Errorf("the report has no pages: %v", err)
	}
	if pictures == "" {
		return
	}
	if told, err := exec.Command("pdftoppm", "-r", "60", "-png", "-f", "1", "-l", "2", pdf, filepath.Join(pictures, "report")).CombinedOutput(); err != nil {
		b.t.Logf("no pictures of the pages: %v %s", err, told)
	}
}

// need finds a program; where DUTYBOOK_REQUIRE names it, its absence fails the
// test instead of skipping it.
func need(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if strings.Contains(os.Getenv("DUTYBOOK_REQUIRE"), name) {
		t.Fatalf("%s is required and not installed", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}
