package store

import (
	"context"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// together is a hook of the Redis client: what many goroutines ask at the same
// time goes in one round trip. A message takes a dozen small questions one after
// the other; with many chats at once the packets they travel in cost more than
// the answers.
//
// On a cluster only what belongs to one hash tag goes together, so that a node
// that is away keeps nobody waiting but its own.
type together struct {
	client redis.UniversalClient
	byTag  bool

	mu    sync.Mutex
	trips map[string]*gather[redis.Cmder]
}

func goTogether(client redis.UniversalClient) {
	_, cluster := client.(*redis.ClusterClient)
	client.AddHook(&together{client: client, byTag: cluster, trips: map[string]*gather[redis.Cmder]{}})
}

// DialHook leaves dialling as it is.
func (t *together) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook lets a command travel with others, unless it may take its time or
// has its own: one with a deadline is not kept waiting by others.
func (t *together) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		key, ok := keyOf(cmd)
		if _, timed := ctx.Deadline(); timed || !ok {
			return next(ctx, cmd)
		}
		if err := t.trip(key).do(ctx, cmd); err != nil {
			return err
		}
		return cmd.Err()
	}
}

// ProcessPipelineHook leaves pipelines as they are.
func (t *together) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (t *together) trip(key string) *gather[redis.Cmder] {
	tag := ""
	if t.byTag {
		tag, _, _ = strings.Cut(key, "}")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.trips[tag]
	if g == nil {
		g = &gather[redis.Cmder]{carry: t.carry, wait: true, trips: 2}
		t.trips[tag] = g
	}
	return g
}

// carry sends the commands of several callers. Each finds its own error on its
// own command; when the way breaks, all of them do.
func (t *together) carry(ctx context.Context, cmds []redis.Cmder) error {
	p := t.client.Pipeline()
	for _, cmd := range cmds {
		if err := p.Process(ctx, cmd); err != nil {
			return err
		}
	}
	_, _ = p.Exec(ctx)
	return nil
}

// keyOf is the first key a command names; ok is false for one that names none or
// waits for something to happen.
func keyOf(cmd redis.Cmder) (key string, ok bool) {
	at := 1
	switch cmd.Name() {
	case "xread":
		return "", false
	case "eval", "evalsha":
		at = 3
	}
	args := cmd.Args()
	if at >= len(args) {
		return "", false
	}
	key, ok = args[at].(string)
	return key, ok && strings.HasPrefix(key, "{")
}
