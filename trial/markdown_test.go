package trial

import "testing"

func TestMarkdown(t *testing.T) {
	for _, tt := range []struct{ in, html string }{
		{`plain`, `plain`},
		{`*记下了*：3户`, `<b>记下了</b>：3户`},
		{`_a_ __b__ ~c~ ||d||`, `<i>a</i> <u>b</u> <s>c</s> d`},
		{`*a _b_ c*`, `<b>a <i>b</i> c</b>`},
		{"`a*b`", `<code>a*b</code>`},
		{"```go\nx := 1```", "<pre>x := 1</pre>"},
		{`[报告](https://example.com/\)x)`, `<a href="https://example.com/)x">报告</a>`},
		{`[nothing]`, `nothing`},
		{`3\.5 户 \(约\)`, `3.5 户 (约)`},
		{"&gt; \\> x", "&amp;gt; &gt; x"},
		{">a\n>b\nc", "<blockquote>a\nb</blockquote>\nc"},
		{"\\\\ \\a", `\ a`},
	} {
		text, marks, err := readMarkdown(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		text, marks = trim(text, marks)
		if html := writeHTML(text, marks); html != tt.html {
			t.Errorf("%s: %s, want %s", tt.in, html, tt.html)
		}
	}
}

func TestMarkdownRefusals(t *testing.T) {
	for in, want := range map[string]string{
		"a.b":      "Character '.' is reserved and must be escaped with the preceding '\\'",
		"a > b":    "Character '>' is reserved and must be escaped with the preceding '\\'",
		"a]":       "Character ']' is reserved and must be escaped with the preceding '\\'",
		"a|b":      "Character '|' is reserved and must be escaped with the preceding '\\'",
		"_a":       "Can't find end of Italic entity at byte offset 0",
		"a __b_":   "Can't find end of Italic entity at byte offset 5",
		"*a _b* c": "Can't find end of Bold entity at byte offset 5",
		"`a":       "Can't find end of Code entity at byte offset 0",
		"[a":       "Can't find end of TextUrl entity at byte offset 0",
		"[a](b":    "Can't find end of a URL at byte offset 4",
	} {
		if _, _, err := readMarkdown(in); err == nil || err.Error() != "Bad Request: can't parse entities: "+want {
			t.Errorf("%s: %v", in, err)
		}
	}
}
