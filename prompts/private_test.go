package prompts_test

import (
	"context"
	"encoding/json"
	"testing"
)

// TestResidentsAreMasked: what leaves for a model names no resident and holds
// no telephone, identity or card number; everything else is as written.
func TestResidentsAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		"走访村民张三家，了解情况":                                  "走访村民某某某，了解情况",
		"走访低保户李桂芳、王小五，送米2袋":                             "走访低保户某某某、某某某，送米2袋",
		"看望王阿姨和李大爷":                                     "看望某阿姨和某大爷",
		"看望李桂芳老人，送慰问金500元":                              "看望某某某老人，送慰问金500元",
		"老王反映停车难":                                       "老某反映停车难",
		"居民欧阳建国反映下水道堵":                                  "居民某某某某反映下水道堵",
		"居民张伟，电话13812345678，反映噪音":                       "居民某某，电话***********，反映噪音",
		"身份证51012319800101123X的住户来访":                    "身份证*****************x的住户来访",
		"联系方式 138-1234-5678":                            "联系方式 ***-****-****",
		"值班电话0834-3312345，接听3个":                         "值班电话****-*******，接听3个",
		"电话８１２３４５６有人反映":                                 "电话*******有人反映",
		"卡号6222021234567890123，捐款1000元":                 "卡号*******************，捐款1000元",
		"姓名：陈小明，走访1户":                                   "姓名：某某某，走访1户",
		"visited resident Zhang San today":              "visited resident xxxxx xxx today",
		"helped Mrs. Li move 3 boxes":                   "helped Mrs. xx move 3 boxes",
		"走访幸福小区3栋2单元501室的老人，送米1袋":                       "走访幸福小区*栋*单元***室的老人，送米1袋",
		"去柳树巷12号看望，修了2盏灯":                               "去某某巷**号看望，修了2盏灯",
		"家住和平路一百二十号三楼的住户反映漏水":                           "家住某某路****号*楼的住户反映漏水",
		"看望三单元五〇二室独居老人":                                 "看望*单元***室独居老人",
		"helped the tenant of Room 501, 12 Garden Road": "helped the tenant of Room ***, ** xxxxxx Road",
		"在塔山社区3号楼前开院坝会，听了19条意见":                         "在塔山社区3号楼前开院坝会，听了19条意见",
		"5号走访6户，7号走访8户":                                 "5号走访6户，7号走访8户",
		"视察12号泵站和3座水闸":                                  "视察12号泵站和3座水闸",
		"今天走访3户居民，宣传政策":                                 "今天走访3户居民，宣传政策",
		"群众高兴，走访5户":                                     "群众高兴，走访5户",
		"慰问高龄老人8位":                                      "慰问高龄老人8位",
		"捐款13800000000元":                                "捐款13800000000元",
		"参加七届四次会议，作发言1次":                                "参加七届四次会议，作发言1次",
		"为居民解答政策20次":                                    "为居民解答政策20次",
		"组织群众关心的路灯维修12盏":                                "组织群众关心的路灯维修12盏",
		"走访学生10人":                                       "走访学生10人",
		"在龙江村走访村民12户":                                   "在龙江村走访村民12户",
		"走訪村民張三家":                                       "走訪村民某某某",
	} {
		r, s, _ := reader(t, said("other"))
		r.Read(context.Background(), text, ruleSent)
		if len(s.Asked()) == 0 {
			t.Errorf("%q was not asked about", text)
			continue
		}
		var user struct{ Message string }
		if err := json.Unmarshal([]byte(s.Asked()[0].User), &user); err != nil || user.Message != want {
			t.Errorf("shown %q, want %q", user.Message, want)
		}
	}
}

// TestMaskedQuotesAreFound: the model quotes what it was shown, the record
// holds what was written.
func TestMaskedQuotesAreFound(t *testing.T) {
	text := "昨天看望李桂芳老人，电话13812345678，送慰问金500元"
	r, _, _ := reader(t, said("log", record("昨天看望某某某老人，电话***********，送慰问金500元", "welfare", "昨天", "500元")))
	u := r.Read(context.Background(), text, ruleSent)
	if got, want := told(u), "model log: welfare 2026-11-23 500元"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	if u.Records[0].Summary != text {
		t.Errorf("summary %q", u.Records[0].Summary)
	}
}
