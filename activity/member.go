package activity

import (
	"slices"
	"strings"
)

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
	// Also are further groups the person belongs to; work counts for one of
	// them when its message names it.
	Also []GroupID `json:"also,omitempty"`
	// Leads are the groups a leader leads; none stands for Group alone.
	Leads []GroupID `json:"leads,omitempty"`
	// Past is what the person was before, oldest first.
	Past []Membership `json:"past,omitempty"`
	// Quiet is set by who wants no reminders.
	Quiet bool `json:"quiet,omitempty"`
	// Away is the last day of a leave, zero for none.
	Away Date `json:"away,omitzero"`
}

// Membership is what a person was until a day, that day left out.
type Membership struct {
	Role  Role    `json:"role"`
	Group GroupID `json:"group,omitempty"`
	Until Date    `json:"until"`
}

// GroupOn is the group work of a day counts for: the one the person was in
// then.
func (m Member) GroupOn(d Date) GroupID {
	for _, p := range m.Past {
		if d.Before(p.Until) {
			return p.Group
		}
	}
	return m.Group
}

// In reports whether the person belongs to a group now.
func (m Member) In(g GroupID) bool {
	return g != "" && (m.Group == g || slices.Contains(m.Also, g))
}

// Led are the groups the person leads; none for anybody but a leader.
func (m Member) Led() []GroupID {
	switch {
	case m.Role != Leader:
		return nil
	case len(m.Leads) > 0:
		return m.Leads
	case m.Group != "":
		return []GroupID{m.Group}
	}
	return nil
}

// OnLeave reports whether the person is on leave on a day.
func (m Member) OnLeave(d Date) bool { return m.Away != (Date{}) && !m.Away.Before(d) }

// Group is a working group of a committee, e.g. 经济组.
type Group struct {
	ID   GroupID `json:"id"`
	Name string  `json:"name"`
	// Kind says what sort of group it is; "" when nobody said.
	Kind GroupKind `json:"kind,omitempty"`
}

// GroupKind is a sort of group; a person may be in one group of each, so heads
// are never added up across kinds.
type GroupKind string

// The kinds of group.
const (
	SectorGroup    GroupKind = "sector"    // 界别组
	CommitteeGroup GroupKind = "committee" // 专门委员会
	TaskGroup      GroupKind = "task"      // 活动小组, 街道组
	OfficeGroup    GroupKind = "office"    // 机关
)

// GroupKinds are all kinds there are.
func GroupKinds() []GroupKind {
	return []GroupKind{SectorGroup, CommitteeGroup, TaskGroup, OfficeGroup}
}

// Lang is a language replies are written in.
type Lang string

// The languages.
const (
	Hans    Lang = "zh-Hans"
	Hant    Lang = "zh-Hant"
	English Lang = "en"
)

// Langs are all languages, the default first.
func Langs() []Lang { return []Lang{Hans, Hant, English} }

// ParseLang folds a door's language code ("zh-CN", "zh-hant", "en-US", "") to a
// Lang; Chinese of the places that write traditional script is Hant, anything
// else that is not English is Hans.
func ParseLang(s string) Lang {
	s = strings.ToLower(strings.ReplaceAll(s, "_", "-"))
	switch {
	case strings.HasPrefix(s, "en"):
		return English
	case strings.HasPrefix(s, "zh-hant"), strings.HasPrefix(s, "zh-tw"), strings.HasPrefix(s, "zh-hk"),
		strings.HasPrefix(s, "zh-mo"), strings.HasPrefix(s, "yue"):
		return Hant
	}
	return Hans
}
