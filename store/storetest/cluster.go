package storetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// ClusterOf is a cluster of servers.
type ClusterOf struct {
	URL string
	// pairs are a master and its replica, in either order.
	pairs [3][2]*Server
}

const slots = 16384

// Cluster starts a cluster of three masters with a replica each, which takes
// over about a second after its master is gone.
func Cluster(t testing.TB) *ClusterOf {
	t.Helper()
	c := &ClusterOf{}
	var all []*Server
	for i := range c.pairs {
		for j := range c.pairs[i] {
			s := Real(t, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-port", freePort(t),
				"--cluster-replica-validity-factor", "0")
			c.pairs[i][j] = s
			all = append(all, s)
		}
	}
	c.meet(t, all)
	for i, pair := range c.pairs {
		from, to := i*slots/3, (i+1)*slots/3-1
		must(t, pair[0], "CLUSTER", "ADDSLOTSRANGE", strconv.Itoa(from), strconv.Itoa(to))
		must(t, pair[1], "CLUSTER", "REPLICATE", must(t, pair[0], "CLUSTER", "MYID").(string))
	}
	var addresses []string
	for _, s := range all {
		addresses = append(addresses, s.address())
	}
	c.URL = "redis://" + strings.Join(addresses, ",")
	until(t, "the cluster is ready", c.ready)
	return c
}

func (c *ClusterOf) meet(t testing.TB, all []*Server) {
	t.Helper()
	for _, s := range all[1:] {
		bus := s.args[indexOf(s.args, "--cluster-port")+1]
		must(t, all[0], "CLUSTER", "MEET", "127.0.0.1", s.port, bus)
	}
	until(t, "all nodes know each other", func(ctx context.Context) bool {
		for _, s := range all {
			info, err := do(ctx, s, "CLUSTER", "INFO")
			if err != nil || !strings.Contains(fmt.Sprint(info), fmt.Sprintf("cluster_known_nodes:%d", len(all))) {
				return false
			}
		}
		return true
	})
}

func indexOf(args []string, name string) int {
	for i, a := range args {
		if a == name {
			return i
		}
	}
	return -1
}

// ready reports whether every node serves and every master has its replica.
func (c *ClusterOf) ready(ctx context.Context) bool {
	for _, pair := range c.pairs {
		if pair[0].replicas(ctx)+pair[1].replicas(ctx) == 0 {
			return false
		}
		for _, s := range pair {
			info, err := do(ctx, s, "CLUSTER", "INFO")
			if err != nil || !strings.Contains(fmt.Sprint(info), "cluster_state:ok") {
				return false
			}
		}
	}
	return true
}

// FailOver kills the master of one pair, waits for its replica to take over,
// and brings the dead one back as the replica.
func (c *ClusterOf) FailOver(t testing.TB, pair int) {
	t.Helper()
	old, other := c.pairs[pair][0], c.pairs[pair][1]
	if other.isMaster(t.Context()) {
		old, other = other, old
	}
	old.Kill()
	until(t, "the replica takes over", other.isMaster)
	old.Start(t)
	until(t, "the cluster is whole", c.ready)
}

// PairOf is the pair that holds a key's slot.
func (c *ClusterOf) PairOf(t testing.TB, key string) int {
	t.Helper()
	slot := must(t, c.pairs[0][0], "CLUSTER", "KEYSLOT", key).(int64)
	return int(slot) * 3 / slots
}

func do(ctx context.Context, s *Server, args ...any) (any, error) {
	c := redis.NewClient(&redis.Options{Addr: s.address()})
	defer func() { _ = c.Close() }()
	return c.Do(ctx, args...).Result()
}

func must(t testing.TB, s *Server, args ...any) any {
	t.Helper()
	v, err := do(t.Context(), s, args...)
	if err != nil {
		t.Fatal(args, err)
	}
	return v
}
