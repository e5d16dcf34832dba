package main

import (
	"bytes"
	"context"
	"io"
	"sync/atomic"
)

// atOnce is how many lines are asked about at the same time; more would wait
// for the model's slots.
const atOnce = 4

// worked is what came of one line.
type worked struct {
	number int
	out    bytes.Buffer
	err    error
}

// ahead works on several lines at a time and writes what comes of them in the
// order of the input. A line that fails is named, the rest goes on. Never more
// than a few lines are held, however long the input is.
func (p *program) ahead(ctx context.Context, out io.Writer, work func(raw []byte, out io.Writer) error) error {
	queue := make(chan chan *worked, atOnce-1)
	written := make(chan error, 1)
	var bad atomic.Bool
	go func() {
		var failed error
		for line := range queue {
			w := <-line
			switch {
			case w.err != nil:
				bad.Store(true)
				p.complain(w.number, w.err)
			case failed == nil:
				_, failed = out.Write(w.out.Bytes())
			}
		}
		written <- failed
	}()
	err := p.eachNumbered(ctx, func(number int, raw []byte) error {
		line := make(chan *worked, 1)
		queue <- line
		go func() {
			w := &worked{number: number}
			w.err = work(raw, &w.out)
			line <- w
		}()
		return nil
	})
	close(queue)
	if failed := <-written; failed != nil {
		return failed
	}
	if err == nil && bad.Load() {
		return errBadLines
	}
	return err
}
