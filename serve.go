package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/budget"
	"dutybook/handlers"
	"dutybook/llm"
	"dutybook/prompts"
	"dutybook/store"
)

// theCommittee is the first committee of a deployment, and most often the only
// one.
const theCommittee activity.CommitteeID = "main"

// serve runs the real bot until ctx ends.
func serve(ctx context.Context, cfg settings, log *slog.Logger) error {
	return serveAt(ctx, cfg, bot.TelegramPace(), log)
}

// garbageAllowed is how much garbage may lie about, in hundredths of what is in
// use: with three quarters of it the program stays below 64 MB, and with as much
// as there is in use it would save a twentieth of its work.
const garbageAllowed = 75

// serveAt is serve with a pace of its own, for a Telegram that grants more.
func serveAt(ctx context.Context, cfg settings, pace bot.Pace, log *slog.Logger) error {
	debug.SetGCPercent(garbageAllowed)
	s, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	inbox := s.Inbox()
	b, err := wire(ctx, cfg, s, inbox, pace, time.Now, log)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.listen())
	if err != nil {
		return fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	warn(ctx, s, log)
	mux := watch{s, inbox, b.Bot, b.models, time.Now}.mux()
	receive := b.Poll
	if cfg.WebhookURL != "" {
		hook, err := url.Parse(cfg.WebhookURL)
		if err != nil || hook.Path == "" {
			return errors.New("TELEGRAM_WEBHOOK_URL must be an https:// URL with a path")
		}
		mux.Handle("POST "+hook.Path, b.Webhook(cfg.WebhookSecret))
		receive = func(ctx context.Context) error { return b.Listen(ctx, cfg.WebhookURL, cfg.WebhookSecret) }
	}
	log.Info("serving", "bot", b.Name(), "listen", listener.Addr().String(), "webhook", cfg.WebhookURL != "")
	nightly := recounts{s, cfg.Zone, time.Now, log}
	return together(ctx, receive, b.Work, nightly.run, web(listener, mux))
}

// openStore connects to Redis and says which setting is wrong when it cannot.
func openStore(ctx context.Context, cfg settings) (*store.Store, error) {
	if cfg.RedisURL == "" {
		return nil, errors.New("REDIS_URL is not set, e.g. redis://127.0.0.1:6379")
	}
	s, err := store.Open(cfg.RedisURL)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", err)
	}
	asking, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := s.Ping(asking); err != nil {
		return nil, errors.Join(fmt.Errorf("REDIS_URL: Redis does not answer there (is it running, is the password right?): %s",
			cfg.masker().Replace(err.Error())), s.Close())
	}
	if err := prepareAll(ctx, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepareAll brings all data to the layout of this program, which may take a while
// with older data.
func prepareAll(ctx context.Context, s *store.Store) error {
	if err := s.Prepare(ctx); err != nil {
		return err
	}
	ids, err := committees(ctx, s)
	for _, id := range ids {
		if err == nil {
			err = s.Committee(id).Prepare(ctx)
		}
	}
	return err
}

// committees are all of a deployment, the first one first.
func committees(ctx context.Context, s *store.Store) ([]activity.CommitteeID, error) {
	founded, err := s.Directory().Founded(ctx)
	return append([]activity.CommitteeID{theCommittee}, founded...), err
}

// door is the bot with the handlers behind it.
type door struct {
	*bot.Bot
	front  *handlers.Reception
	models models
}

// Work works off the inbox and, where a model is set, what the rules read while
// it was away.
func (d *door) Work(ctx context.Context) error {
	return together(ctx, d.Bot.Work, d.front.Rereading, d.front.Tending)
}

// wire puts bot and handlers together and makes sure Telegram knows the token.
func wire(ctx context.Context, cfg settings, s *store.Store, inbox *store.Inbox, pace bot.Pace, now func() time.Time, log *slog.Logger) (*door, error) {
	models := openModels(cfg)
	var h *handlers.Reception
	metered := meter(cfg, s, now, func(ctx context.Context, c activity.CommitteeID, at activity.Date, percent int) {
		if err := h.TellBudget(ctx, c, at, percent); err != nil {
			log.Warn("secretaries not told of the budget", "err", err)
		}
	})
	reader, err := readerBy(cfg, metered(models.reading), log)
	if err != nil {
		return nil, err
	}
	written, err := proseBy(cfg, metered(models.writing), func(_ string, err error) { log.Info("code wrote a section", "model", llm.Outcome(err)) })
	if err != nil {
		return nil, err
	}
	var b *bot.Bot
	h, err = handlers.NewReception(s, theCommittee, handlers.Config{
		Reader: reader, Prose: written, Name: cfg.Committee, Zone: cfg.Zone,
		Operators: cfg.admins(), Notify: inbox.PutNotice, Letters: inbox,
		Fetch:  func(ctx context.Context, id string) ([]byte, error) { return b.Download(ctx, id) },
		Listen: listener(openTranscriber(cfg), log),
		SetMenu: func(ctx context.Context, user activity.UserID, menu [][2]string) error {
			return b.SetMenuOf(ctx, activity.ChatID(user), menuOf(menu))
		},
		ReadsAll: func() bool { return b.ReadsAll() },
		BotName:  func() string { return b.Name() }, Now: now, Log: log,
	})
	if err != nil {
		return nil, err
	}
	b, err = bot.New(bot.Config{Token: cfg.Token, APIURL: cfg.APIURL, Pace: pace, Gap: tellGap(h, log), Log: log}, inbox, h.Handle)
	if err != nil {
		return nil, fmt.Errorf("TELEGRAM_BOT_TOKEN: %w", err)
	}
	if err := connect(ctx, b, h.Menu(activity.Hans)); err != nil {
		return nil, err
	}
	if err := b.SetMenu(ctx, "en", menuOf(h.Menu(activity.English))); err != nil {
		log.Warn("command menu not set", "err", err)
	}
	return &door{b, h, models}, nil
}

// tellGap tells operator and secretaries that messages may be lost, because
// nothing was received for longer than Telegram keeps them.
func tellGap(h *handlers.Reception, log *slog.Logger) func(ctx context.Context, since, until time.Time) error {
	return func(ctx context.Context, since, until time.Time) error {
		log.Warn("nothing was received for longer than Telegram keeps messages; some may be lost",
			"since", since.UTC(), "until", until.UTC())
		return h.TellGap(ctx, since, until)
	}
}

func menuOf(rows [][2]string) []bot.Command {
	menu := make([]bot.Command, len(rows))
	for i, row := range rows {
		menu[i] = bot.Command{Name: row[0], Description: row[1]}
	}
	return menu
}

func connect(ctx context.Context, b *bot.Bot, rows [][2]string) error {
	err := b.Connect(ctx, menuOf(rows))
	switch {
	case errors.Is(err, activity.ErrNotAllowed):
		return fmt.Errorf("TELEGRAM_BOT_TOKEN: Telegram does not know this token: %w", err)
	case err != nil:
		return fmt.Errorf("TELEGRAM_API_URL: no Bot API answers there: %w", err)
	}
	return nil
}

// newReader understands messages with the model when one is set, and by rules.
func newReader(cfg settings, log *slog.Logger) (*prompts.Reader, error) {
	return readerBy(cfg, asModel(openModel(cfg)), log)
}

// readerBy is newReader with a model, or with nil.
func readerBy(cfg settings, model budget.Model, log *slog.Logger) (*prompts.Reader, error) {
	files := prompts.Builtin()
	if cfg.PromptsDir != "" {
		files = os.DirFS(cfg.PromptsDir)
	}
	loaded, err := prompts.Load(files)
	if err != nil {
		return nil, fmt.Errorf("PROMPTS_DIR: %w", err)
	}
	return prompts.NewReader(loaded, model, log), nil
}

// warn names what about the Redis server could lose messages.
func warn(ctx context.Context, s *store.Store, log *slog.Logger) {
	risks, err := s.Risks(ctx)
	if err != nil {
		log.Warn("Redis could not be asked how it keeps data", "err", err)
	}
	for _, risk := range risks {
		log.Warn("Redis could lose data", "risk", string(risk))
	}
}

// web serves HTTP until ctx ends.
func web(l net.Listener, h http.Handler) func(context.Context) error {
	return func(ctx context.Context) error {
		server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
		stop := context.AfterFunc(ctx, func() {
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			if server.Shutdown(ending) != nil {
				_ = server.Close() // an event stream does not end by itself
			}
		})
		defer stop()
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
}

// together runs all parts until ctx ends or one of them fails, then ends the
// others and waits for them. A part that returns nil early has done its share.
func together(ctx context.Context, parts ...func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for _, part := range parts {
		all.Go(func() {
			if err := part(ctx); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}
