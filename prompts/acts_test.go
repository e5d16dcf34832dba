package prompts

import (
	"testing"
	"time"

	"dutybook/activity"
)

func TestActs(t *testing.T) {
	for want, texts := range map[activity.Act][]string{
		activity.Held: {"今天召开委员座谈会1场，25人参加", "组织委员学习条例1次", "承办读书分享会，来了30人", "牵头开展界别协商1次", "在社区组织召开座谈会，12人参加", "今天到东街街道社区举办政策宣讲1场",
			"在镇政府召开界别协商会1场", "held a forum for 20 members"},
		activity.Attended: {"今天参加市政协全会", "列席区政府常务会议", "出席由区政协举办的联谊会1场", "区政府召开座谈会听取意见，作了发言", "组织委员参加市里的学习班", "市政协召开民主协商会，我参加了", "在统战部召开的座谈会上发言1次", "在市委组织召开的座谈会上发言", "到社区参加商会举办的活动",
			"在镇里参加商会组织座谈", "attended a plenary session"},
		"": {"座谈会1场", "党组织生活会1次", "区政协召开协商会", "委员学习1次，20名委员参加", "走访社会组织"},
	} {
		for _, text := range texts {
			if got := actOf(activity.Meeting, text); got != want {
				t.Errorf("%s: %q, want %q", text, got, want)
			}
		}
	}
	if got := actOf(activity.Visit, "组织委员走访3户"); got != "" {
		t.Errorf("a visit is %q", got)
	}
}

func TestEveryRecordHasItsOwnAct(t *testing.T) {
	u := ByRules("3月1日举办座谈会1场；3月2日参加全会1次", time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC))
	if len(u.Records) != 2 || u.Records[0].Act != activity.Held || u.Records[1].Act != activity.Attended {
		t.Errorf("%+v", u.Records)
	}
}
