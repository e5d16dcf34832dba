package figures_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/figures"

	"pgregory.net/rapid"
)

// said lists figures as "value unit bound", which reads like the rule.
func said(list []figures.Figure) string {
	parts := make([]string, len(list))
	for i, f := range list {
		parts[i] = strings.TrimSpace(fmt.Sprintf("%s%s %s", f.Value, f.Unit, f.Approx))
	}
	return strings.Join(parts, ", ")
}

func TestScan(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"走访3户", "3户"},
		{"走訪農戶十五戶", "15户"},
		{"争取资金近两千万元", "20000000元 near"},
		{"意向资金2.5个亿", "250000000元"},
		{"工资9万6", "96000元"},
		{"卖了3万8千斤", "38000斤"},
		{"捐了三百零五元", "305元"},
		{"发资料100多份", "100份 over"},
		{"来了五十来人", "50人 over"},
		{"剪纸百余幅", "100幅 over"},
		{"沙袋近千个", "1000个 near"},
		{"16个人左右", "16人 about"},
		{"两个半小时", "2.5小时"},
		{"志愿服务半天", "0.5天"},
		{"俩人去", "2人"},
		{"跑了仨自然村", "3个"},
		{"满意率百分之九十六点五", "96.5%"},
		{"ＲＭＢ　５,０００", "5000元"},
		{"over 30,000 yuan", "30000元 over"},
		{"visited twenty-three households", "23户"},
		{"a 1.2 million yuan loan", "1200000元"},
		{"作了一次发言", "1次"},
		{"巡查河堤三公里", "3公里"}, {"调停一起工伤赔偿", "1起"}, {"信息一篇", "1篇"}, {"調解咗一宗糾紛", "1宗"},
		{"大概花了八百块", "800元 about"}, {"至少跑了三趟", "3趟 over"}, {"花了八百块", "800元"},
		{"募到衣物上千件", "1000件 over"}, {"观众破万人次", "10000人次 over"}, {"不下二十位", "20位 over"},
		{"三十户往上", "30户 over"}, {"快到100人", "100人 near"}, {"约摸三百六十小时", "360小时 about"},
		{"讲了一个来小时", "1小时 over"}, {"花三个半天", "1.5天"}, {"傾咗個半鐘頭", "1.5小时"}, {"傾咗兩個鐘", "2小时"},
		{"捐了伍千元", "5000元"}, {"捐款2000", "2000元"}, {"赔了约2600", "2600元 about"}, {"谈成11万5", "115000元"},
		{"捐了5万,其中3万给学校", "50000元, 30000元"}, {"捐5w", "50000元"}, {"提了三点", "3点"}, {"参加一期培训", "1期"},
		{"a 2-day training", "2天"}, {"two-hour lecture", "2小时"}, {"half an hour", "0.5小时"}, {"one and a half hours", "1.5小时"},
		{"over a hundred residents", "100人 over"}, {"two dozen leaflets", "24份"}, {"met twice", "2次"},
		{"visited 2 needy families", "2户"}, {"inspected 4 dusty workshops", "4次"}, {"found 3 broken railings", "3个"},
		{"上千", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			if got := said(figures.Scan(c.text)); got != c.want {
				t.Errorf("Scan(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestScanLeavesOut(t *testing.T) {
	for _, text := range []string{
		"学习十四五规划", "两个维护", "三会一课", "一带一路", "七届五次全会", "第三次会议",
		"上午10点开会", "2026年6月10日", "去五里镇", "到六安路", "1号避难所", "在3号楼前",
		"走访几户", "开了好几次会", "来了几十人", "3-5户", "打12345热线", "〔2026〕15号",
		"第23期专报", "my 5th time", "Ms. Luo in Building 7", "作为一名委员", "《一户一策100条》",
		"三番五次", "No. 3 dike", "三日前", "那一天", "做了两件事：", "获得前三名", "三到五户", "下午3点20分",
		"大陆家庭", "到五道口", "五台山", "三农工作", "两会期间", "腊八节", "成百上千", "三天两头", "at 9 visited homes", "in 2025 visited homes",
	} {
		t.Run(text, func(t *testing.T) {
			if got := figures.Scan(text); len(got) > 0 {
				t.Errorf("Scan(%q) = %q, want nothing", text, said(got))
			}
		})
	}
}

func TestWhatIsCountedAndWhetherItAdds(t *testing.T) {
	for _, c := range []struct {
		text, of string
		kind     activity.Kind
	}{
		{"收集意见建议23条", "意见建议", activity.Additive},
		{"召开座谈会2场", "座谈会", activity.Additive},
		{"立案5件", "提案·立案", activity.Additive},
		{"察看泵站6座", "泵站", activity.Additive},
		{"扫了3条街", "街", activity.Additive},
		{"捐款2000元", "捐款", activity.Additive},
		{"协调贷款200万元", "贷款", activity.Additive},
		{"submitted 2 proposals", "提案", activity.Additive},
		{"提交提案，其中2件被评为优秀提案", "提案·优秀", activity.Part},
		{"每户500元慰问金", "慰问金", activity.Each},
		{"坝高45米", "坝高", activity.Stock},
		{"截至目前累计报送信息7条", "社情民意信息", activity.Running},
		{"办复率100%", "办复率", activity.Rate},
	} {
		t.Run(c.text, func(t *testing.T) {
			got := figures.Scan(c.text)
			if len(got) != 1 || got[0].Of != c.of || got[0].Kind != c.kind {
				t.Errorf("Scan(%q) = %+v, want of %q kind %q", c.text, got, c.of, c.kind)
			}
		})
	}
}

// TestWhatBecameOfIt: a result is a figure of its own, a sum alone in its clause
// counts what the clause before speaks of, and neither takes its neighbour's.
func TestWhatBecameOfIt(t *testing.T) {
	for text, want := range map[string]string{
		"报送的社情民意信息1篇被省政协采用":  "社情民意信息·采用",
		"采用的信息有3条":           "社情民意信息·采用",
		"上报信息2篇被采用1篇":        "社情民意信息 社情民意信息·采用",
		"提交提案5件，其中3件获立案":     "提案 提案·立案",
		"提了4条建议，被采纳2条":       "意见建议 意见建议·采纳",
		"资助大学新生3名，共6000元":    "大学新生 资助金",
		"交文史稿1篇，八千字":         "文史稿 文史稿",
		"签约投资5000万元，意向投资1亿元": "签约投资 意向投资",
	} {
		var got []string
		for _, f := range figures.Scan(text) {
			got = append(got, f.Of)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s counts %q, want %s", text, got, want)
		}
	}
}

// sent is a Tuesday.
var sent = time.Date(2026, 11, 24, 20, 0, 0, 0, time.FixedZone("committee", 8*3600))

func TestDates(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"今天", "2026-11-24"}, {"昨晚", "2026-11-23"}, {"大前天", "2026-11-21"}, {"三日前", "2026-11-21"},
		{"上周四", "2026-11-19"}, {"上上周三", "2026-11-11"}, {"周五", "2026-11-20"}, {"这周一", "2026-11-23"},
		{"上個月", "2026-10"}, {"去年", "2025"}, {"今年以来", "2026"}, {"12月28号", "2025-12-28"},
		{"30号", "2026-10-30"}, {"24号", "2026-11-24"}, {"上月28号", "2026-10-28"}, {"2026-05-14", "2026-05-14"},
		{"2月份", "2026-02"}, {"11/3", "2026-11-03"}, {"10月5日至7日", "2026-10-05"}, {"二〇二六年六月十日", "2026-06-10"},
		{"last Friday", "2026-11-20"}, {"on Monday", "2026-11-23"}, {"Jul 17", "2026-07-17"}, {"last month", "2026-10"},
		{"two days ago", "2026-11-22"}, {"明天", "2026-11-25 future"}, {"下周一", "2026-11-30 future"}, {"next Tuesday", "2026-12-01 future"},
		{"1号避难所", ""}, {"3号楼", ""}, {"春节前", ""}, {"3号会议室", ""},
		{"噚晚", "2026-11-23"}, {"上礼拜天", "2026-11-22"}, {"上个月底", "2026-10"}, {"26年3月5日", "2026-03-05"},
		{"4.15 视察食堂", "2026-04-15"}, {"4.15万元", ""}, {"走了4.15公里", ""}, {"1到3月", "2026-01"},
		{"今年走访", "2026"}, {"今年第一件", ""}, {"last week Wednesday", "2026-11-18"}, {"Wednesday last week", "2026-11-18"},
		{"a week ago", "2026-11-17"}, {"on the 5th", "2026-11-05"}, {"the 5th meeting", ""}, {"in March", "2026-03"}, {"march on", ""},
		{"5th of March", "2026-03-05"}, {"this past Friday", "2026-11-20"}, {"植树节", "2026-11-24"}, {"农历八月十五", ""}, {"5月30晚上", "2026-05-30"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got := ""
			for _, d := range figures.Dates(c.text, sent) {
				got += d.String()
				if d.Future {
					got += " future"
				}
			}
			if got != c.want {
				t.Errorf("Dates(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestPeriod(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2026", "2026"}, {"今年", "2026"}, {"去年", "2025"}, {"上半年", "2026-01/2026-06"},
		{"三季度", "2026-07/2026-09"}, {"5月", "2026-05"}, {"this quarter", "2026-10/2026-12"}, {"Q1", "2026-01/2026-03"},
		{"一月到三月", "2026-01/2026-03"}, {"1-3月", "2026-01/2026-03"}, {"2025年前三季度", "2025-01/2025-09"},
		{"上个月", "2026-10"}, {"上季度", "2026-07/2026-09"}, {"你好", ""},
		{"下半年", "2026-07/2026-12"}, {"10月5日至7日", "2026-10"}, {"今年下半年", "2026-07/2026-12"}, {"H1", "2026-01/2026-06"}, {"1到3月", "2026-01/2026-03"}, {"去年1月到3月", "2025-01/2025-03"},
		{"近三个月", "2026-09/2026-11"}, {"最近半年", "2026-06/2026-11"}, {"近一年", "2025-12/2026-11"}, {"last 3 months", "2026-09/2026-11"},
		{"2025年11月到2026年2月", "2025-11/2026-02"}, {"去年11月至今年2月走访了多少户", "2025-11/2026-02"}, {"11月到2月", "2025-11/2026-02"},
		{"2026年1月12日至2026年9月3日", "2026-01/2026-09"}, {"2025年12月30日到2026年1月8日", "2025-12/2026-01"},
	} {
		t.Run(c.text, func(t *testing.T) {
			p, ok := figures.Period(c.text, sent)
			if got := p.String(); ok != (c.want != "") || ok && got != c.want {
				t.Errorf("Period(%q) = %q %v, want %q", c.text, got, ok, c.want)
			}
		})
	}
}

func TestRender(t *testing.T) {
	for _, c := range []struct {
		value  activity.Amount
		unit   activity.Unit
		approx activity.Approx
		want   string
	}{
		{activity.Whole(30), "户", activity.Over, "30余户"},
		{activity.Whole(20_000_000), "元", activity.Near, "近2000万元"},
		{activity.Whole(120), "人", activity.About, "约120人"},
		{25_000, "小时", activity.Exact, "2.5小时"},
		{965_000, "%", activity.Exact, "96.5%"},
		{activity.Whole(12_000), "元", activity.Exact, "1.2万元"},
		{activity.Whole(345_000_000), "元", activity.Exact, "3.45亿元"},
		{activity.Whole(12_000), "人", activity.Exact, "12000人"},
		{activity.Whole(817_000), "人次", activity.Exact, "81.7万人次"},
	} {
		t.Run(c.want, func(t *testing.T) {
			q := activity.Quantity{Value: c.value, Unit: c.unit, Approx: c.approx}
			if got := figures.Render(q); got != c.want {
				t.Errorf("Render = %q, want %q", got, c.want)
			}
		})
	}
}

func TestRenderedFiguresScanBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := activity.Quantity{
			Value:  activity.Whole(rapid.Int64Range(1, 1_000_000_000_000).Draw(t, "value")),
			Unit:   rapid.SampledFrom([]activity.Unit{"户", "元", "人次", "条", "小时", "亩", "%"}).Draw(t, "unit"),
			Approx: rapid.SampledFrom([]activity.Approx{"", "over", "near", "about"}).Draw(t, "approx"),
		}
		text := figures.Render(q)
		got := figures.Scan(text)
		if len(got) != 1 || got[0].Value != q.Value || got[0].Unit != q.Unit || got[0].Approx != q.Approx || got[0].Quote != text {
			t.Fatalf("%q scans as %+v, want %+v", text, got, q)
		}
	})
}

func TestFoldKeepsPlaces(t *testing.T) {
	if got := figures.Fold("訪３戶，ABC"); got != "访3户,ABC" {
		t.Errorf("Fold = %q", got)
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"走访3户", "近两千万元", "\xff\x00３", strings.Repeat("9", 10000), strings.Repeat("一百亿", 500), "\u202e5户\u200b", "👍", "《《《", "1000000000000000000元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, g := range figures.Scan(text) {
			if g.Start < end || g.End <= g.Start || g.End > len(text) || text[g.Start:g.End] != g.Quote {
				t.Fatalf("figure %+v does not lie in %q", g, text)
			}
			end = g.End
		}
		for _, d := range figures.Dates(text, sent) {
			if d.Start < 0 || d.End <= d.Start || d.End > len(text) {
				t.Fatalf("date %+v does not lie in %q", d, text)
			}
		}
		figures.Period(text, sent)
		if utf8.ValidString(text) && utf8.RuneCountInString(figures.Fold(text)) != utf8.RuneCountInString(text) {
			t.Fatalf("Fold changes the number of runes of %q", text)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	text := "1月14日，本人随市政协赴云台乡开展专题调研，实地察看泵站6座、渠道12.5公里，召开座谈会2场，收集意见建议23条，形成调研报告1篇。"
	b.ReportAllocs()
	for b.Loop() {
		figures.Scan(text)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(utf8.RuneCountInString(text)), "ns/rune")
}

// What is hostile must not cost more a rune than what is usual by much.
func BenchmarkScanHard(b *testing.B) {
	for name, text := range map[string]string{
		"digits": strings.Repeat("9", 10_000), "numerals": strings.Repeat("一百亿", 3000), "phrases": strings.Repeat("一一以贯之", 2000),
		"quotes": strings.Repeat("《", 10_000), "ranges": strings.Repeat("3-", 5000), "words": strings.Repeat("twenty-", 1500),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				figures.Scan(text)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(utf8.RuneCountInString(text)), "ns/rune")
		})
	}
}

// TestRunningTotalsRunOn: 截至 holds for all figures of its sentence, 其中 for
// those listed after it; what was done today is no running total.
func TestRunningTotalsRunOn(t *testing.T) {
	for text, want := range map[string]string{
		"截至6月底，共收到提案121件，立案106件，办复98件":   "running running running",
		"收到提案1290件，其中集体提案129件、个人提案1161件": " part part",
		"走访32户，其中困难户10户，发放资料20份":         " part ",
		"累计走访86户，今天又走访5户":                "running ",
		"今天累计走访12户":                      "",
		"今天走访5户，累计走访86户":                 " running",
	} {
		var kinds []string
		for _, f := range figures.Scan(text) {
			kinds = append(kinds, string(f.Kind))
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
