package handlers

import "testing"

func TestSumsAskedFor(t *testing.T) {
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{
		"捐款和争取资金一共多少":                              2,
		"捐款、争取资金和贷款合计多少":                           3,
		"捐款與爭取資金總共多少":                              2,
		"走访的户和户次加起来多少":                             2,
		"场次和人次一共多少":                                2,
		"举办和参加的会议一共多少场":                            2,
		"how much were donations and loans":        0,
		"how much were donation and loan in total": 2,
		"今年一共捐款多少":                                 0,
		"捐款和争取资金各多少":                               0,
		"走访和慰问一共多少户":                               0,
		"捐款一共多少，争取资金多少":                            0,
		"参加会议和调研一共几次":                              0,
		"捐款和善款一共多少":                                0,
		"王芳和李明一共捐款多少":                              0,
		"一共走访多少户，慰问金多少":                            0,
		"组织和带队参加的活动一共多少次":                          0,
	} {
		if got := texts.sums.sumAsked(text); len(got) != want {
			t.Errorf("%s: %d asked to be added, want %d: %+v", text, len(got), want, got)
		}
	}
}
