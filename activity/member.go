package activity

// Role is what a person may do; roles are ordered, each may do what the ones
// before it may (leaders within their groups).
type Role string

// The roles; the zero value is a stranger.
const (
	Stranger  Role = ""
	Plain     Role = "member"
	Leader    Role = "leader"
	Secretary Role = "secretary"
)

// ParseRole reads a role by its code; ok is false for any other text.
func ParseRole(s string) (Role, bool) {
	switch r := Role(s); r {
	case Plain, Leader, Secretary:
		return r, true
	}
	return Stranger, false
}

// Member is a person of a committee.
type Member struct {
	ID   MemberID `json:"id"`
	Name string   `json:"name"`
	Role Role     `json:"role"`
	// Group is the group the member's work counts for; "" for secretaries
	// outside any group.
	Group GroupID `json:"group,omitempty"`
	// User is the person's number at the door; zero until they joined.
	User UserID `json:"user,omitempty"`
	// Lang is the chosen language, "" for the door's default.
	Lang Lang `json:"lang,omitempty"`
	// Removed members keep their records and may do nothing.
	Removed bool `json:"removed,omitempty"`
}

// Group is a working group of a committee, e.g. 经济组.
type Group struct {
	ID   GroupID `json:"id"`
	Name string  `json:"name"`
}

// Lang is a language replies are written in.
type Lang string

// The languages.
const (
	Hans    Lang = "zh-Hans"
	English Lang = "en"
)

// ParseLang folds a door's language code ("zh-CN", "en-US", "") to a Lang;
// anything that is not English is answered in Chinese.
func ParseLang(s string) Lang {
	if len(s) >= 2 && (s[:2] == "en" || s[:2] == "EN") {
		return English
	}
	return Hans
}
