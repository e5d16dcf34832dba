// Command eval scores understood messages against a gold file, both JSON Lines
// as the structure command writes them:
//
//	go run ./prompts/eval [-errors N] GOLD PRED
//
// PRED may be "-" for standard input. The table has a row for all messages, one
// for each language (the key "lang" of a gold message) and one for each source
// (the key "source" of an answer: rules or model).
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	show := flags.Int("errors", 0, "print so many messages that were not understood whole")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return errors.New("usage: eval [-errors N] GOLD PRED")
	}
	gold, err := readFile(flags.Arg(0), in)
	if err != nil {
		return err
	}
	pred, err := readFile(flags.Arg(1), in)
	if err != nil {
		return err
	}
	report := scoreAll(gold, pred)
	report.table(out)
	report.printErrors(out, *show)
	return nil
}

func readFile(name string, in io.Reader) ([]message, error) {
	if name == "-" {
		return readMessages(in)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	list, err := readMessages(file)
	return list, errors.Join(err, file.Close())
}
