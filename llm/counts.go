package llm

import (
	"maps"
	"sync"
)

// Counts is what the Completes of a client came to since it was opened. All of
// it only grows, except Resting.
type Counts struct {
	// Outcomes counts calls by the word Outcome gives.
	Outcomes map[string]int64
	// Rungs counts answers by Response.Rung.
	Rungs map[string]int64
	// Usage sums what the server said it counted.
	Usage Usage
	// Resting is true while the server is left alone after failures.
	Resting bool
}

// tally keeps Counts.
type tally struct {
	mu sync.Mutex
	Counts
}

func (t *tally) note(r Response, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.Outcomes == nil {
		t.Outcomes, t.Rungs = map[string]int64{}, map[string]int64{}
	}
	t.Outcomes[Outcome(err)]++
	if err != nil {
		return
	}
	t.Rungs[r.Rung]++
	t.Usage.Prompt += r.Usage.Prompt
	t.Usage.Cached += r.Usage.Cached
	t.Usage.Answer += r.Usage.Answer
}

// Counts gives a copy.
func (c *Client) Counts() Counts {
	c.tally.mu.Lock()
	defer c.tally.mu.Unlock()
	out := c.tally.Counts
	out.Outcomes, out.Rungs = maps.Clone(out.Outcomes), maps.Clone(out.Rungs)
	out.Resting = c.pause.on()
	return out
}
