package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/prompts"
	"dutybook/store"
)

// TestReplayOfAYear plays a made-up year of about 2,000 messages by 60 members
// with 150 joint events, whose totals are known because the year is made from
// them, and compares what is counted. Nothing may be taken for one event that
// was two; what was one and is not counted once must be proposed.
func TestReplayOfAYear(t *testing.T) {
	templates := templatesOf(t, "testdata/replay/templates.txt")
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { replayYear(t, seed, templates, 0.03) })
	}
}

// TestReplayOfAYearInOtherWords tells the same kind of year in wordings nobody
// looked at while the rules were written.
func TestReplayOfAYearInOtherWords(t *testing.T) {
	replayYear(t, 11, templatesOf(t, "testdata/replay/held.txt"), 0.03)
}

func replayYear(t *testing.T, seed uint64, templates map[activity.Category][]string, mayMiss float64) {
	y := newMadeYear(seed, templates)
	y.make()
	got := run(t, nil, y.lines(t), "replay")
	if got.code != 0 {
		t.Fatalf("ended with %d: %.300s", got.code, got.err)
	}
	records := recordsIn(t, got.out)
	y.compareMerges(t, records, mayMiss)
	y.compareTotals(t, y.answered(records))
	t.Logf("%d messages, %d joint events", len(y.said), y.joint)
}

// told is one message of the made-up year and the event it tells of, 0 for none.
type told struct {
	at    time.Time
	who   int
	text  string
	event int
}

// happening is an event of the made-up year.
type happening struct {
	kind    activity.Category
	date    activity.Date
	place   string
	topic   string
	session string
	figures map[string]int64 // "意见建议/条" → value
	people  []int
	told    map[string]bool // figures somebody told
	essays  int
}

type madeYear struct {
	r         *rand.Rand
	templates map[activity.Category][]string
	members   []string
	groups    []string
	said      []told
	events    []*happening
	truth     counting.Totals
	joint     int
	placeDays map[string]bool
	topicDays map[string]bool
}

func newMadeYear(seed uint64, templates map[activity.Category][]string) *madeYear {
	y := &madeYear{r: rand.New(rand.NewPCG(seed, 7)), templates: templates, truth: counting.Totals{}, placeDays: map[string]bool{}, topicDays: map[string]bool{}}
	surnames := strings.Fields("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕")
	given := strings.Fields("建国 志强 晓燕 玉兰 海涛 文静 大田 小满 正平 春生 立新 月娥 国平 少华 思远 佳慧 德厚 秋实 云峰 明慧")
	names := map[string]bool{}
	for len(y.members) < 60 {
		name := surnames[y.r.IntN(len(surnames))] + given[y.r.IntN(len(given))]
		if !names[name] {
			names[name] = true
			y.members = append(y.members, name)
		}
	}
	for i := range y.members {
		y.groups = append(y.groups, []string{"经济组", "农业组", "教育组", "社法组", "文史组", "卫生组", "城建组", "民宗组"}[i%8])
	}
	return y
}

var (
	madePlaces = strings.Fields("柳湾村 红枫社区 望江街道 白鹭镇 白塔村 青石镇 河口村 东风社区 新塘村 龙潭镇 金沙社区 石桥村 云岭镇 双井村 梅园社区 北坡村 大源镇 长宁街道 清泉村 安乐社区")
	madeTopics = map[activity.Category][]string{
		activity.Research:     strings.Fields("春耕备耕 乡村学校布局 农村快递进村 高标准农田 养老服务设施 小微企业用工 古街保护 夜间经济 水源地保护 村级卫生室"),
		activity.Consultation: strings.Fields("老旧小区改造 优化政务服务 停车难治理 托育服务 校外培训治理 电动车充电 河道整治 菜市场改造"),
		activity.Supervision:  strings.Fields("食品安全 办事窗口作风 安全生产 营商环境 医保服务 扬尘治理"),
		activity.Study:        strings.Fields("民法典 乡村振兴 提案写作 统战理论 数字经济"),
	}
	jointKinds = []activity.Category{activity.Research, activity.Visit, activity.Welfare, activity.Consultation, activity.Supervision, activity.Outreach, activity.Emergency, activity.Study, activity.Research, activity.Visit}
)

func (y *madeYear) pick(words []string) string { return words[y.r.IntN(len(words))] }

func (y *madeYear) make() {
	for range 140 {
		y.jointEvent(jointKinds[y.r.IntN(len(jointKinds))])
	}
	for i := range 10 {
		y.sessionOf(i)
	}
	for range 1100 {
		y.alone()
	}
	for i := range 25 {
		y.cosigned(i)
	}
	for range 60 {
		y.twins()
	}
	for range 250 {
		y.talk()
	}
}

func (y *madeYear) newEvent(kind activity.Category) *happening {
	for {
		h := &happening{kind: kind, figures: map[string]int64{}, told: map[string]bool{}}
		h.date = activity.DateOf(time.Date(2026, 1, 1+y.r.IntN(330), 0, 0, 0, 0, time.UTC))
		h.place = y.pick(madePlaces)
		if topics := madeTopics[kind]; topics != nil {
			h.topic = y.pick(topics)
		}
		// Two events of a kind at one place or about one matter are days apart;
		// those that are not are made on purpose, see twins.
		clash := false
		for shift := -1; shift <= 1; shift++ {
			day := time.Date(h.date.Year, h.date.Month, h.date.Day+shift, 0, 0, 0, 0, time.UTC).Format("0102")
			clash = clash || y.placeDays[day+h.place+string(kind)] || h.topic != "" && y.topicDays[day+h.topic+string(kind)]
		}
		if clash {
			continue
		}
		day := h.date.String()[5:7] + h.date.String()[8:]
		y.placeDays[day+h.place+string(kind)], y.topicDays[day+h.topic+string(kind)] = true, true
		for _, f := range madeFigures[kind] {
			h.figures[f.key] = f.low + y.r.Int64N(f.high-f.low+1)
		}
		y.events = append(y.events, h)
		return h
	}
}

var madeFigures = map[activity.Category][]struct {
	key       string
	low, high int64
}{
	activity.Research:     {{"座谈会/场", 1, 2}, {"意见建议/条", 4, 30}},
	activity.Visit:        {{"走访/户", 3, 40}, {"意见建议/条", 2, 20}},
	activity.Welfare:      {{"大米/袋", 5, 60}, {"食用油/桶", 5, 60}},
	activity.Consultation: {{"意见建议/条", 2, 9}},
	activity.Supervision:  {{"点位/个", 3, 20}, {"问题/个", 2, 15}},
	activity.Outreach:     {{"来宾/人", 8, 40}},
	activity.Emergency:    {{"值守/小时", 4, 12}, {"转移群众/人", 5, 60}},
	activity.Study:        {{"学习培训/天", 1, 4}},
}

// jointEvent happens to two to five members, mostly of one group, and each
// tells of it that day or the next morning.
func (y *madeYear) jointEvent(kind activity.Category) {
	h := y.newEvent(kind)
	first := y.r.IntN(60)
	h.people = []int{first}
	for len(h.people) < 2+y.r.IntN(4) {
		other := (first + 8*(1+y.r.IntN(6))) % 60
		if y.r.IntN(5) == 0 {
			other = y.r.IntN(60)
		}
		if !slices.Contains(h.people, other) {
			h.people = append(h.people, other)
		}
	}
	y.joint++
	for _, who := range slices.Clone(h.people) {
		y.tell(h, len(y.events), who)
	}
	y.count(h)
}

func (y *madeYear) sessionOf(i int) {
	h := y.newEvent(activity.Meeting)
	h.date = activity.Date{Year: 2026, Month: time.Month(i + 1), Day: 3 + 2*i}
	h.session = []string{"市政协六届五次全会", "市政协六届二十一次常委会会议", "市政协六届二十二次常委会会议", "市政协六届二十三次常委会会议", "市政协六届二十四次常委会会议", "市政协第三十次主席会议", "市政协第三十一次主席会议", "市政协第三十二次主席会议", "市政协委员工作会议", "市政协提案交办会"}[i]
	n := 3 + y.r.IntN(12)
	h.people = y.r.Perm(60)[:n]
	y.joint++
	for _, who := range slices.Clone(h.people) {
		y.tell(h, len(y.events), who)
	}
	y.count(h)
}

func (y *madeYear) alone() {
	kinds := slices.Sorted(maps.Keys(madeFigures))
	h := y.newEvent(kinds[y.r.IntN(len(kinds))])
	h.people = []int{y.r.IntN(60)}
	event := len(y.events)
	if !y.tell(h, event, h.people[0]) {
		h.people = nil
		return
	}
	last := y.said[len(y.said)-1]
	switch y.r.IntN(20) {
	case 0: // taken back
		y.said = append(y.said, told{at: last.at.Add(time.Second), who: last.who, text: y.pick([]string{"删掉刚才那条", "上一条作废", "刪掉剛才那條"})})
		h.people = nil
		return
	case 1: // put right
		if h.kind == activity.Visit && h.told["走访/户"] {
			was := h.figures["走访/户"]
			h.figures["走访/户"] = was + 1 + y.r.Int64N(5)
			y.said = append(y.said, told{at: last.at.Add(time.Second), who: last.who, text: fmt.Sprintf(y.pick([]string{"不对，是%d户", "打错了，应该是%d户", "更正一下，是%d户"}), h.figures["走访/户"])})
		}
	}
	y.count(h)
}

// twins are two events of one day that look alike: the same place told by
// people of two groups with figures of their own, or no place at all.
func (y *madeYear) twins() {
	a := y.newEvent(activity.Visit)
	b := *a
	b.figures = map[string]int64{"走访/户": a.figures["走访/户"] + 1 + y.r.Int64N(4)}
	a.figures = map[string]int64{"走访/户": a.figures["走访/户"]}
	b.told = map[string]bool{}
	y.events = append(y.events, &b)
	who := y.r.IntN(60)
	a.people, b.people = []int{who}, []int{(who + 1 + y.r.IntN(50)) % 60}
	pattern := "今天走访%d户"
	if y.r.IntN(2) == 0 {
		pattern = "今天在" + a.place + "走访%d户"
	}
	for i, h := range []*happening{a, &b} {
		y.said = append(y.said, told{y.evening(h.date), h.people[0], fmt.Sprintf(pattern, h.figures["走访/户"]), len(y.events) - 1 + i})
		h.told["走访/户"] = true
		y.count(h)
	}
}

// cosigned is one proposal signed by several, each of whom tells of it.
func (y *madeYear) cosigned(i int) {
	h := y.newEvent(activity.Proposal)
	h.topic = []string{"农村快递进村", "社区食堂建设", "夜市管理", "电动自行车停放", "乡村教师周转房", "古树名木保护", "公交线路优化", "老年助餐点布局", "校车安全管理", "河道垃圾清理", "中小学课后服务", "社区医生配备", "口袋公园建设", "残疾人就业", "非遗进校园", "校园周边交通", "农田灌溉设施", "加装电梯补贴", "旅游厕所改造", "托育机构扶持", "冷链物流建设", "职业教育实训", "消防通道整治", "盲道规范", "噪声扰民治理"}[i]
	h.figures = map[string]int64{"提案/件": 1}
	h.people = y.r.Perm(60)[:2+y.r.IntN(2)]
	y.joint++
	for j, who := range h.people {
		others := y.names(h, who)
		text := fmt.Sprintf([]string{"和%s联名提了1件提案，关于%s", "与%s联名提交提案1件，关于%s"}[j%2], others, h.topic)
		day := time.Date(h.date.Year, h.date.Month, h.date.Day+y.r.IntN(4), 0, 0, 0, 0, time.UTC)
		y.said = append(y.said, told{y.evening(activity.DateOf(day)), who, text, len(y.events)})
	}
	h.told["提案/件"] = true
	y.count(h)
}

// talk counts nothing this year: plans, questions, last year's work, running totals.
func (y *madeYear) talk() {
	at := y.evening(activity.DateOf(time.Date(2026, 1, 1+y.r.IntN(330), 0, 0, 0, 0, time.UTC)))
	who := y.r.IntN(60)
	switch y.r.IntN(5) {
	case 0:
		y.said = append(y.said, told{at: at, who: who, text: y.pick([]string{"明天去柳湾村看大棚", "下周打算走访10户", "準備下個月去調研", "计划下周去开座谈会2场"})})
	case 1:
		y.said = append(y.said, told{at: at, who: who, text: y.pick([]string{"我今年走访了多少户？", "我今年提了几件提案？", "你好"})})
	case 2:
		n := 2 + y.r.Int64N(20)
		place, day := y.pick(madePlaces), 1+y.r.IntN(28)
		// Two visits to one place on one day could not be told from one.
		key := fmt.Sprint("late ", place, day)
		if y.placeDays[key] {
			return
		}
		y.placeDays[key] = true
		h := &happening{kind: activity.Visit, date: activity.Date{Year: 2025, Month: 12, Day: day}, figures: map[string]int64{"走访/户": n}, told: map[string]bool{"走访/户": true}, people: []int{who}}
		y.events = append(y.events, h)
		y.said = append(y.said, told{at, who, fmt.Sprintf("补报：去年12月%d日在%s走访%d户", h.date.Day, place, n), len(y.events)})
		y.count(h)
	case 3:
		y.said = append(y.said, told{at: at, who: who, text: fmt.Sprintf("截至今天累计走访%d户", 20+y.r.IntN(80))})
	case 4:
		y.said = append(y.said, told{at: at, who: who, text: fmt.Sprintf("今年以来累计走访群众%d户", 20+y.r.IntN(80))})
	}
}

func (y *madeYear) evening(d activity.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 17, y.r.IntN(240), y.r.IntN(60), 0, shanghai)
}

func (y *madeYear) names(h *happening, who int) string {
	var names []string
	for _, p := range h.people {
		if p != who {
			names = append(names, y.members[p])
		}
	}
	return strings.Join(names, "、")
}

var placeholder = regexp.MustCompile(`\{([^{}]+)\}`)

// tell lets somebody tell of an event in one of the wordings, and reports
// whether one was found that is understood as it is meant: how messages are
// understood is tested elsewhere.
func (y *madeYear) tell(h *happening, event, who int) bool {
	list := y.templates[h.kind]
	for range 40 {
		pattern := list[y.r.IntN(len(list))]
		if len(h.people) == 1 && (strings.Contains(pattern, "{names}") || strings.Contains(pattern, "我们")) {
			continue
		}
		at, when := y.evening(h.date), y.pick([]string{"", "今天", "今日", ""})
		if strings.HasPrefix(pattern, "{when}，") || y.r.IntN(12) == 0 && strings.Contains(pattern, "{when}") {
			when = fmt.Sprintf("%d月%d日", h.date.Month, h.date.Day)
			at = at.AddDate(0, 0, y.r.IntN(2))
		}
		given := map[string]bool{}
		text := placeholder.ReplaceAllStringFunc(pattern, func(p string) string {
			switch key := strings.Trim(p, "{}"); key {
			case "when":
				return when
			case "with":
				if names := y.names(h, who); names != "" && y.r.IntN(2) == 0 {
					return "和" + names + "一起"
				}
				return ""
			case "names":
				return y.names(h, who)
			case "place":
				return h.place
			case "topic":
				return h.topic
			case "session":
				return h.session
			default:
				given[key] = true
				return fmt.Sprint(h.figures[key])
			}
		})
		essay := strings.Contains(pattern, "1篇")
		if !understood1(text, at, h, given, essay) {
			continue
		}
		for key := range given {
			h.told[key] = true
		}
		if essay {
			h.essays++
		}
		y.said = append(y.said, told{at, who, text, event})
		return true
	}
	h.people = slices.DeleteFunc(h.people, func(p int) bool { return p == who })
	return false
}

func understood1(text string, at time.Time, h *happening, given map[string]bool, essay bool) bool {
	u := prompts.ByRules(text, at)
	if u.Intent != activity.Log || len(u.Records) != 1 || u.Records[0].Category != h.kind || u.Records[0].Date != h.date {
		return false
	}
	n := 0
	for _, q := range u.Records[0].Quantities {
		key := q.Of + "/" + string(q.Unit)
		switch {
		case given[key] && q.Value == activity.Whole(h.figures[key]):
			n++
		case key == "文章/篇" && essay, key == "接待/批":
		default:
			return false
		}
	}
	return n == len(given)
}

// count adds what an event comes to.
func (y *madeYear) count(h *happening) {
	if len(h.people) == 0 {
		return
	}
	cell := counting.Cell{Month: activity.Date{Year: h.date.Year, Month: h.date.Month}, Category: h.kind, What: counting.Sessions}
	y.truth.Add(counting.Everyone, cell, activity.One)
	cell.What = counting.Attendances
	y.truth.Add(counting.Everyone, cell, activity.Whole(int64(len(h.people))))
	cell.What = counting.Figure
	for key := range h.told {
		of, unit, _ := strings.Cut(key, "/")
		cell.Of, cell.Unit = of, activity.Unit(unit)
		y.truth.Add(counting.Everyone, cell, activity.Whole(h.figures[key]))
	}
	if h.essays > 0 {
		cell.Of, cell.Unit = "文章", "篇"
		y.truth.Add(counting.Everyone, cell, activity.Whole(int64(h.essays)))
	}
}

// lines is the year as replay reads it, in the order things were said.
func (y *madeYear) lines(t *testing.T) string {
	t.Helper()
	slices.SortStableFunc(y.said, func(a, b told) int { return a.at.Compare(b.at) })
	var b strings.Builder
	for i, m := range y.said {
		raw, err := json.Marshal(map[string]string{"id": fmt.Sprint(i), "sent_at": m.at.Format(time.RFC3339), "from": y.members[m.who], "group": y.groups[m.who], "text": m.text})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(raw)
		b.WriteByte('\n')
	}
	return b.String()
}

func recordsIn(t *testing.T, export string) []activity.Record {
	t.Helper()
	var records []activity.Record
	for row := range strings.Lines(export) {
		var l store.Line
		if err := json.Unmarshal([]byte(row), &l); err != nil {
			t.Fatal(err)
		}
		if l.Kind == store.RecordLine {
			records = append(records, *l.Record)
		}
	}
	return records
}

// compareMerges looks at every record that tells of a made event.
func (y *madeYear) compareMerges(t *testing.T, records []activity.Record, mayMiss float64) {
	t.Helper()
	truthOf := map[activity.RecordID]int{}
	parts := map[int]map[activity.RecordID][]activity.Record{}
	for _, r := range records {
		event := y.said[r.Message-1].event
		if r.Deleted || event == 0 {
			continue
		}
		if other, ok := truthOf[r.Event()]; ok && other != event {
			t.Errorf("false merge: %v %v %v %q is counted with another event: %v %q", r.ID, r.Date, r.Via, r.Text, r.Event(), textOf(records, r.Event()))
		}
		truthOf[r.Event()] = event
		if parts[event] == nil {
			parts[event] = map[activity.RecordID][]activity.Record{}
		}
		parts[event][r.Event()] = append(parts[event][r.Event()], r)
	}
	missed, all := 0, 0
	for event, split := range parts {
		told := 0
		for _, rs := range split {
			told += len(rs)
		}
		all += told - 1
		if len(split) < 2 {
			continue
		}
		missed += len(split) - 1
		var texts []string
		for id, rs := range split {
			for _, r := range rs {
				texts = append(texts, fmt.Sprintf("%v %s %s %s %v", id, y.members[y.said[r.Message-1].who], r.Date, r.Text, r.MaybeSameAs))
			}
		}
		slices.Sort(texts)
		t.Logf("told apart, event %d:\n\t%s", event, strings.Join(texts, "\n\t"))
		if !proposed(split) {
			t.Errorf("and not proposed")
		}
	}
	t.Logf("merges missed: %d of %d", missed, all)
	if float64(missed) > mayMiss*float64(all) {
		t.Errorf("too many")
	}
}

// answered is what becomes of the records when somebody who knows answers the
// questions: what is one event is merged.
func (y *madeYear) answered(records []activity.Record) []activity.Record {
	lead := map[int]activity.RecordID{}
	out := slices.Clone(records)
	for i, r := range out {
		event := y.said[r.Message-1].event
		if event == 0 || r.Deleted {
			continue
		}
		if lead[event] == 0 {
			lead[event] = r.ID
		}
		if out[i].SameAs = lead[event]; lead[event] == r.ID {
			out[i].SameAs = 0
		}
	}
	return out
}

func textOf(records []activity.Record, id activity.RecordID) string {
	for _, r := range records {
		if r.ID == id {
			return r.Text
		}
	}
	return ""
}

// proposed reports whether the parts of an event hang together by questions.
func proposed(split map[activity.RecordID][]activity.Record) bool {
	part := map[activity.RecordID]activity.RecordID{}
	root := func(id activity.RecordID) activity.RecordID {
		for part[id] != id {
			id = part[id]
		}
		return id
	}
	eventOf := map[activity.RecordID]activity.RecordID{}
	for id, rs := range split {
		part[id] = id
		for _, r := range rs {
			eventOf[r.ID] = id
		}
	}
	left := len(split)
	for _, rs := range split {
		for _, r := range rs {
			for _, other := range r.MaybeSameAs {
				if e, ok := eventOf[other]; ok && root(e) != root(eventOf[r.ID]) {
					part[root(e)] = root(eventOf[r.ID])
					left--
				}
			}
		}
	}
	return left == 1
}

func (y *madeYear) compareTotals(t *testing.T, records []activity.Record) {
	t.Helper()
	for _, year := range []int{2025, 2026} {
		got := counting.TallyOf(counting.Everyone, counting.Of(records)[counting.Everyone], activity.Year(year))
		want := counting.TallyOf(counting.Everyone, y.truth[counting.Everyone], activity.Year(year))
		g, w := totalLines(got), totalLines(want)
		for _, key := range slices.Sorted(maps.Keys(w)) {
			if g[key] != w[key] {
				t.Errorf("%d %s: got %d, want %d", year, key, g[key], w[key])
			}
		}
	}
}

func totalLines(tally counting.Tally) map[string]int64 {
	out := map[string]int64{}
	for _, l := range tally.Lines {
		out[string(l.Category)+" 场次"] = l.Sessions
		out[string(l.Category)+" 人次"] = l.Attendances
		for _, f := range l.Figures {
			out[string(l.Category)+" "+f.Of+"/"+string(f.Unit)] = int64(f.Value / activity.One)
		}
	}
	return out
}

func templatesOf(t *testing.T, path string) map[activity.Category][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	templates := map[activity.Category][]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if kind, text, ok := strings.Cut(lines.Text(), "|"); ok {
			templates[activity.Category(kind)] = append(templates[activity.Category(kind)], text)
		}
	}
	return templates
}
