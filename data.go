package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"dutybook/activity"
)

// flag0 keeps a wrong flag, which the flag package has explained already, from
// being explained twice.
func flag0(error) error { return flag.ErrHelp }

// committeeFlag says which committee is meant, where there are several.
func committeeFlag(flags *flag.FlagSet) *string {
	return flags.String("committee", string(theCommittee), "id of the committee, e.g. c2")
}

// export writes everything of the committee in REDIS_URL.
func (p *program) export(ctx context.Context, args []string) error {
	flags := p.flags("export")
	which := committeeFlag(flags)
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return s.Committee(activity.CommitteeID(*which)).Export(ctx, p.out)
}

// importLines reads what export wrote; nothing is written without -apply.
func (p *program) importLines(ctx context.Context, args []string) error {
	flags := p.flags("import")
	which := committeeFlag(flags)
	apply := flags.Bool("apply", false, "write what was read; the committee must hold no records yet")
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	found, err := s.Committee(activity.CommitteeID(*which)).Import(ctx, p.in, *apply)
	for _, bad := range found.Bad {
		_, _ = fmt.Fprintf(p.err, "line %d: %v\n", bad.Number, bad.Reason)
	}
	if err != nil {
		return err
	}
	done := "would import (dry run; add -apply)"
	if *apply {
		done = "imported"
	}
	_, _ = fmt.Fprintf(p.out, "%s %d groups, %d members, %d records\n", done, found.Groups, found.Members, found.Records)
	if len(found.Bad) > 0 {
		return errBadLines
	}
	return nil
}

// recount compares the kept totals with those of all records.
func (p *program) recount(ctx context.Context, args []string) error {
	flags := p.flags("recount")
	which := committeeFlag(flags)
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	drift, err := s.Committee(activity.CommitteeID(*which)).Recount(ctx)
	if err != nil {
		return err
	}
	for _, d := range drift {
		_, _ = fmt.Fprintf(p.out, "%s %v %s %s%s: kept %v, counted %v\n",
			d.Scope, d.Cell.Month, d.Cell.Category, d.Cell.Of, d.Cell.Unit, d.Kept, d.Counted)
	}
	if len(drift) > 0 {
		return errors.New("totals differ from the records")
	}
	_, err = fmt.Fprintln(p.out, "all totals equal the records")
	return err
}
