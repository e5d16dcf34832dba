package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/report"
	"dutybook/report/earlier"
	"dutybook/store"
)

// keptOutline is the outline of an earlier report; drafts follow the approved
// one.
type keptOutline struct {
	Tree earlier.Outline `json:"tree"`
	// LastYear is what else the report leaves to the next one.
	LastYear report.LastYear   `json:"last_year"`
	Approved bool              `json:"approved,omitempty"`
	By       activity.MemberID `json:"by"`
}

func (k keptOutline) title(t *turn) string {
	if k.Tree.Title == "" {
		return t.text("outline-untitled")
	}
	return k.Tree.Title
}

// maxHeadings is how many headings the answer lists; all of them are in a file
// when there are more.
const maxHeadings = 30

// readOutline shows what headings an earlier report has and asks whether drafts
// shall follow them.
func (h *Handlers) readOutline(ctx context.Context, t *turn, data []byte) error {
	tree, err := report.ReadEarlier(data)
	if err != nil {
		return t.reply(ctx, "paper-unreadable")
	}
	if len(tree.Headings) == 0 {
		return t.reply(ctx, "outline-empty")
	}
	last, err := report.ReadLastYear(data)
	if err != nil {
		return err
	}
	id, err := h.Store.Put(ctx, store.Outlines, t.Key, keptOutline{Tree: tree, LastYear: last, By: t.member.ID})
	if err != nil {
		return err
	}
	text := t.text("outline-read", "title", keptOutline{Tree: tree}.title(t), "n", itoa(len(tree.Headings))) + "\n" + h.tree(tree)
	for _, d := range doubtsOf(tree) {
		text += "\n" + t.text("outline-doubt", "text", d)
	}
	if unfed := h.unfed(tree); len(unfed) > 0 {
		text += "\n" + t.text("outline-unfed", "list", strings.Join(unfed[:min(len(unfed), 5)], t.text("list-mark")), "n", itoa(len(unfed)))
	}
	reply := activity.Reply{Text: text, Buttons: h.outlineButtons(t, id, tree)}
	if len(tree.Headings) > maxHeadings {
		whole := treeLines(tree.Headings)
		reply.File = &activity.File{Name: t.text("outline-file") + ".txt", Data: []byte("\ufeff" + strings.Join(whole, "\r\n"))}
	}
	_, err = t.say(ctx, reply)
	return err
}

// outlineButtons offer the outline, each of them where the file holds several
// reports.
func (h *Handlers) outlineButtons(t *turn, id int64, tree earlier.Outline) [][]activity.Button {
	number := strconv.FormatInt(id, 10)
	no := activity.Button{Label: t.text("button-outline-no"), Data: "outline:" + number + ":0"}
	if len(tree.Documents) < 2 {
		return [][]activity.Button{{{Label: t.text("button-outline-yes"), Data: "outline:" + number + ":1"}, no}}
	}
	var rows [][]activity.Button
	for i, d := range tree.Documents {
		rows = append(rows, []activity.Button{{Label: t.text("button-outline-part", "title", clip(d.Title, 20)), Data: "outline:" + number + ":" + itoa(i+1)}})
	}
	return append(rows, []activity.Button{no})
}

func doubtsOf(tree earlier.Outline) []string {
	var out []string
	for _, d := range tree.Doubts {
		if len(out) < 5 && !slices.Contains(out, d.Text) {
			out = append(out, clip(d.Text, 80))
		}
	}
	return out
}

// unfed are the headings no record can be told under.
func (h *Handlers) unfed(tree earlier.Outline) []string {
	if len(tree.Documents) > 1 {
		return nil
	}
	_, unfed := report.Adopt(tree)
	return unfed
}

func (h *Handlers) tree(tree earlier.Outline) string {
	lines := treeLines(tree.Headings)
	if len(lines) > maxHeadings {
		lines = append(lines[:maxHeadings], "\u2026")
	}
	return strings.Join(lines, "\n")
}

func treeLines(heads []earlier.Heading) []string {
	lines := make([]string, len(heads))
	for i, head := range heads {
		lines[i] = strings.Repeat("\u3000", max(0, head.Level-1)) + head.Number + clip(head.Title, 40)
	}
	return lines
}

// pressOutline approves the outline of the n-th report of a file, counted from
// 1; 0 drops it.
func (h *Handlers) pressOutline(ctx context.Context, t *turn, id, n int64) error {
	if n == 0 {
		if err := h.Store.Take(ctx, store.Outlines, id); err != nil {
			return err
		}
		_, err := t.say(ctx, activity.Reply{Replace: t.ID, Text: t.text("outline-dropped")})
		return err
	}
	var title string
	err := store.EditItem(ctx, h.Store, store.Outlines, id, func(k *keptOutline) error {
		if len(k.Tree.Documents) > 1 {
			k.Tree = k.Tree.Of(k.Tree.Documents[min(int(n), len(k.Tree.Documents))-1])
		}
		k.Approved, title = true, k.title(t)
		return nil
	})
	if err != nil {
		return err
	}
	if err := h.retire(ctx, id); err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{Replace: t.ID, Text: t.text("outline-set", "title", title)})
	return err
}

// retire takes all other approved outlines away: there is one house style.
func (h *Handlers) retire(ctx context.Context, except int64) error {
	kept, err := shelf[keptOutline](ctx, h.Store, store.Outlines)
	if err != nil {
		return err
	}
	for _, k := range kept {
		if k.ID != except && k.Item.Approved {
			if err := h.Store.Take(ctx, store.Outlines, k.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// adopted is the outline drafts follow when no other is named; ok is false when
// nobody approved one.
func (h *Handlers) adopted(ctx context.Context) (shelved[keptOutline], bool, error) {
	kept, err := shelf[keptOutline](ctx, h.Store, store.Outlines)
	for _, k := range slices.Backward(kept) {
		if k.Item.Approved {
			return k, true, err
		}
	}
	return shelved[keptOutline]{}, false, err
}

// promisesLine says in how far this year's records keep what last year's report
// promised, nothing where it promised nothing.
func (t *turn) promisesLine(all []report.Promised) []string {
	if len(all) == 0 {
		return nil
	}
	n := map[report.Kept]int{}
	for _, p := range all {
		n[p.Kept]++
	}
	return []string{t.text("promises-kept", "n", itoa(len(all)), "told", itoa(n[report.Told]), "near", itoa(n[report.Near]), "open", itoa(n[report.Open]))}
}
