package store

import (
	"strconv"

	"dutybook/activity"
	"dutybook/counting"
)

const (
	keyDead      = "{inbox}:dead"
	keyTries     = "{inbox}:tries"
	keyAlive     = "{inbox}:alive"
	keyOwners    = "{inbox}:owners"
	keyListening = "{inbox}:listening"
	keyGone      = "{inbox}:gone"
)

func keyLane(lane int) string     { return "{inbox}:lane:" + strconv.Itoa(lane) }
func keySeen(update int64) string { return "{inbox}:seen:" + strconv.FormatInt(update, 10) }
func keyNotice(key string) string { return "{inbox}:notice:" + key }

// keys builds the keys of one committee.
type keys struct{ tag string }

func keysOf(id activity.CommitteeID) keys { return keys{"{" + string(id) + "}:"} }

func (k keys) schema() string     { return k.tag + "schema" }
func (k keys) migrating() string  { return k.tag + "migrating" }
func (k keys) migrated() string   { return k.tag + "migrated" }
func (k keys) byDay1() string     { return k.tag + "by-day" } // of layout 1
func (k keys) seq() string        { return k.tag + "seq" }
func (k keys) records() string    { return k.tag + "records" }
func (k keys) review() string     { return k.tag + "review" }
func (k keys) audit() string      { return k.tag + "audit" }
func (k keys) doubtful() string   { return k.tag + "doubtful" }
func (k keys) unread() string     { return k.tag + "unread" }
func (k keys) people() string     { return k.tag + "people" }
func (k keys) users() string      { return k.tag + "users" }
func (k keys) peopleSeq() string  { return k.tag + "people-seq" }
func (k keys) peopleMark() string { return k.tag + "people-mark" }
func (k keys) groups() string     { return k.tag + "groups" }
func (k keys) groupNames() string { return k.tag + "group-names" }

func (k keys) of(m activity.MemberID) string { return k.tag + "of:" + string(m) }
func (k keys) event(id activity.RecordID) string {
	return k.tag + "event:" + strconv.FormatInt(int64(id), 10)
}
func (k keys) history(id activity.RecordID) string {
	return k.tag + "history:" + strconv.FormatInt(int64(id), 10)
}
func (k keys) last(m activity.MemberID) string  { return k.tag + "last:" + string(m) }
func (k keys) calls(m activity.MemberID) string { return k.tag + keptCalls + string(m) }

func (k keys) later() string { return k.tag + "later" }

func (k keys) feed(f Feed) string { return k.tag + string(f) }

func (k keys) explained(m activity.MemberID) string { return k.tag + "explained:" + string(m) }
func (k keys) totals(s counting.Scope) string       { return k.tag + "totals:" + string(s) }
func (k keys) done(change string) string            { return k.tag + "done:" + change }
func (k keys) stranger(u activity.UserID) string {
	return k.tag + "stranger:" + strconv.FormatInt(int64(u), 10)
}
func (k keys) said(c activity.ChatID, m activity.MessageID) string {
	return k.tag + "said:" + strconv.FormatInt(int64(c), 10) + ":" + strconv.FormatInt(int64(m), 10)
}
func (k keys) ask(c activity.ChatID) string {
	return k.tag + "ask:" + strconv.FormatInt(int64(c), 10)
}

func (k keys) imported() string { return k.tag + "imported" }

func (k keys) groupKinds() string {
	return k.tag + "group-kinds"
}

func (k keys) invites() string {
	return k.tag + "invites"
}

func (k keys) used(code string) string {
	return k.tag + "used:" + code
}

func (k keys) list(id string) string {
	return k.tag + "list:" + id
}

func (k keys) regrouped(list string) string { return k.tag + "regrouped:" + list }

func (k keys) enrolled(id string) string {
	return k.tag + "enrolled:" + id
}

func (k keys) noted(key string) string {
	return k.tag + "noted:" + key
}

func (k keys) facts() string {
	return k.tag + keptFacts
}

func (k keys) frozen() string { return k.tag + keptFrozen }

func (k keys) stated(key string) string {
	return k.tag + "stated:" + key
}

func (k keys) forget() string {
	return k.tag + "forget"
}
func (k keys) shelf(s Shelf) string { return k.tag + "shelf:" + string(s) }

func (k keys) shelfSeq() string { return k.tag + "shelf-seq" }

func (k keys) placed(key string) string { return k.tag + "placed:" + key }

func (k keys) versions(draft int64) string {
	return k.tag + "draft:" + strconv.FormatInt(draft, 10)
}

func (k keys) section(content string) string { return k.tag + "section:" + content }

func (k keys) schedule() string {
	return k.tag + "schedule"
}

func (k keys) evidence(id activity.RecordID) string { return k.tag + "evidence:" + idString(id) }

func (k keys) album(c activity.ChatID, album string) string {
	return k.tag + "album:" + strconv.FormatInt(int64(c), 10) + ":" + album
}

func (k keys) photos(c activity.ChatID, u activity.UserID) string {
	return k.tag + "photos:" + strconv.FormatInt(int64(c), 10) + ":" + strconv.FormatInt(int64(u), 10)
}

func (k keys) forward(c activity.ChatID, m activity.MessageID) string {
	return k.tag + "forward:" + strconv.FormatInt(int64(c), 10) + ":" + strconv.FormatInt(int64(m), 10)
}

func (k keys) spentMonth(at activity.Date) string {
	return k.tag + "spent:" + activity.Date{Year: at.Year, Month: at.Month}.String()
}

func (k keys) spentDay(u activity.UserID, at activity.Date) string {
	return k.tag + "spent:" + strconv.FormatInt(int64(u), 10) + ":" + at.String()
}

func (k keys) heard(u activity.UserID, m activity.MessageID) string {
	return k.tag + "heard:" + strconv.FormatInt(int64(u), 10) + ":" + strconv.FormatInt(int64(m), 10)
}
