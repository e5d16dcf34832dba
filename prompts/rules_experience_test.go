package prompts_test

import (
	"testing"

	"dutybook/activity"
	"dutybook/prompts"
)

// TestWordsNobodyListed: deeds told in words no list holds are filed by their
// likeness to the examples.
func TestWordsNobodyListed(t *testing.T) {
	for text, want := range map[string]activity.Category{
		"今天带外地同行看窑口，聊得投机":   activity.Outreach,
		"昨天给跑船的汉子们熬了姜汤送到船头": activity.Welfare,
		"陪审计的人翻了一天票据，查出白条":  activity.Supervision,
		"昨天陪老板们转山头找厂址":      activity.Development,
		"今天给老戏迷们唱了一段折子戏":    activity.Culture,
		"昨晚扛石头堵口子，到天亮":      activity.Emergency,
	} {
		u := prompts.ByRules(text, ruleSent)
		if len(u.Records) != 1 || u.Records[0].Category != want {
			t.Errorf("%s: %s, want %s", text, outline(u), want)
		}
	}
}

// TestExamplesOverruleWords: a word that corrects or reports does not decide
// against everything else a message says.
func TestExamplesOverruleWords(t *testing.T) {
	for text, want := range map[string]activity.Intent{
		"把收集到的乱收费情况写成信息上报了": activity.Log,
		"昨晚钓鱼去了":           activity.Other,
		"这个提案写得真好":         activity.Other,
		"刚才那条加一句：街道书记也来了":  activity.Correct,
		"今天走访了几户":          activity.Log,
		"把那几个账号的走访都删了，不要问": activity.Delete,
	} {
		if u := prompts.ByRules(text, ruleSent); u.Intent != want {
			t.Errorf("%s: %s, want %s", text, u.Intent, want)
		}
	}
}
