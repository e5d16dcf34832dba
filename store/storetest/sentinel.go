package storetest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Sentinels watch over a server and its replica.
type Sentinels struct {
	URL       string
	servers   [2]*Server
	sentinels []string
}

const masterName = "dutybook"

// Sentinel starts a server, its replica, and three sentinels that promote the
// replica about a second after the server is gone.
func Sentinel(t testing.TB) *Sentinels {
	t.Helper()
	s := &Sentinels{}
	s.servers[0] = Real(t)
	s.servers[1] = Real(t, "--replicaof", "127.0.0.1", s.servers[0].port)
	until(t, "the replica follows", s.servers[0].hasReplica)
	for range 3 {
		s.sentinels = append(s.sentinels, startSentinel(t, s.servers[0].port))
	}
	s.URL = "redis://" + strings.Join(s.sentinels, ",") + "/?master_name=" + masterName
	until(t, "the sentinels know each other", s.ready)
	return s
}

func startSentinel(t testing.TB, master string) string {
	t.Helper()
	dir, port := t.TempDir(), freePort(t)
	conf := filepath.Join(dir, "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\ndir %s\nlogfile %s\nsentinel monitor %[4]s 127.0.0.1 %[5]s 2\n"+
		"sentinel down-after-milliseconds %[4]s 1000\nsentinel failover-timeout %[4]s 5000\n",
		port, dir, filepath.Join(dir, "log"), masterName, master)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("redis-server", conf, "--sentinel")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _, _ = cmd.Process.Wait() })
	return "127.0.0.1:" + port
}

// ready reports whether every sentinel knows the replica and the others.
func (s *Sentinels) ready(ctx context.Context) bool {
	for _, address := range s.sentinels {
		c := redis.NewSentinelClient(&redis.Options{Addr: address})
		others, err := c.Sentinels(ctx, masterName).Result()
		replicas, err2 := c.Replicas(ctx, masterName).Result()
		_ = c.Close()
		if err != nil || err2 != nil || len(others) != 2 || len(replicas) != 1 {
			return false
		}
	}
	return true
}

// FailOver kills the master, waits for the other server to take its place, and
// brings the dead one back as its replica.
func (s *Sentinels) FailOver(t testing.TB) {
	t.Helper()
	old, other := s.servers[0], s.servers[1]
	if other.isMaster(t.Context()) {
		old, other = other, old
	}
	old.Kill()
	until(t, "the replica is promoted", other.isMaster)
	old.Start(t)
	until(t, "the old master follows", other.hasReplica)
	until(t, "the sentinels know", s.ready)
}
