package handlers

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
)

// press does what a button says. Its data is "what:number:number"; a number
// names a record, and whoever pressed must have a right to it.
func (h *Handlers) press(ctx context.Context, t *turn) error {
	if t.member.Role == activity.Stranger {
		return h.stranger(ctx, t)
	}
	what, arg, _ := strings.Cut(t.Text, ":")
	if what == "lang" {
		return h.setLang(ctx, t, activity.ParseLang(arg))
	}
	switch what {
	case "committee":
		return h.enterCommittee(ctx, t, activity.CommitteeID(arg))
	case "revoke":
		return h.revoke(ctx, t, arg)
	case "chart", "section":
		return h.command(ctx, t, what, arg)
	case "replay", "discard":
		return h.pressLetter(ctx, t, what, arg)
	}
	numbers, err := parseNumbers(arg)
	if err != nil {
		return h.toast(ctx, t, "button-old")
	}
	switch what {
	case "people", "who", "out", "back", "role":
		return h.pressMember(ctx, t, what, numbers)
	case "bring", "bringnot", "bringback":
		return h.pressBring(ctx, t, what, numbers[0])
	case "enrol", "drop", "strike":
		return h.pressList(ctx, t, what, numbers[0])
	case "look", "merge", "differ", "hold", "there", "nothere":
		return h.pressReview(ctx, t, what, numbers)
	case "factoff", "factback":
		return h.pressFacts(ctx, t, numbers, what == "factoff")
	case "audit":
		return h.pressAudit(ctx, t, numbers)
	case "forget":
		return h.pressForget(ctx, t, numbers)
	case "ownwords":
		return h.pressSection(ctx, t, numbers)
	case "ownwordsoff":
		return h.dropWords(ctx, t, numbers)
	case "note", "notefor", "phrase", "outline", "template", "paper", "stage", "parts", "part", "partdo", "figure", "clash":
		return h.pressOffice(ctx, t, what, numbers)
	case "went":
		if len(numbers) != 2 {
			return h.toast(ctx, t, "button-old")
		}
		return h.pressWent(ctx, t, activity.MessageID(numbers[0]), numbers[1] == 1)
	case "heard":
		if len(numbers) != 2 {
			return h.toast(ctx, t, "button-old")
		}
		return h.pressHeard(ctx, t, activity.MessageID(numbers[0]), numbers[1] == 1)
	case "score", "scorepick", "scoreon", "scoreoff", "scoreall", "entryoff", "entryon":
		return h.pressScore(ctx, t, what, numbers)
	case "quiet":
		return h.pressQuiet(ctx, t, numbers)
	case "away":
		return h.pressLeave(ctx, t, numbers)
	}
	switch {
	case what == "undo" && len(numbers) == 2:
		return h.setDeleted(ctx, t, span(numbers), true)
	case what == "redo" && len(numbers) == 2:
		return h.setDeleted(ctx, t, span(numbers), false)
	case what == "fix" && len(numbers) == 2:
		return h.askFix(ctx, t, span(numbers))
	case what == "list" && len(numbers) == 5:
		return h.listPage(ctx, t, numbers)
	case what == "doubt" && len(numbers) == 2:
		return h.answerDoubt(ctx, t, activity.RecordID(numbers[0]), int(min(numbers[1], maxSpan)))
	case what == "unfix" && len(numbers) == 1:
		return h.goBack(ctx, t, activity.RecordID(numbers[0]))
	case what == "attached" && len(numbers) == 1:
		return h.pressAttached(ctx, t, activity.RecordID(numbers[0]))
	case what == "card" && len(numbers) == 1:
		return h.sayCard(ctx, t, activity.RecordID(numbers[0]), 0)
	case what == "tag" && (len(numbers) == 2 || len(numbers) == 3):
		return h.pressTag(ctx, t, numbers)
	case what == "history" && len(numbers) == 1:
		return h.sayHistory(ctx, t, activity.RecordID(numbers[0]))
	case what == "apart" && len(numbers) == 1:
		return h.setApart(ctx, t, activity.RecordID(numbers[0]))
	case what == "join" && len(numbers) == 2:
		return h.setJoined(ctx, t, activity.RecordID(numbers[0]), activity.RecordID(numbers[1]))
	case what == "piece" && len(numbers) == 2:
		return h.pressPiece(ctx, t, activity.RecordID(numbers[0]), activity.RecordID(numbers[1]))
	case slices.Contains([]string{"came", "evleave", "evout", "evask", "evfix"}, what) && len(numbers) == 1:
		return h.pressEvent(ctx, t, what, numbers[0], 0)
	case slices.Contains([]string{"evgroup", "evnot", "evwas"}, what) && len(numbers) == 2:
		return h.pressEvent(ctx, t, what, numbers[0], numbers[1])
	case what == "answered" && len(numbers) == 2:
		return h.pressAnswer(ctx, t, activity.RecordID(numbers[0]), int(min(numbers[1], maxSpan)))
	case what == "column" && len(numbers) <= 3:
		return h.pressColumn(ctx, t, numbers)
	case what == "unlike" && len(numbers) == 1:
		return h.pressUnlike(ctx, t, numbers[0])
	case what == "sums" && len(numbers) == 2:
		return h.pressSums(ctx, t, periodOfSpan(numbers[0], numbers[1]))
	case what == "sign" && len(numbers) == 2:
		return h.pressSign(ctx, t, numbers[0], numbers[1] == 1)
	case (what == "freeze" || what == "unfreeze") && len(numbers) == 1:
		return h.pressFreeze(ctx, t, int(numbers[0]), what == "freeze")
	case (what == "absent" || what == "present") && len(numbers) == 2:
		return h.pressAbsent(ctx, t, span(numbers), what == "absent")
	case what == "also" && len(numbers) == 2:
		return h.pressAlso(ctx, t, span(numbers))
	case what == "whose" && len(numbers) == 5:
		return h.pressWhose(ctx, t, numbers)
	case what == "call" && len(numbers) == 3:
		return h.pressCall(ctx, t, numbers)
	case what == "mine" && (len(numbers) == 1 || len(numbers) == 2):
		return h.minePage(ctx, t, int(numbers[0]), len(numbers) == 2, t.ID)
	}
	return h.toast(ctx, t, "button-old")
}

func (h *Handlers) toast(ctx context.Context, t *turn, key string, pairs ...string) error {
	_, err := t.say(ctx, activity.Reply{Toast: t.text(key, pairs...)})
	return err
}

func parseNumbers(arg string) ([]int64, error) {
	var numbers []int64
	for _, part := range strings.Split(arg, ":") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("handlers: button %q: %w", arg, activity.ErrInvalid)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// maxSpan bounds what one forged button could touch.
const maxSpan = 30

// span gives the record numbers of "first:count".
func span(numbers []int64) []activity.RecordID {
	var ids []activity.RecordID
	for i := range min(numbers[1], maxSpan) {
		ids = append(ids, activity.RecordID(numbers[0]+i))
	}
	return ids
}

func data(what string, numbers ...activity.RecordID) string {
	for _, n := range numbers {
		what += ":" + strconv.FormatInt(int64(n), 10)
	}
	return what
}
