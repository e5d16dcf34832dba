package joint_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/handlers/joint"
	"dutybook/prompts"
)

var (
	evening = time.Date(2026, 3, 12, 19, 0, 0, 0, time.FixedZone("committee", 8*3600))
	people  = []activity.Member{
		{ID: "m1", Name: "王芳", Group: "g1"}, {ID: "m2", Name: "孙大田", Group: "g1"},
		{ID: "m3", Name: "郑小满", Group: "g1"}, {ID: "m4", Name: "秦正平", Group: "g2"},
	}
)

// said is what a member told on the evening of a day.
func said(t *testing.T, id activity.RecordID, who, text string) activity.Record {
	t.Helper()
	u := prompts.ByRules(text, evening)
	if len(u.Records) != 1 {
		t.Fatalf("%q has %d records", text, len(u.Records))
	}
	r := u.Records[0]
	r.ID, r.Message = id, activity.MessageID(100*id)
	for _, m := range people {
		if m.Name == who {
			r.Member, r.Group = m.ID, m.Group
		}
	}
	return r
}

// TestTwoTellings: a secretary's judgement of pairs of messages of one day.
func TestTwoTellings(t *testing.T) {
	names := map[joint.Strength]string{joint.Apart: "apart", joint.Possible: "possible", joint.Likely: "likely", joint.Sure: "sure"}
	for _, row := range strings.Split(strings.TrimSpace(`
sure     | 王芳 | 到柳湾村调研春耕备耕，开座谈会1场，收集意见建议11条 | 孙大田 | 跟王芳去柳湾村调研春耕备耕，收集意见建议11条
sure     | 王芳 | 到柳湾村调研春耕备耕，开座谈会1场 | 秦正平 | 今日赴柳灣村調研春耕備耕，召開座談會1場
sure     | 王芳 | 出席市政协六届五次全会 | 秦正平 | 参加市政协六届五次全体会议，出席六届五次全会
sure     | 王芳 | 参加老旧小区改造协商会，提了4条建议 | 秦正平 | 我们参加市政协老旧小区改造协商会，提了4条建议
sure     | 王芳 | 今天和孙大田、郑小满在红枫社区走访12户 | 孙大田 | 今天走访12户，很顺利
sure     | 王芳 | 和小孙在柳湾村防汛值守9小时 | 孙大田 | 在柳湾村防汛值守9小时，转移群众14人
sure     | 王芳 | 视察养老机构4家，提出建议6条 | 孙大田 | 我们组视察养老机构4家，提出建议6条
sure     | 王芳 | 和孙大田走访红枫社区12户 | 孙大田 | 和王芳走访红枫社区13户
sure     | 王芳 | 接待港区商会考察团，来宾15人 | 孙大田 | 和王芳一起接待港区商会考察团，来宾15人
sure     | 王芳 | 和孙大田联名提了1件提案，关于农村快递进村 | 孙大田 | 联名提案1件，关于农村快递进村，和王芳一起
sure     | 王芳 | 在红枫社区走访30余户，收集意见9条 | 孙大田 | 在红枫社区走访32户，收集意见9条
sure     | 王芳 | 参加委员培训班3天，写心得体会1篇 | 孙大田 | 参加委员培训班3天，写心得体会1篇
sure     | 王芳 | 在红枫社区走访8户，收集意见6条 | 王芳 | 在红枫社区走访8户，收集意见6条
likely   | 王芳 | 在红枫社区走访5户 | 秦正平 | 在红枫社区走访3户
likely   | 王芳 | 今天走访3户 | 王芳 | 今天走访3户
likely   | 王芳 | 提交提案1件，关于夜市管理规范 | 孙大田 | 提交提案1件，关于夜市管理规范
possible | 王芳 | 今天走访5户 | 孙大田 | 今天走访5户
apart    | 王芳 | 今天走访3户 | 秦正平 | 今天走访5户
apart    | 王芳 | 在红枫社区走访5户，收集意见3条 | 孙大田 | 在望江社区走访5户，收集意见3条
apart    | 王芳 | 和孙大田在红枫社区走访5户 | 孙大田 | 在望江社区走访5户
apart    | 王芳 | 提交提案1件，关于夜市管理 | 孙大田 | 提交提案1件，关于校车安全
apart    | 王芳 | 无偿献血400毫升 | 孙大田 | 参加志愿服务4小时
apart    | 王芳 | 上午在红枫社区走访3户 | 王芳 | 下午又在红枫社区走访3户
apart    | 王芳 | 出席市政协六届二十一次常委会会议 | 孙大田 | 出席市政协六届二十三次常委会会议
`), "\n") {
		c := strings.Split(row, "|")
		for i := range c {
			c[i] = strings.TrimSpace(c[i])
		}
		t.Run(c[2]+" "+c[4], func(t *testing.T) {
			a, b := said(t, 1, c[1], c[2]), said(t, 2, c[3], c[4])
			roster := joint.NewRoster(people)
			v := joint.Compare(roster.Tell(a), roster.Tell(b))
			if names[v.Strength] != c[0] {
				t.Errorf("%s, want %s; %v", names[v.Strength], c[0], v.Reasons)
			}
			if back := joint.Compare(roster.Tell(b), roster.Tell(a)); back.Strength != v.Strength {
				t.Errorf("the other way round %s", names[back.Strength])
			}
		})
	}
}

func TestFellows(t *testing.T) {
	roster := joint.NewRoster(people)
	for text, want := range map[string]string{
		"和孙大田、郑小满一起走访3户":   "[m2 m3]",
		"我、孙大田和郑小满去柳湾村":    "[m2 m3]",
		"隨孫大田去柳灣村":         "[m2]",
		"同孙大田委员、郑小满委员一道调研": "[m2 m3]",
		"走访3户，同行的有孙大田":     "[m2]",
		"慰问老党员孙大田":         "[]",
		"和孙大田通电话，商量提案":     "[]",
		"visited with 孙大田": "[m2]",
		"和小孙一起走访":          "[]",
		"王芳和孙大田在一起":        "[m2]",
	} {
		var got []activity.MemberID
		for _, f := range roster.Fellows(text, "m1") {
			got = append(got, f.Member)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}

// TestAnEventContradicts: a record that fits one telling of an event and is
// told at another place than the event's other telling is asked about.
func TestAnEventContradicts(t *testing.T) {
	a := said(t, 1, "王芳", "走访12户，收集意见9条，写调研报告1篇")
	b := said(t, 2, "孙大田", "和王芳在红枫社区走访12户，收集意见9条")
	b.SameAs = 1
	c := said(t, 3, "郑小满", "在望江社区走访12户，收集意见9条")
	found := joint.Find(joint.NewRoster(people), c, []activity.Record{a, b})
	if len(found) > 0 && found[0].Strength == joint.Sure {
		t.Errorf("taken for the same: %v", found[0].Reasons)
	}
}

func TestSomebodySaidNo(t *testing.T) {
	a := said(t, 1, "王芳", "在红枫社区走访8户，收集意见6条")
	b := said(t, 2, "孙大田", "在红枫社区走访8户，收集意见6条")
	b.ApartFrom = []activity.RecordID{1}
	if found := joint.Find(joint.NewRoster(people), b, []activity.Record{a}); len(found) > 0 {
		t.Errorf("asked again: %v", found[0].Reasons)
	}
}
