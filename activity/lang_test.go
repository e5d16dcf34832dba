package activity_test

import (
	"testing"

	"dutybook/activity"
)

func TestLanguagesOfTheDoor(t *testing.T) {
	for code, want := range map[string]activity.Lang{
		"": activity.Hans, "zh": activity.Hans, "zh-CN": activity.Hans, "zh-hans": activity.Hans, "de": activity.Hans,
		"zh-TW": activity.Hant, "zh_HK": activity.Hant, "zh-Hant": activity.Hant, "zh-hant-mo": activity.Hant, "yue": activity.Hant,
		"en": activity.English, "en-US": activity.English, "EN": activity.English,
	} {
		if got := activity.ParseLang(code); got != want {
			t.Errorf("%q is %s, want %s", code, got, want)
		}
	}
}
