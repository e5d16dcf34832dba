// Dutybook 履职簿: members say in a chat what they did, and find it in the
// annual report.
//
// This package is the program's table of contents: it reads the settings,
// opens the store, wires bot and handlers together, runs them and stops them.
//
//	main.go      which part of the program was asked for
//	settings.go  the environment, one field a setting
//	serve.go     the real bot: Telegram, Redis, health
//	try.go       the trial: the same bot on a Telegram and a Redis of its own
//	offline.go   structure and replay: the product without a chat
//	draft.go     draft, from what gathered.go reads and prose.go has a model write
//	outline.go   outline, checkfile.go check
//	data.go      export, import and recount
//	recounts.go  the recount of every night
//	logging.go   lines of JSON without secrets
//	metrics.go   what the running bot can be asked about from outside
//	check.go     -check: are settings and connections right
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	p := &program{env: environ(os.Environ()), in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// program is one run, with everything it reaches of the outside world.
type program struct {
	env map[string]string
	in  io.Reader
	out io.Writer
	err io.Writer
	now func() time.Time
}

// subcommand is a part of the program that runs and ends.
type subcommand struct {
	about string
	run   func(p *program, ctx context.Context, args []string) error
}

func subcommands() map[string]subcommand {
	return map[string]subcommand{
		"structure": {"understand messages, JSON Lines in and out", (*program).structure},
		"replay":    {"play the messages of many members and export the result", (*program).replay},
		"sample":    {"write the messages of the trial's sample year, for replay", (*program).sample},
		"draft":     {"draft a report from exported records", (*program).draft},
		"outline":   {"print the headings of an earlier report as JSON", (*program).outline},
		"check":     {"check every figure, name and formula of a text against records", (*program).checkFile},
		"export":    {"write everything of the committee as JSON Lines", (*program).export},
		"import":    {"read an export; a dry run unless -apply", (*program).importLines},
		"recount":   {"recompute the totals from the records and compare", (*program).recount},
		"health":    {"ask the running program whether it is well", (*program).health},
		"version":   {"print the version", (*program).version},
	}
}

// Exit codes: a run that ends well, one that could not do all, one that was
// called wrongly.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

func (p *program) run(ctx context.Context, args []string) int {
	err := p.choose(ctx, args)
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		return exitUsage
	}
	_, _ = fmt.Fprintln(p.err, "dutybook:", err)
	return exitError
}

func (p *program) choose(ctx context.Context, args []string) error {
	if len(args) > 0 {
		if sub, ok := subcommands()[args[0]]; ok {
			return sub.run(p, ctx, args[1:])
		}
	}
	flags := p.flags("dutybook")
	check := flags.Bool("check", false, "verify settings and connections, then exit")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp
	}
	if flags.NArg() > 0 {
		return p.usage(flags)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	log := newLog(p.err, cfg)
	switch {
	case *check:
		return p.check(ctx, cfg)
	case cfg.Token == "":
		return p.try(ctx, cfg, log)
	}
	return serve(ctx, cfg, log)
}

func (p *program) flags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(p.err)
	if name == "dutybook" {
		flags.Usage = func() { _ = p.usage(flags) }
	}
	return flags
}

func (p *program) usage(flags *flag.FlagSet) error {
	_, _ = fmt.Fprintln(p.err, "usage: dutybook [-check]    the bot, or without TELEGRAM_BOT_TOKEN the trial")
	for _, name := range []string{"structure", "replay", "sample", "draft", "outline", "check", "export", "import", "recount", "health", "version"} {
		_, _ = fmt.Fprintf(p.err, "       dutybook %-10s %s\n", name, subcommands()[name].about)
	}
	flags.PrintDefaults()
	return flag.ErrHelp
}

// version is stamped by the linker in a release; otherwise the module's build
// information stands in.
var version = ""

func (p *program) version(context.Context, []string) error {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok && v == "" {
		v = info.Main.Version
	}
	_, err := fmt.Fprintln(p.out, "dutybook", v)
	return err
}
