package trial

import (
	"slices"
	"testing"
)

func TestHTML(t *testing.T) {
	tests := []struct {
		in, text string
		marks    []entity
		out      string
	}{
		{"今天", "今天", nil, "今天"},
		{"<b>a</b><strong>b</strong>", "ab", []entity{{Type: "bold", Length: 1}, {Type: "bold", Offset: 1, Length: 1}}, "<b>a</b><b>b</b>"},
		{"<i>a</i> <em>b</em>", "a b", []entity{{Type: "italic", Length: 1}, {Type: "italic", Offset: 2, Length: 1}}, "<i>a</i> <i>b</i>"},
		{"<u>a</u><ins>b</ins>", "ab", []entity{{Type: "underline", Length: 1}, {Type: "underline", Offset: 1, Length: 1}}, "<u>a</u><u>b</u>"},
		{"<s>a</s><del>b</del>", "ab", []entity{{Type: "strikethrough", Length: 1}, {Type: "strikethrough", Offset: 1, Length: 1}}, "<s>a</s><s>b</s>"},
		{"<code>x</code>\n<pre>y</pre>", "x\ny", []entity{{Type: "code", Length: 1}, {Type: "pre", Offset: 2, Length: 1}}, "<code>x</code>\n<pre>y</pre>"},
		{"<b>粗<i>😀</i></b>后", "粗😀后", []entity{{Type: "bold", Length: 3}, {Type: "italic", Offset: 1, Length: 2}}, "<b>粗<i>😀</i></b>后"},
		{`<a href="https://x.cn/?a=1&amp;b=2">链</a>`, "链", []entity{{Type: "text_link", Length: 1, URL: "https://x.cn/?a=1&b=2"}}, `<a href="https://x.cn/?a=1&amp;b=2">链</a>`},
		{`<a href="javascript:alert(1)">链</a>`, "链", nil, "链"},
		{"<blockquote>q</blockquote>", "q", []entity{{Type: "blockquote", Length: 1}}, "<blockquote>q</blockquote>"},
		{"<blockquote expandable>q</blockquote>", "q", []entity{{Type: "expandable_blockquote", Length: 1}}, "<blockquote>q</blockquote>"},
		{`<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>`, "ab", []entity{{Type: "spoiler", Length: 1}, {Type: "spoiler", Offset: 1, Length: 1}}, "ab"},
		{"1 &lt; 2 &amp;&amp; &quot;x&#39; &nbsp; &", `1 < 2 && "x' &nbsp; &`, nil, "1 &lt; 2 &amp;&amp; &#34;x&#39; &amp;nbsp; &amp;"},
		{"&lt;script&gt;", "<script>", nil, "&lt;script&gt;"},
		{"\n <b> a </b> ", "a", []entity{{Type: "bold", Length: 1}}, "<b>a</b>"},
		{"<B>a</B>", "a", []entity{{Type: "bold", Length: 1}}, "<b>a</b>"},
	}
	for _, tt := range tests {
		text, marks, err := readHTML(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		text, marks = trim(text, marks)
		if text != tt.text || !slices.Equal(marks, tt.marks) {
			t.Errorf("%s: read %q %+v, want %q %+v", tt.in, text, marks, tt.text, tt.marks)
		}
		if out := writeHTML(text, marks); out != tt.out {
			t.Errorf("%s: written %s, want %s", tt.in, out, tt.out)
		}
	}
}

func TestHTMLRefused(t *testing.T) {
	for in, want := range map[string]string{
		"a <3":               "Unclosed start tag at byte offset 2",
		"<3>":                `Unsupported start tag "3" at byte offset 0`,
		"户<h1>a</h1>":        `Unsupported start tag "h1" at byte offset 3`,
		"<b>a</i>":           `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"a</b>":              "Unexpected end tag at byte offset 1",
		"<b>a</b":            "Unclosed end tag at byte offset 4",
		"<b><i>a</i>":        `Can't find end tag corresponding to start tag "b"`,
		"<span>a</span>":     `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"<script>a</script>": `Unsupported start tag "script" at byte offset 0`,
	} {
		_, _, err := readHTML(in)
		if err == nil || err.Error() != "Bad Request: can't parse entities: "+want {
			t.Errorf("%s: %v", in, err)
		}
	}
}

// Entities that a bot gives itself may overlap; the words stay whole.
func TestOverlappingEntities(t *testing.T) {
	marks := []entity{{Type: "bold", Length: 3}, {Type: "italic", Offset: 2, Length: 3}}
	if out := writeHTML("abcde", marks); out != "<b>ab<i>c</i></b>de" {
		t.Error(out)
	}
}

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<b>a</b>", "&lt;&#x41;", "<a href='x'>", "</", "<", "户<i>😀</i>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		text, marks, err := readHTML(in)
		if err != nil {
			return
		}
		text, marks = trim(text, marks)
		if slices.ContainsFunc(marks, outside(text)) {
			t.Errorf("%q: %q %+v", in, text, marks)
		}
		writeHTML(text, marks)
	})
}
