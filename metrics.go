package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"dutybook/bot"
	"dutybook/llm"
	"dutybook/store"
)

// watch is what the running bot can be asked about from outside. Nothing here
// names a person, a chat or a word anybody wrote.
type watch struct {
	store  *store.Store
	inbox  *store.Inbox
	bot    *bot.Bot
	models models
	now    func() time.Time
}

const (
	askFor = 2 * time.Second
	// stuckAfter is how old the oldest update in hand may grow before the
	// process says that it is not ready; a model's answer takes seconds.
	stuckAfter = 10 * time.Minute
)

// mux answers /healthz while the program runs, /readyz while Redis answers and
// the lanes move, and /metrics for Prometheus.
func (w watch) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /readyz", func(out http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), askFor)
		defer cancel()
		if err := w.ready(ctx); err != nil {
			http.Error(out, err.Error(), http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /metrics", func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("Content-Type", "text/plain; version=0.0.4")
		ctx, cancel := context.WithTimeout(r.Context(), askFor)
		defer cancel()
		w.write(ctx, out)
	})
	return mux
}

func (w watch) ready(ctx context.Context) error {
	if w.store.Ping(ctx) != nil {
		return fmt.Errorf("Redis does not answer") //nolint:staticcheck // a name begins so
	}
	if oldest := w.inbox.Stats().Oldest; oldest > stuckAfter {
		return fmt.Errorf("the oldest message has waited for %v", oldest.Round(time.Second))
	}
	return nil
}

// write gives the figures in Prometheus' text format; docs/operations.md lists
// them.
func (w watch) write(ctx context.Context, out io.Writer) {
	c := w.bot.Counts()
	counter := func(name string, n *atomic.Int64) { metrics.WriteCounterUint64(out, name, uint64(n.Load())) }
	for kind, n := range map[string]*atomic.Int64{
		"message": &c.Messages, "edit": &c.Edits, "press": &c.Presses, "notice": &c.Notices, "other": &c.Others,
	} {
		counter(label("dutybook_updates_total", "kind", kind), n)
	}
	for outcome, n := range map[string]*atomic.Int64{
		"answered": &c.Handled, "failed": &c.Failed, "away": &c.Away, "buried": &c.Buried, "panic": &c.Panics,
	} {
		counter(label("dutybook_handled_total", "outcome", outcome), n)
	}
	for outcome, n := range map[string]*atomic.Int64{
		"ok": &c.Polls, "conflict": &c.PollConflicts, "unknown_token": &c.PollUnknown, "busy": &c.PollBusy, "error": &c.PollErrors,
	} {
		counter(label("dutybook_polls_total", "outcome", outcome), n)
	}
	for outcome, n := range map[string]*atomic.Int64{
		"delivered": &c.Sent, "refused": &c.SendRefused, "gone": &c.SendGone, "spared": &c.SendSpared, "busy": &c.SendBusy, "moved": &c.SendMoved, "error": &c.SendErrors,
	} {
		counter(label("dutybook_sends_total", "outcome", outcome), n)
	}
	counter("dutybook_webhook_refused_total", &c.Refused)
	counter("dutybook_unstored_total", &c.Unstored)
	writeModel(out, "reading", w.models.reading)
	writeModel(out, "writing", w.models.writing)
	w.writeInbox(ctx, out)
	w.writeRecounts(ctx, out)
	metrics.WriteProcessMetrics(out)
}

// writeModel gives what one use of the model came to; nothing where there is
// no model.
func writeModel(out io.Writer, use string, client *llm.Client) {
	if client == nil {
		return
	}
	c := client.Counts()
	of := fmt.Sprintf("use=%q", use)
	for outcome, n := range c.Outcomes {
		metrics.WriteCounterUint64(out, fmt.Sprintf("dutybook_model_calls_total{%s,outcome=%q}", of, outcome), uint64(n))
	}
	for rung, n := range c.Rungs {
		metrics.WriteCounterUint64(out, fmt.Sprintf("dutybook_model_answers_total{%s,rung=%q}", of, rung), uint64(n))
	}
	for kind, n := range map[string]int{"prompt": c.Usage.Prompt, "cached": c.Usage.Cached, "answer": c.Usage.Answer} {
		metrics.WriteCounterUint64(out, fmt.Sprintf("dutybook_model_tokens_total{%s,kind=%q}", of, kind), uint64(n))
	}
	resting := uint64(0)
	if c.Resting {
		resting = 1
	}
	metrics.WriteGaugeUint64(out, fmt.Sprintf("dutybook_model_resting{%s}", of), resting)
}

func (w watch) writeInbox(ctx context.Context, out io.Writer) {
	s := w.inbox.Stats()
	metrics.WriteCounterUint64(out, "dutybook_inbox_stored_total", uint64(s.Stored))
	metrics.WriteCounterUint64(out, "dutybook_inbox_repeated_total", uint64(s.Known))
	metrics.WriteGaugeUint64(out, "dutybook_inbox_in_hand", uint64(s.InHand))
	metrics.WriteGaugeFloat64(out, "dutybook_inbox_oldest_seconds", s.Oldest.Seconds())
	metrics.WriteGaugeUint64(out, "dutybook_lanes", uint64(s.Lanes))
	metrics.WriteGaugeUint64(out, "dutybook_processes", uint64(s.Processes))
	if waiting, err := w.inbox.Waiting(ctx); err == nil {
		metrics.WriteGaugeUint64(out, "dutybook_inbox_waiting", uint64(waiting))
	}
	if dead, err := w.inbox.Dead(ctx); err == nil {
		metrics.WriteGaugeUint64(out, "dutybook_dead_letters", uint64(dead))
	}
	metrics.WriteGaugeUint64(out, "dutybook_redis_up", up(w.store.Ping(ctx)))
}

// writeRecounts gives what the nightly recounts of all committees found, and
// when the oldest of them was; nothing before the first.
func (w watch) writeRecounts(ctx context.Context, out io.Writer) {
	latest, err := w.store.Directory().Recounts(ctx)
	if err != nil || len(latest) == 0 {
		return
	}
	drifts, oldest := 0, w.now()
	for _, r := range latest {
		if drifts += r.Drifts; r.At.Before(oldest) {
			oldest = r.At
		}
	}
	metrics.WriteGaugeUint64(out, "dutybook_totals_drift", uint64(drifts))
	metrics.WriteGaugeFloat64(out, "dutybook_recount_age_seconds", w.now().Sub(oldest).Seconds())
}

func up(err error) uint64 {
	if err != nil {
		return 0
	}
	return 1
}

func label(name, key, value string) string { return fmt.Sprintf("%s{%s=%q}", name, key, value) }

// health asks a running program on this machine whether it is well: what a
// container's health check calls.
func (p *program) health(ctx context.Context, args []string) error {
	flags := p.flags("health")
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*askFor)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+local(cfg.listen())+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("nothing answers at LISTEN_ADDR: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		told, _ := io.ReadAll(io.LimitReader(resp.Body, 200))
		return fmt.Errorf("not ready: %s", told)
	}
	return nil
}

// local is an address to listen at as one to call: ":8080" listens everywhere.
func local(listen string) string {
	if listen != "" && listen[0] == ':' {
		return "127.0.0.1" + listen
	}
	return listen
}
