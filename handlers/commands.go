package handlers

import (
	"context"
	"strings"

	"dutybook/activity"
)

// command is a row of the command table.
type command struct {
	needs right
	run   func(ctx context.Context, t *turn, args string) error
}

// table is every command there is.
func (h *Handlers) table() map[string]command {
	return map[string]command{
		"start":    {toGreet, h.start},
		"help":     {toGreet, h.help},
		"lang":     {toGreet, h.chooseLang},
		"mine":     {toSeeOwn, h.mine},
		"log":      {toLog, h.logCommand},
		"undo":     {toLog, h.undo},
		"redo":     {toLog, h.redo},
		"history":  {toSeeOwn, h.history},
		"summary":  {toSeeOwn, h.summary},
		"section":  {toSeeGroup, h.section},
		"stats":    {toSeeGroup, h.stats},
		"chart":    {toSeeGroup, h.chart},
		"review":   {toSeeGroup, h.review},
		"sums":     {toSeeGroup, h.sums},
		"draft":    {toDraft, h.draft},
		"outline":  {toDraft, h.outline},
		"template": {toDraft, h.template},
		"check":    {toDraft, h.check},
		"phrases":  {toDraft, h.phrases},
		"notes":    {toDraft, h.notes},
		"facts":    {toState, h.facts},
		"score":    {toSeeOwn, h.score},
		"ledger":   {toExport, h.ledger},

		"session":  {toState, h.session},
		"unlike":   {toState, h.unlike},
		"freeze":   {toDraft, h.freeze},
		"unfreeze": {toDraft, h.unfreeze},

		"event":   {toInvite, h.event},
		"invite":  {toInvite, h.invite},
		"members": {toSeePeople, h.members},

		"groups":    {toSeePeople, h.groups},
		"proposals": {toSeeOwn, h.proposals},
		"cosign":    {toLog, h.cosignCommand},
		"opinions":  {toSeeOwn, h.opinions},
		"leave":     {toLog, h.leave},
		"mydata":    {toSeeOwn, h.mydata},
		"forget":    {toLog, h.forget},
		"audit":     {toAudit, h.audit},
		"remind":    {toLog, h.remind},
		"committee": {toGreet, h.committee},
	}
}

// menuOrder is the order of the command menu; commands not in it work all the
// same.
var menuOrder = []string{"mine", "proposals", "cosign", "opinions", "undo", "summary", "section", "stats", "review", "sums", "draft", "outline", "template", "check", "phrases",
	"notes", "facts", "ledger", "score", "unlike", "freeze", "session", "event", "invite", "members", "groups", "leave", "remind", "audit", "mydata", "forget", "lang", "help"}

// Menu is the command menu of a role in a language, as name and description.
func (h *Handlers) Menu(role activity.Role, lang activity.Lang) [][2]string {
	var menu [][2]string
	for _, name := range menuOrder {
		needs := h.commands[name].needs
		if name == "score" {
			needs = toScore // others have a button where there are points at all
		}
		if may(role, needs) {
			menu = append(menu, [2]string{name, h.texts.text(lang, "menu-"+name)})
		}
	}
	return menu
}

// keepMenu gives a person the menu of what they are, when that is not the one
// they were given last by this process. It is a courtesy: one that fails is
// tried again with the next message.
func (h *Handlers) keepMenu(ctx context.Context, t *turn) {
	if h.SetMenu == nil || !t.Private || t.member.Role == activity.Stranger {
		return
	}
	is := string(h.Store.ID()) + " " + string(t.member.Role) + " " + string(t.lang)
	if was, known := h.menus.Load(t.From.ID); known && was == is {
		return
	}
	if err := h.SetMenu(ctx, t.From.ID, h.Menu(t.member.Role, t.lang)); err != nil {
		h.Log.Debug("menu not set", "err", err)
		return
	}
	h.menus.Store(t.From.ID, is)
}

// dropMenu takes the menu of a member from somebody who is none any more.
func (h *Handlers) dropMenu(ctx context.Context, m activity.Member) {
	h.menus.Delete(m.User)
	if h.SetMenu == nil || m.User == 0 {
		return
	}
	if err := h.SetMenu(ctx, m.User, nil); err != nil {
		h.Log.Debug("menu not dropped", "err", err)
	}
}

func (h *Handlers) command(ctx context.Context, t *turn, name, args string) error {
	c, known := h.commands[name]
	switch {
	case t.member.Role == activity.Stranger && (name != "start" || args == "" || !t.Private):
		return h.stranger(ctx, t)
	case !known:
		return t.reply(ctx, "unknown-command", "name", name)
	case !may(t.member.Role, c.needs):
		return h.refuse(ctx, t)
	}
	if err := h.note(ctx, t, c.needs, strings.TrimSpace(name+" "+args)); err != nil {
		return err
	}
	args, err := h.dated(ctx, name, args)
	if err != nil {
		return err
	}
	return c.run(ctx, t, args)
}

// parseCommand reads "/name@bot args". is tells that the text is a command at
// all; its name is empty when it is meant for another bot.
func parseCommand(text, me string) (name, args string, is bool) {
	rest, is := strings.CutPrefix(strings.TrimSpace(text), "/")
	if !is {
		return "", "", false
	}
	head := rest
	if i := strings.IndexFunc(rest, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\u3000' }); i >= 0 {
		head, args = rest[:i], strings.TrimSpace(rest[i:])
	}
	name, to, addressed := strings.Cut(head, "@")
	if addressed && !strings.EqualFold(to, me) {
		return "", "", true
	}
	name = strings.ToLower(name)
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return "", "", false
	}
	return name, args, true
}

func (h *Handlers) help(ctx context.Context, t *turn, _ string) error {
	return t.reply(ctx, "help-"+string(t.member.Role), "name", t.member.Name)
}

func (h *Handlers) chooseLang(ctx context.Context, t *turn, args string) error {
	if args != "" {
		return h.setLang(ctx, t, h.langWord(args))
	}
	var row []activity.Button
	for _, lang := range activity.Langs() {
		row = append(row, activity.Button{Label: h.texts.text(lang, "lang-name"), Data: "lang:" + string(lang)})
	}
	_, err := t.say(ctx, activity.Reply{Text: t.text("lang-choose"), Buttons: [][]activity.Button{row}})
	return err
}

// langWord reads a language by its code or by its own name.
func (h *Handlers) langWord(word string) activity.Lang {
	for _, lang := range activity.Langs() {
		if strings.EqualFold(word, h.texts.text(lang, "lang-name")) {
			return lang
		}
	}
	return activity.ParseLang(word)
}

func (h *Handlers) setLang(ctx context.Context, t *turn, lang activity.Lang) error {
	t.lang = lang
	defer h.keepMenu(ctx, t)
	if t.member.ID != "" {
		_, m, err := h.Store.EditMember(ctx, t.member.ID, h.Now(), t.member.ID, func(m activity.Member) (activity.Member, error) {
			m.Lang = lang
			return m, nil
		})
		if err != nil {
			return err
		}
		t.member = m
	}
	return t.reply(ctx, "lang-set")
}

// roleWord reads a role as people write it, in any language of the texts.
func (h *Handlers) roleWord(word string) (activity.Role, bool) {
	for _, role := range []activity.Role{activity.Plain, activity.Leader, activity.Secretary} {
		if h.texts.isWord(word, string(role), "role-"+string(role)) {
			return role, true
		}
	}
	return activity.Stranger, false
}
