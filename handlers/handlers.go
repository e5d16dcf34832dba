// Package handlers decides what is done with a message: one file per intent or
// command, Handle in front.
//
// The decision behind it: a handler gets a Message and a way to speak, knows
// neither Telegram nor Redis, and may be called again with the same message.
// Whatever changes records goes through store.Apply under the message's key,
// so a second call finds the first one's outcome and says it again. Who may do
// what stands in one table, rights.go; every text people read stands in
// texts/, and an error becomes words in one place, explain.
package handlers

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/prompts"
	"dutybook/report"
	"dutybook/roster"
	"dutybook/store"
)

// Config is what the handlers of one committee need.
type Config struct {
	Store  *store.Committee
	Reader *prompts.Reader
	// Name is the committee's name as it stands in reports.
	Name string
	// Zone is the committee's; days begin and end there.
	Zone *time.Location
	// Operators run the program: they are secretaries of the first committee
	// from their first message on, and make further committees.
	Operators []activity.UserID
	// BotName gives the bot's user name for links, once it is known.
	BotName func() string
	// Notify puts something to be said into a chat, the same key once; nil where
	// nobody listens.
	Notify func(ctx context.Context, chat activity.ChatID, key, payload string) error
	// Letters are the messages that could not be handled; nil where none are kept.
	Letters Letters
	// Fetch gives the bytes of a file somebody sent; nil where nobody can.
	Fetch func(ctx context.Context, id string) ([]byte, error)
	// Listen gives the words of a recording; activity.ErrInvalid where none are
	// heard. Nil where nobody listens.
	Listen func(ctx context.Context, s Spoken) (string, error)
	// Prose has the sections of a draft (Outline.Fed) written by a model, at the
	// same time; done is called once for each, and what memory has of them is not
	// asked again. Nil, and sections left empty, are
	// written by the phrases of package report.
	Prose func(ctx context.Context, memory prompts.Memory, source report.Source, outline report.Outline, done func()) []report.Prose
	// ReadsAll tells whether the bot gets every message of its groups; nil where
	// there are none.
	ReadsAll func() bool
	// SetMenu gives a person a command menu, none for the one of everybody; nil
	// where there are no menus.
	SetMenu func(ctx context.Context, user activity.UserID, menu [][2]string) error
	// Now tells the time when a report is drawn up.
	Now func() time.Time
	Log *slog.Logger

	// menus are those given by this process, by person.
	menus *sync.Map

	reception *Reception // nil where there is one committee and no chat
}

// Handlers handle the messages of one committee.
type Handlers struct {
	Config
	texts    texts
	commands map[string]command
	kept     neighboursKept
	// watched is the last day proposals were looked through for answers that are
	// late, as a number.
	watched atomic.Int64
}

// New makes the handlers; an error is a fault in the embedded texts.
func New(cfg Config) (*Handlers, error) {
	texts, err := loadTexts()
	if err != nil {
		return nil, err
	}
	if cfg.menus == nil {
		cfg.menus = &sync.Map{}
	}
	h := &Handlers{Config: cfg, texts: texts}
	h.commands = h.table()
	return h, nil
}

// turn is one message being handled: who sent it and how to answer.
type turn struct {
	activity.Message
	member activity.Member // zero Role for strangers
	people *store.People   // the members when the turn began; nil when this turn added one
	lang   activity.Lang
	say    activity.Say
	texts  texts
	said   activity.MessageID // our latest message about records
	saidIn activity.ChatID    // the chat our answers go to
}

// text is a text in the person's language, its placeholders filled.
func (t *turn) text(key string, pairs ...string) string { return t.texts.text(t.lang, key, pairs...) }

// reply says a text.
func (t *turn) reply(ctx context.Context, key string, pairs ...string) error {
	_, err := t.say(ctx, activity.Reply{Text: t.text(key, pairs...)})
	return err
}

// maxRunes is what one message may hold; longer ones are asked for in parts.
const maxRunes = 2000

// Handle does what a message asks and answers it. Its error means "try again":
// something was away. All other errors have been put into words.
func (h *Handlers) Handle(ctx context.Context, msg activity.Message, say activity.Say) error {
	t, err := h.turn(ctx, msg, say)
	if err != nil {
		return err
	}
	err = h.route(ctx, t)
	h.keepMenu(ctx, t)
	if err == nil || errors.Is(err, activity.ErrAway) || errors.Is(err, activity.ErrGone) || ctx.Err() != nil {
		return err
	}
	return h.explain(ctx, t, err)
}

func (h *Handlers) turn(ctx context.Context, msg activity.Message, say activity.Say) (*turn, error) {
	msg.SentAt = msg.SentAt.In(h.Zone)
	t := &turn{Message: msg, say: say, saidIn: msg.Chat, texts: h.texts, lang: msg.From.Lang}
	if msg.Kind == activity.Notice {
		// Nobody sent it; a private chat has the number of whom it is for.
		t.Private = msg.Chat > 0
		t.From.ID, t.lang = activity.UserID(max(0, msg.Chat)), activity.Hans
	}
	var err error
	if t.people, err = h.Store.Present(ctx); err != nil {
		return nil, err
	}
	m, known := t.people.With(t.From.ID)
	if !known && h.isOperator(msg.From.ID) && h.isFirst() {
		t.people = nil
		m, err = h.Store.AddMember(ctx, activity.Member{Name: msg.From.Name, Role: activity.Secretary, User: msg.From.ID})
		if err != nil {
			return nil, err
		}
	}
	if m.Removed {
		m = activity.Member{}
	}
	t.member = m
	if m.Lang != "" {
		t.lang = m.Lang
	}
	return t, nil
}

// isFirst reports whether this is the committee the operators belong to.
func (h *Handlers) isFirst() bool { return h.reception == nil || h.Store.ID() == h.reception.first }

func (h *Handlers) route(ctx context.Context, t *turn) error {
	switch name, args, is := parseCommand(t.Text, h.BotName()); {
	case t.Kind == activity.Notice:
		return h.notice(ctx, t)
	case t.Kind == activity.Press:
		return h.press(ctx, t)
	case t.Kind == activity.Added:
		return h.takenIn(ctx, t)
	case is && name == "":
		return nil // a command for another bot
	case !t.Private && (t.member.Role == activity.Stranger || !is && !t.Addressed && t.Kind != activity.Edit):
		return nil // talk among people
	case !t.Private:
		h.quietly(t)
		if is {
			return h.command(ctx, t, name, args)
		}
		return h.words(ctx, t)
	case is:
		return h.command(ctx, t, name, args)
	case t.member.Role == activity.Stranger:
		return h.stranger(ctx, t)
	}
	return h.words(ctx, t)
}

// words answers a message that is no command.
func (h *Handlers) words(ctx context.Context, t *turn) error {
	text := strings.TrimSpace(t.Text)
	switch {
	case text == "":
		return h.wordless(ctx, t)
	case utf8.RuneCountInString(text) > maxRunes:
		return t.reply(ctx, "too-long", "n", itoa(utf8.RuneCountInString(text)))
	case t.Kind == activity.Edit:
		return h.edited(ctx, t)
	}
	if t.Origin != nil {
		if t.Origin.User != t.From.ID {
			return h.forwarded(ctx, t)
		}
		t.SentAt = t.Origin.SentAt.In(h.Zone) // what one said oneself, told again
	}
	if name, args, ok := h.texts.phrase(text); ok {
		return h.command(ctx, t, name, args)
	}
	if id, ok := cardAsked(text); ok {
		return h.sayCard(ctx, t, id, 0)
	}
	if day, ok := h.leaveWords(t, text); ok {
		return h.command(ctx, t, "leave", day)
	}
	if done, err := h.cosignWords(ctx, t, text); done || err != nil {
		return err
	}
	if name, year, ok := h.freezeWords(t, text); ok {
		return h.command(ctx, t, name, year)
	}
	if done, err := h.answerOffice(ctx, t, text); done || err != nil {
		return err
	}
	if done, err := h.retake(ctx, t, text); done || err != nil {
		return err
	}
	if said, ok := h.factsSaid(text); ok {
		return h.command(ctx, t, "facts", said)
	}
	u, err := h.read(ctx, t, text)
	if err != nil {
		return err
	}
	if slices.Contains(u.Notes, activity.NoteSecret) {
		return t.reply(ctx, "note-secret")
	}
	if u, err = h.numberedNews(ctx, t, text, u); err != nil {
		return err
	}
	u, err = h.forOthers(ctx, t, text, u)
	if err != nil {
		return err
	}
	if u.Same {
		return h.logSame(ctx, t, u)
	}
	if done, err := h.answerAsk(ctx, t, u); done || err != nil {
		return err
	}
	if done, err := h.compareQuery(ctx, t, u); done || err != nil {
		return err
	}
	if done, err := h.refuseSum(ctx, t, u); done || err != nil {
		return err
	}
	switch u.Intent {
	case activity.Log:
		return h.logWork(ctx, t, u)
	case activity.Correct:
		return h.correct(ctx, t, u)
	case activity.Delete:
		return h.takeBack(ctx, t, u.Request)
	case activity.Query:
		return h.query(ctx, t, u.Request)
	case activity.Compose:
		return h.compose(ctx, t, u.Request)
	}
	return h.other(ctx, t, u)
}

// wordless answers what has no words in it.
func (h *Handlers) wordless(ctx context.Context, t *turn) error {
	if t.Kind == activity.Attach && h.Fetch != nil {
		switch paper := isPaper(t.File.Name) && may(t.member.Role, toDraft); {
		case roster.Readable(t.File.Name) && may(t.member.Role, toManage):
			return h.enrolFile(ctx, t, paper)
		case paper:
			return h.paperFile(ctx, t)
		case isScheme(t.File.Name) && may(t.member.Role, toScore):
			return h.schemeFile(ctx, t, t.SentAt.Year())
		}
	}
	switch t.Kind {
	case activity.Photo:
		return h.photo(ctx, t)
	case activity.Pin:
		return h.pin(ctx, t)
	case activity.Voice:
		return h.voice(ctx, t)
	case activity.Attach:
		return h.file(ctx, t)
	case activity.Sticker:
		return t.reply(ctx, "kind-"+string(t.Kind))
	}
	return t.reply(ctx, "kind-unknown")
}

// other answers what is no request, by the doubt it was read with. Delivered
// again, the answer to a question that is closed by now is one no longer, so
// what it did then is said.
func (h *Handlers) other(ctx context.Context, t *turn, u activity.Understanding) error {
	if done, err := h.repeated(ctx, t); done || err != nil {
		return err
	}
	for _, note := range u.Notes {
		switch note {
		case activity.NoteFuture, activity.NoteHuge, activity.NotePlan, activity.NoteTooLong:
			return t.reply(ctx, "note-"+string(note))
		}
	}
	return t.reply(ctx, "other")
}

// explain is the one place where an error becomes words for the person.
func (h *Handlers) explain(ctx context.Context, t *turn, cause error) error {
	for kind, key := range map[error]string{
		activity.ErrNotFound:   "err-not-found",
		activity.ErrNotAllowed: "err-not-allowed",
		activity.ErrConflict:   "err-conflict",
		activity.ErrFrozen:     "err-frozen",
	} {
		if errors.Is(cause, kind) {
			return t.reply(ctx, key)
		}
	}
	h.Log.ErrorContext(ctx, "message not handled", "msg", t.Key, "member", t.member.ID, "err", cause)
	return t.reply(ctx, "err-internal", "ref", t.Key)
}
