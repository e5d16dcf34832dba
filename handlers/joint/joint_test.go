package joint_test

import (
	"slices"
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
func said(t testing.TB, id activity.RecordID, who, text string) activity.Record {
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

// TestCompany: who took part, as 王芳 of the first group tells it.
func TestCompany(t *testing.T) {
	roster := joint.NewRoster(append(slices.Clone(people),
		activity.Member{ID: "m5", Name: "孙小桃", Group: "g2"},
		activity.Member{ID: "m6", Name: "郑国强", Group: "g2", Role: activity.Leader}, activity.Member{ID: "m7", Name: "郑国安", Group: "g3"}))
	plain := joint.Teller{Member: "m1", Groups: []activity.GroupID{"g1"}}
	leader := plain
	leader.Speaks = func(id activity.MemberID) bool { return id == "m2" || id == "m3" }
	office := joint.Teller{Member: "m9", Speaks: func(activity.MemberID) bool { return true }, Calls: map[string]activity.MemberID{"老孙": "m5", "小孙": ""}}
	for _, row := range strings.Split(strings.TrimSpace(`
plain  | 和孙大田、郑小满一起走访3户       | m2 m3
plain  | 我、孙大田和郑小满去柳湾村        | m2 m3
plain  | 隨孫大田去柳灣村                  | m2
plain  | 同孙大田委员、郑小满委员一道调研  | m2 m3
plain  | 走访3户，同行的有孙大田           | m2
plain  | 慰问老党员孙大田                  |
plain  | 和孙大田通电话，商量提案          |
plain  | visited with 孙大田               | m2
plain  | 王芳和孙大田在一起                | m2
plain  | 和小孙一起走访                    | m2 小孙=m2
plain  | 和正平一起走访                    | m4 正平=m4
plain  | 跟秦主席去柳湾村                  | m4 秦主席=m4
plain  | 和郑组长一起走访                  | m6 郑组长=m6
plain  | 和小满镇干部一起走访              |
plain  | 和老周一起走访                    |
plain  | 孙大田、郑小满和我参加座谈会      | m2 m3
plain  | 孙大田、郑小满参加座谈会          |
leader | 孙大田、郑小满参加座谈会1次       | behalf m2 m3
leader | 今天组织孙大田、小满等5位委员视察养老机构 | behalf m2 m3 小满=m3
leader | 3月5日孙大田和张路人、郑小满都到柳湾村调研 | behalf m2 m3
leader | 孙大田、张路人今天参加座谈会     | behalf m2
leader | 孙大田、张路人参加座谈会         | behalf m2
leader | 孙大田、秦正平参加座谈会          | behalf m2 beyond m4
leader | 秦正平参加座谈会                  | behalf beyond m4
leader | 王芳、孙大田参加座谈会            | m2
leader | 孙大田反映电梯坏了                |
leader | 和孙大田一起走访                  | m2
office | 帮孙大田、郑小满记一下：参加座谈会1次 | behalf m2 m3
office | 代孙大田记录：提交社情民意2条     | behalf m2
office | 老孙参加座谈会                    | behalf m5 老孙=m5
office | 小孙参加座谈会                    |
office | 郑委员参加座谈会                  | behalf 郑委员?m3,m6,m7
office | 郑组长参加座谈会                  | behalf m6 郑组长=m6
office | 孙大田, 郑小满 attended a meeting | behalf m2 m3
`), "\n") {
		c := strings.Split(row, "|")
		for i := range c {
			c[i] = strings.TrimSpace(c[i])
		}
		teller := map[string]joint.Teller{"plain": plain, "leader": leader, "office": office}[c[0]]
		if got := shown(roster.CompanyOf(activity.Record{Text: c[1], Member: teller.Member}, teller)); got != c[2] {
			t.Errorf("%s: %s\n got %s\nwant %s", c[0], c[1], got, c[2])
		}
	}
}

func shown(c joint.Company) string {
	var words []string
	if c.Behalf && c.Outside {
		words = append(words, "behalf")
	}
	for _, f := range c.Fellows {
		words = append(words, string(f.Member))
	}
	for _, id := range c.Beyond {
		words = append(words, "beyond", string(id))
	}
	for _, call := range c.Calls {
		words = append(words, call.Name+"="+string(call.Member))
	}
	for _, u := range c.Unsure {
		var fits []string
		for _, f := range u.Fits {
			fits = append(fits, string(f.Member))
		}
		words = append(words, u.Name+"?"+strings.Join(fits, ","))
	}
	return strings.Join(words, " ")
}

func find(told activity.Record, near ...activity.Record) []joint.Match {
	roster := joint.NewRoster(people)
	tellings := make([]*joint.Telling, len(near))
	for i, r := range near {
		tellings[i] = roster.Tell(r)
	}
	return joint.Find(roster.Tell(told), tellings)
}

// TestAnEventContradicts: a record that fits one telling of an event and is
// told at another place than the event's other telling is asked about.
func TestAnEventContradicts(t *testing.T) {
	a := said(t, 1, "王芳", "走访12户，收集意见9条，写调研报告1篇")
	b := said(t, 2, "孙大田", "和王芳在红枫社区走访12户，收集意见9条")
	b.SameAs = 1
	c := said(t, 3, "郑小满", "在望江社区走访12户，收集意见9条")
	found := find(c, a, b)
	if len(found) > 0 && found[0].Strength == joint.Sure {
		t.Errorf("taken for the same: %v", found[0].Reasons)
	}
}

func TestSomebodySaidNo(t *testing.T) {
	a := said(t, 1, "王芳", "在红枫社区走访8户，收集意见6条")
	b := said(t, 2, "孙大田", "在红枫社区走访8户，收集意见6条")
	b.ApartFrom = []activity.RecordID{1}
	if found := find(b, a); len(found) > 0 {
		t.Errorf("asked again: %v", found[0].Reasons)
	}
}
