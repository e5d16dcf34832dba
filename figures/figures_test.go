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
		"三番五次", "No. 3 dike", "三日前", "那一天",
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
		{"1号避难所", ""}, {"3号楼", ""}, {"春节前", ""},
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
