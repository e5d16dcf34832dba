package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"dutybook/llm/llmtest"
)

func line(id int, text string) string {
	raw, _ := json.Marshal(map[string]any{"id": fmt.Sprint(id), "sent_at": "2026-03-12T20:15:00+08:00", "text": text})
	return string(raw)
}

// TestStructureOnHostileInput: whatever a line holds, it is answered, and soon.
func TestStructureOnHostileInput(t *testing.T) {
	texts := map[string]string{
		"over 4,096 characters": strings.Repeat("今天走访3户，", 700),
		"10,000 digits":         "捐款" + strings.Repeat("9", 10000) + "元",
		"10,000 numerals":       "走访" + strings.Repeat("九", 10000) + "户",
		"NULs":                  "今天\x00走访\x003户",
		"zero-width":            "今\u200b天\u200b走\u200b访\u200b3\u200b户",
		"bidi":                  "\u202e今天走访3户\u202c",
		"only marks":            strings.Repeat("、", 5000),
		"open brackets":         strings.Repeat("《", 5000),
		"nested JSON":           strings.Repeat(`{"a":`, 2000),
		"emoji":                 strings.Repeat("👨‍👩‍👧‍👦", 500),
		"combining":             "走访3户" + strings.Repeat("\u0301", 3000),
		"names":                 strings.Repeat("村民张三、", 1000),
	}
	var in strings.Builder
	n := 0
	for _, text := range texts {
		n++
		in.WriteString(line(n, text) + "\n")
	}
	in.WriteString("{\"id\":\"x\",\"sent_at\":\"2026-03-12T20:15:00+08:00\",\"text\":\"走访\xff\xfe3户\"}\n")
	start := time.Now()
	got := run(t, nil, in.String(), "structure")
	if lines := strings.Count(got.out, "\n"); got.code != exitOK || lines != n+1 {
		t.Errorf("code %d, %d lines of %d, says %s", got.code, lines, n+1, got.err)
	}
	t.Logf("%d hostile messages in %v", n+1, time.Since(start))
	if time.Since(start) > 10*time.Second {
		t.Error("that is a hang")
	}
}

// generated is an input of many lines that exists only as it is read.
type generated struct {
	left int
	rest []byte
}

func (g *generated) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		if g.left == 0 {
			return 0, io.EOF
		}
		g.left--
		g.rest = []byte(line(g.left, "昨天在柳河村走访5户，收集意见建议7条") + "\n")
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// TestStructureHoldsNothing: the memory in use after many lines is that after a
// few.
func TestStructureHoldsNothing(t *testing.T) {
	inUse := func(lines int) uint64 {
		p := &program{env: nil, in: &generated{left: lines}, out: io.Discard, err: io.Discard, now: time.Now}
		if code := p.run(context.Background(), []string{"structure"}); code != exitOK {
			t.Fatal(code)
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse
	}
	few := inUse(200)
	start := time.Now()
	const many = 20_000
	grown := int64(inUse(many)) - int64(few)
	t.Logf("%d lines in %v; heap grew by %d kB", many, time.Since(start), grown>>10)
	if grown > 4<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// TestStructureAsksAtOnce: with a model several lines are asked about at a
// time, and come out in order; a broken line is still named.
func TestStructureAsksAtOnce(t *testing.T) {
	var mu sync.Mutex
	under, most := 0, 0
	count := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		under += n
		most = max(most, under)
	}
	full := make(chan struct{})
	var once sync.Once
	s := llmtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		count(1)
		defer count(-1)
		mu.Lock()
		if under >= 3 {
			once.Do(func() { close(full) })
		}
		mu.Unlock()
		select {
		case <-full:
		case <-time.After(5 * time.Second):
		}
		llmtest.Says(`{"intent":"other","records":[]}`)(w, r)
	})
	var in bytes.Buffer
	for i := range 12 {
		in.WriteString(line(i, "你好") + "\n")
	}
	in.WriteString("{broken\n")
	got := run(t, map[string]string{"OPENAI_BASE_URL": s.URL, "OPENAI_MODEL": "m"}, in.String(), "structure")
	if got.code != exitError || !strings.Contains(got.err, "line 13:") || most < 3 {
		t.Errorf("code %d, %d at once, says %s", got.code, most, got.err)
	}
	for i, l := range strings.Split(strings.TrimSpace(got.out), "\n") {
		if !strings.Contains(l, fmt.Sprintf(`"id":"%d"`, i)) || !strings.Contains(l, `"source":"model"`) {
			t.Errorf("line %d is %s", i, l)
		}
	}
	local := run(t, map[string]string{"OPENAI_BASE_URL": s.URL, "MODEL_LOCAL_ONLY": "true"}, line(1, "你好"), "structure")
	if asked := len(s.Asked()); asked != 12 || !strings.Contains(local.out, `"source":"rules"`) {
		t.Errorf("asked %d times, local only says %s", asked, local.out)
	}
}
