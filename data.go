package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"

	"dutybook/activity"
	"dutybook/store"
)

// flag0 keeps a wrong flag, which the flag package has explained already, from
// being explained twice.
func flag0(error) error { return flag.ErrHelp }

// withCommittee reads the flags and runs f on the committee they name, in the
// Redis the settings name.
func (p *program) withCommittee(ctx context.Context, flags *flag.FlagSet, args []string, f func(*store.Committee) error) error {
	which := flags.String("committee", string(theCommittee), "id of the committee, e.g. c2")
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
	return f(s.Committee(activity.CommitteeID(*which)))
}

// export writes everything of the committee in REDIS_URL.
func (p *program) export(ctx context.Context, args []string) error {
	return p.withCommittee(ctx, p.flags("export"), args, func(c *store.Committee) error { return c.Export(ctx, p.out) })
}

// importLines reads what export wrote; nothing is written without -apply, and
// -undo takes the last import out again.
func (p *program) importLines(ctx context.Context, args []string) error {
	flags := p.flags("import")
	apply := flags.Bool("apply", false, "write what was read; the committee must hold no records yet")
	undo := flags.Bool("undo", false, "take an import out again, if nothing was changed since")
	return p.withCommittee(ctx, flags, args, func(c *store.Committee) error {
		if *undo {
			return p.undoImport(ctx, c)
		}
		found, err := c.Import(ctx, p.in, *apply)
		for _, bad := range found.Bad {
			_, _ = fmt.Fprintf(p.err, "line %d: %v\n", bad.Number, bad.Reason)
		}
		if err != nil {
			return err
		}
		return p.imported(found, *apply)
	})
}

func (p *program) undoImport(ctx context.Context, c *store.Committee) error {
	if err := c.UndoImport(ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.out, "the import is undone")
	return err
}

// imported tells what an import did, or would do.
func (p *program) imported(found store.Imported, applied bool) error {
	done := "would import (dry run; add -apply)"
	if applied {
		done = "imported"
	}
	_, _ = fmt.Fprintf(p.out, "%s %d groups, %d members, %d records, %d other keys\n",
		done, found.Groups, found.Members, found.Records, found.Kept)
	if !found.Whole {
		_, _ = fmt.Fprintln(p.err, "the file does not end as an export does: it may have been cut short")
	}
	if len(found.Bad) > 0 {
		return errBadLines
	}
	return nil
}

// recount compares the kept totals with those of all records; -apply puts right
// what differs.
func (p *program) recount(ctx context.Context, args []string) error {
	flags := p.flags("recount")
	apply := flags.Bool("apply", false, "put the totals right that differ")
	return p.withCommittee(ctx, flags, args, func(c *store.Committee) error {
		drifts, err := c.Recount(ctx)
		if err != nil {
			return err
		}
		for _, d := range drifts {
			_, _ = fmt.Fprintf(p.out, "%s %v %s %s%s: kept %v, counted %v\n",
				d.Scope, d.Cell.Month, d.Cell.Category, d.Cell.Of, d.Cell.Unit, d.Kept, d.Counted)
		}
		switch {
		case len(drifts) == 0:
			_, err = fmt.Fprintln(p.out, "all totals equal the records")
		case *apply:
			if err = c.Mend(ctx, rand.Text(), p.now(), drifts); err == nil {
				_, err = fmt.Fprintf(p.out, "put right: %d\n", len(drifts))
			}
		default:
			err = errors.New("totals differ from the records; add -apply to put them right")
		}
		return err
	})
}
