package main

import (
	"strings"
	"testing"

	"dutybook/store/storetest"
	"dutybook/trial"
)

// TestMenusFollowRoles: everybody has the menu of what they are, from their next
// message on, and none of their own when they are nobody any more.
func TestMenusFollowRoles(t *testing.T) {
	st := newStage(t, storetest.New(t))
	for _, line := range []string{"@ 周敏 admin", "@ 王芳 member 经济组"} {
		st.act(line)
	}
	menu := func() string {
		last := ""
		for _, call := range st.telegram.Calls() {
			if strings.Contains(call.Params["scope"], "101") {
				last = call.Method + " " + call.Params["commands"]
			}
		}
		return last
	}
	st.act("> 王芳 2026-03-02 09:00 /mine")
	if m := menu(); !strings.Contains(m, `"mine"`) || strings.Contains(m, `"draft"`) || strings.Contains(m, `"stats"`) {
		t.Errorf("a member's menu: %s", m)
	}
	st.act("> 周敏 /members 王芳 组长")
	if m := menu(); !strings.Contains(m, `"stats"`) || strings.Contains(m, `"draft"`) {
		t.Errorf("a leader's menu: %s", m)
	}
	st.act("> 王芳 /lang en")
	if m := menu(); !strings.Contains(m, "My records") {
		t.Errorf("a menu in English: %s", m)
	}
	st.act("> 周敏 /members remove 王芳")
	if m := menu(); !strings.HasPrefix(m, "deleteMyCommands") {
		t.Errorf("nobody's menu: %s", m)
	}
}

// TestMenusInTraditionalScript: the menu of everybody knows languages by two
// letters, which do not tell the scripts of Chinese apart; who reads traditional
// script has it in their own menu from the first message on.
func TestMenusInTraditionalScript(t *testing.T) {
	st := newStage(t, storetest.New(t))
	st.act("@ 陳大文 member 經濟組")
	st.telegram.AddPerson(trial.Person{ID: st.people["陳大文"], Name: "陳大文", Lang: "zh-hant"})
	st.act("> 陳大文 2026-03-02 09:00 /mine")
	own := ""
	for _, call := range st.telegram.Calls() {
		if call.Method != "setMyCommands" {
			continue
		}
		if code := call.Params["language_code"]; code != "" && len(code) != 2 {
			t.Errorf("a menu for the language %q", code)
		}
		if strings.Contains(call.Params["scope"], "100") {
			own = call.Params["commands"]
		}
	}
	if !strings.Contains(own, "撤銷上一條") {
		t.Errorf("the menu is %s", own)
	}
}
