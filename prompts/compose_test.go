package prompts_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/figures/guard"
	"dutybook/llm"
	"dutybook/prompts"
)

// fake answers from what it is asked, without a server.
type fake func(q asked) any

// asked is the question of a section as a model reads it.
type asked struct {
	Heading string
	Facts   []struct {
		ID, Meaning, Looks string
		Words              []string
	}
	Records []struct {
		N    int
		Text string
	}
	Mend []struct{ Text, Why string }
}

func (f fake) Complete(_ context.Context, r llm.Request) (llm.Response, error) {
	var q asked
	if err := json.Unmarshal([]byte(r.User), &q); err != nil {
		return llm.Response{}, err
	}
	answer := f(q)
	if err, failed := answer.(error); failed {
		return llm.Response{}, err
	}
	raw, err := json.Marshal(map[string]any{"sentences": answer})
	return llm.Response{JSON: raw}, err
}

// say is a sentence of an answer.
func say(text string, facts []string, records ...int) map[string]any {
	if facts == nil {
		facts = []string{}
	}
	return map[string]any{"text": text, "facts": facts, "records": records}
}

func composer(t testing.TB, m prompts.Model) *prompts.Composer {
	t.Helper()
	c, err := prompts.NewComposer(prompts.Builtin(), m)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func visits() prompts.Section {
	return prompts.Section{
		Heading: "密切联系群众", Names: []string{"政协云台县委员会"},
		Facts: []prompts.SectionFact{
			{ID: "visit/sessions", Meaning: "联系群众活动次数", Looks: "4次", Words: []string{"联系群众", "走访"}, Records: []activity.RecordID{1, 2, 3, 4}},
			{ID: "visit/走访/户", Meaning: "走访户数", Looks: "31户", Words: []string{"走访"}, Records: []activity.RecordID{1, 2}},
			{ID: "visit/纠纷/起", Meaning: "调解纠纷数", Looks: "3起", Words: []string{"纠纷", "调解"}, Records: []activity.RecordID{3}},
		},
		Records: []prompts.SectionRecord{
			{ID: 1, Text: "今天在柳河屯走访18户，听大家说灌溉用水"}, {ID: 2, Text: "到红枫社区走访13户"},
			{ID: 3, Text: "调解邻里纠纷3起"}, {ID: 4, Text: "在望江街道宣讲医保政策"},
		},
	}
}

func textOf(w prompts.Written) string {
	var b strings.Builder
	for _, s := range w.Sentences {
		for _, p := range s.Pieces {
			if p.Fact != "" {
				b.WriteString("<" + p.Fact + ">")
			}
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestComposeGates(t *testing.T) {
	for _, tt := range []struct {
		gate, text string
		facts      []int
		records    []int
	}{
		{"", "委员走访群众{{2}}。", []int{2}, []int{1}},
		{"", "在柳河屯听取大家对灌溉用水的意见。", nil, []int{1}},
		{"", "调解邻里纠纷{{3}}。", []int{3}, []int{3}},
		{"", "在望江街道宣讲医保政策。", nil, []int{4}},
		{"number", "委员走访群众32户。", nil, []int{1}},
		{"number", "委员走访群众三十余户。", nil, []int{1}},
		{"number", "委员走访群众３户。", nil, []int{1}},
		{"number", "委员多次到柳河屯走访。", nil, []int{1}},
		{"number", "3月到柳河屯走访群众{{2}}。", []int{2}, []int{1}},
		{"glue", "委员走访群众近{{2}}。", []int{2}, []int{1}},
		{"glue", "委员走访群众{{2}}余户。", []int{2}, []int{1}},
		{"number", "委员走访群众1{{2}}。", []int{2}, []int{1}},
		{"binding", "委员调解纠纷{{2}}。", []int{2}, []int{1}},
		{"placeholder", "委员走访群众{{hu}}。", []int{2}, []int{1}},
		{"placeholder", "委员走访群众{{2}}。", nil, []int{1}},
		{"placeholder", "委员走访群众{{2}}，走访农户{{2}}。", []int{2}, []int{1}},
		{"placeholder", "委员走访群众{{{2}}}。", []int{2}, []int{1}},
		{"citation", "委员走访群众{{2}}。", []int{2}, nil},
		{"citation", "委员走访群众{{2}}。", []int{2}, []int{3}},
		{"citation", "委员走访群众{{2}}。", []int{2}, []int{99}},
		{"name", "委员到青山镇走访群众{{2}}。", []int{2}, []int{1}},
		{"name", "委员王建国走访群众{{2}}。", []int{2}, []int{1}},
		{"name", "委员赴井冈山走访群众{{2}}。", []int{2}, []int{1}},
		{"name", "市长听取了走访情况。", nil, []int{1}},
		{"name", "提交《关于灌溉用水的建议》。", nil, []int{1}},
		{"name", "落实“两山”理念走访群众{{2}}。", []int{2}, []int{1}},
		{"claim", "走访群众{{2}}，得到群众好评。", []int{2}, []int{1}},
		{"claim", "调解纠纷{{3}}，获得批示。", []int{3}, []int{3}},
		{"style", "扎实走访群众{{2}}。", []int{2}, []int{1}},
		{"support", "委员走访群众{{2}}，帮着修剪果树枝条、粉刷墙壁。", []int{2}, []int{1}},
		{"length", "走访群众{{2}}", []int{2}, []int{1}},
	} {
		t.Run(tt.gate+" "+tt.text, func(t *testing.T) {
			c := composer(t, fake(func(q asked) any {
				text, facts := tt.text, []string{}
				for i, f := range q.Facts {
					text = strings.ReplaceAll(text, fmt.Sprintf("{{%d}}", i+1), "{{"+f.ID+"}}")
				}
				for _, n := range tt.facts {
					facts = append(facts, q.Facts[n-1].ID)
				}
				return []any{say(text, facts, tt.records...)}
			}))
			w, err := c.Compose(t.Context(), nil, visits())
			if err != nil {
				t.Fatal(err)
			}
			if tt.gate == "" && len(w.Sentences) != 1 || tt.gate != "" && (len(w.Sentences) != 0 || w.Dropped[tt.gate] != 1) {
				t.Errorf("kept %q, dropped %v", textOf(w), w.Dropped)
			}
		})
	}
}

func TestComposeRepairsOnce(t *testing.T) {
	asks := 0
	c := composer(t, fake(func(q asked) any {
		id := q.Facts[1].ID
		if len(q.Mend) == 0 {
			return []any{say("调解邻里纠纷{{"+q.Facts[2].ID+"}}。", []string{q.Facts[2].ID}, 3), say("委员走访群众31户。", nil, 1)}
		}
		asks++
		return []any{say("委员走访群众{{"+id+"}}。", []string{id}, 1)}
	}))
	w, err := c.Compose(t.Context(), nil, visits())
	if err != nil || textOf(w) != "调解邻里纠纷<visit/纠纷/起>。委员走访群众<visit/走访/户>。" || asks != 1 {
		t.Errorf("%v: %q after %d repairs", err, textOf(w), asks)
	}
}

// kept is a memory as the store is one.
type kept map[string][]byte

func (k kept) Section(_ context.Context, content string) ([]byte, error) {
	if raw, ok := k[content]; ok {
		return raw, nil
	}
	return nil, activity.ErrNotFound
}

func (k kept) KeepSection(_ context.Context, content string, raw []byte) error {
	k[content] = raw
	return nil
}

func TestComposeDoesNotAskTwiceForTheSameSection(t *testing.T) {
	asks := 0
	c := composer(t, fake(func(q asked) any {
		asks++
		return []any{say("调解邻里纠纷{{"+q.Facts[2].ID+"}}。", []string{q.Facts[2].ID}, 3)}
	}))
	memory := kept{}
	var first prompts.Written
	for i := range 3 {
		w, err := c.Compose(t.Context(), memory, visits())
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = w
		}
		if textOf(w) != textOf(first) || len(w.Sentences) != 1 {
			t.Errorf("time %d it is %q", i, textOf(w))
		}
	}
	changed := visits()
	changed.Records[0].Text += "，又去了一趟"
	before := asks
	if _, err := c.Compose(t.Context(), memory, changed); err != nil || asks == before || before > 1 {
		t.Errorf("%v: asked %d times before, %d after a change", err, before, asks)
	}
}

func TestThePromptIsBoundedAndHoldsNoFigure(t *testing.T) {
	s := visits()
	for i := range 100_000 {
		s.Records = append(s.Records, prompts.SectionRecord{ID: activity.RecordID(i + 5), Text: strings.Repeat("走访77户，", 50)})
	}
	s.Records[0].Text = "绝密：走访18户"
	size := 0
	c := composer(t, recordingModel(func(r llm.Request) {
		size = len(r.User)
		var q asked
		if err := json.Unmarshal([]byte(r.User), &q); err != nil {
			t.Error(err)
		}
		for _, record := range q.Records {
			if len(guard.Find(record.Text)) > 0 || strings.Contains(record.Text, "绝密") {
				t.Errorf("the model is shown %q", record.Text)
			}
		}
	}))
	if _, err := c.Compose(t.Context(), nil, s); err != nil || size == 0 || size > 20_000 {
		t.Errorf("%v: %d bytes", err, size)
	}
}

// recordingModel notes the question and writes nothing.
type recordingModel func(llm.Request)

func (m recordingModel) Complete(_ context.Context, r llm.Request) (llm.Response, error) {
	m(r)
	return llm.Response{JSON: json.RawMessage(`{"sentences":[]}`)}, nil
}

func TestAFailingSectionLosesNoOtherAndAllGoAtOnce(t *testing.T) {
	c := composer(t, fake(func(q asked) any {
		time.Sleep(100 * time.Millisecond)
		if q.Heading == "坏" {
			return errors.New("down")
		}
		return []any{say("调解邻里纠纷{{"+q.Facts[2].ID+"}}。", []string{q.Facts[2].ID}, 3)}
	}))
	sections := make([]prompts.Section, 8)
	for i := range sections {
		sections[i] = visits()
		sections[i].Heading = fmt.Sprintf("节%d", i)
	}
	sections[3].Heading = "坏"
	start := time.Now()
	written, errs := c.ComposeAll(t.Context(), nil, sections, nil)
	if d := time.Since(start); d > time.Second {
		t.Errorf("eight sections took %v", d)
	}
	for i := range sections {
		if (errs[i] != nil) != (i == 3) || (textOf(written[i]) == "") != (i == 3) {
			t.Errorf("section %d: %v %q", i, errs[i], textOf(written[i]))
		}
	}
}

// lies are what a model could make up: each with words that must never come
// through. {f} is a placeholder it is allowed to use.
var lies = []struct{ text, forbidden string }{
	{"委员走访群众500户。", "500"}, {"委员走访群众五百户。", "五百"}, {"走访群众{f}，慰问两百人。", "两百"},
	{"走访群众近{f}。", "近"}, {"走访群众{f}以上。", "以上"}, {"走访群众1{f}。", "1"}, {"走访群众{f}0户。", "0户"},
	{"走访群众Ⅲ户。", "Ⅲ"}, {"走访群众⑤户。", "⑤"}, {"走访群众５户。", "５"}, {"走访群众数十户。", "数十"}, {"走访群众若干户。", "若干"},
	{"全部走访到位。", "全部"}, {"首次到柳河屯走访。", "首次"}, {"走访户数翻番。", "翻番"}, {"走访覆盖面过半。", "过半"},
	{"市长张伟在柳河屯走访。", "张伟"}, {"委员赵德柱到柳河屯走访。", "赵德柱"}, {"县委书记作出批示。", "书记"}, {"工作获得领导批示。", "批示"},
	{"走访工作荣获先进称号。", "荣获"}, {"走访得到群众高度肯定。", "肯定"}, {"到青龙镇走访群众{f}。", "青龙镇"}, {"联合云海集团走访群众。", "云海"},
	{"提交《关于柳河屯的建议》。", "关于柳河屯"}, {"落实“八个统一”走访群众。", "八个统一"}, {"奋力谱写新篇章。", "新篇章"}, {"深入贯彻重要讲话精神。", "重要讲话"},
	{"帮王阿姨办了低保。", "阿姨"}, {"走访群众{{f9_0000}}。", "f9"}, {"走访群众{{{f}}}。", "{"}, {"走访群众{{ f }}。", "{"},
	{"第三次到柳河屯走访。", "第三"}, {"5月12日到柳河屯走访。", "5月"}, {"赴北京走访群众{f}。", "北京"}, {"走访使收入增长了一成以上。", "一成"},
	{"与水利局一起走访。", "水利局"}, {"连续走访群众{f}。", "连续"}, {"走访群众{f}、{f}。", "、"}, {"走访群众十\u200b二户。", "十"},
}

func TestALyingModelNeverGetsThrough(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	drafts := 500
	if testing.Short() {
		drafts = 50
	}
	kept := 0
	for n := range drafts {
		c := composer(t, fake(func(q asked) any {
			var out []any
			for range 6 {
				lie := lies[random.IntN(len(lies))]
				if random.IntN(2) == 0 && !strings.Contains(lie.text, "{") {
					lie.text = "委员走访群众{f}，" + lie.text // a true beginning
				}
				id := q.Facts[1].ID
				facts := []string{}
				if strings.Contains(lie.text, "{f}") {
					facts = []string{id}
				}
				text := strings.ReplaceAll(lie.text, "{f}", "{{"+id+"}}")
				out = append(out, say(text, facts, 1+random.IntN(4), 1+random.IntN(4)))
			}
			return out
		}))
		s := visits()
		s.Heading = fmt.Sprintf("密切联系群众 %d", n)
		w, err := c.Compose(t.Context(), nil, s)
		if err != nil {
			t.Fatal(err)
		}
		kept += len(w.Sentences)
		for _, sentence := range w.Sentences {
			for _, p := range sentence.Pieces {
				for _, lie := range lies {
					if strings.Contains(p.Text, lie.forbidden) && lie.forbidden != "、" {
						t.Errorf("%q came through in %q", lie.forbidden, textOf(w))
					}
				}
				if hits := guard.Strict(p.Text); len(hits) > 0 {
					t.Errorf("%q came through", hits[0].Text)
				}
			}
		}
	}
	t.Logf("%d drafts, %d sentences kept", drafts, kept)
}

// honestly is a good model: for every fact a sentence in one of several turns,
// and what the records say besides.
func honestly(q asked, random *rand.Rand) []any {
	turns := []string{"委员%s{{%s}}。", "围绕群众关心的事项，%s{{%s}}。", "各位委员深入基层%s{{%s}}。", "通过实地了解，%s{{%s}}。", "采取集中和分散相结合的方式%s{{%s}}。", "期间%s{{%s}}。"}
	random.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
	var out []any
	for i, f := range q.Facts {
		out = append(out, say(fmt.Sprintf(turns[i%len(turns)], f.Words[0], f.ID), []string{f.ID}, 1, 2, 3, 4))
	}
	out = append(out, say("在柳河屯当面听取大家对灌溉用水的意见建议。", nil, 1), say("委员们到红枫社区走访群众，了解情况。", nil, 2), say("在望江街道组织宣讲医保政策。", nil, 4))
	return out
}

func TestMostSentencesOfAGoodModelSurvive(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	said, kept := 0, 0
	for n := range 60 {
		c := composer(t, fake(func(q asked) any { return honestly(q, random) }))
		s := visits()
		s.Heading = fmt.Sprintf("密切联系群众%d", n)
		w, err := c.Compose(t.Context(), nil, s)
		if err != nil {
			t.Fatal(err)
		}
		said, kept = said+len(s.Facts)+3, kept+min(len(w.Sentences), len(s.Facts)+3)
	}
	t.Logf("%d of %d sentences survive", kept, said)
	if kept*10 < said*9 {
		t.Errorf("%d of %d sentences survive", kept, said)
	}
}
