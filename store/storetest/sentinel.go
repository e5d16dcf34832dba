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

// Sentinels watch over a server and its replicas.
type Sentinels struct {
	URL       string
	servers   [3]*Server
	sentinels []string
}

const masterName = "dutybook"

// Sentinel starts a server, two replicas, and three sentinels that promote one
// of them about a second after the server is gone. A master without a replica
// takes no writes: otherwise one that comes back before it learns that it was
// replaced would take some, and lose them when it learns.
func Sentinel(t testing.TB) *Sentinels {
	t.Helper()
	safe := []string{"--min-replicas-to-write", "1", "--min-replicas-max-lag", "2"}
	s := &Sentinels{}
	s.servers[0] = Real(t, safe...)
	for i := 1; i < len(s.servers); i++ {
		s.servers[i] = Real(t, append([]string{"--replicaof", "127.0.0.1", s.servers[0].port}, safe...)...)
	}
	until(t, "the replicas follow", func(ctx context.Context) bool { return s.servers[0].replicas(ctx) == 2 })
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

// ready reports whether every sentinel knows the replicas and the others.
func (s *Sentinels) ready(ctx context.Context) bool {
	for _, address := range s.sentinels {
		c := redis.NewSentinelClient(&redis.Options{Addr: address})
		others, err := c.Sentinels(ctx, masterName).Result()
		replicas, err2 := c.Replicas(ctx, masterName).Result()
		_ = c.Close()
		if err != nil || err2 != nil || len(others) != 2 || len(replicas) != 2 {
			return false
		}
	}
	return true
}

// FailOver kills the master, waits for another server to take its place, and
// brings the dead one back as a replica. It comes back when the others agree: a
// master that is restarted before, and is found by a replica that has not heard
// of the new one, takes writes that are lost.
func (s *Sentinels) FailOver(t testing.TB) {
	t.Helper()
	old := s.following(t.Context(), 2)
	old.Kill()
	until(t, "a replica is promoted and followed", func(ctx context.Context) bool {
		master := s.following(ctx, 1)
		return master != nil && master != old && s.agree(ctx, master)
	})
	old.Start(t)
	until(t, "all follow the new master", func(ctx context.Context) bool { return s.following(ctx, 2) != nil })
	until(t, "the sentinels know", s.ready)
}

// following is the server that so many follow, nil when there is none.
func (s *Sentinels) following(ctx context.Context, replicas int) *Server {
	for _, server := range s.servers {
		if server.replicas(ctx) == replicas {
			return server
		}
	}
	return nil
}

// agree reports whether every sentinel names this master.
func (s *Sentinels) agree(ctx context.Context, master *Server) bool {
	for _, address := range s.sentinels {
		c := redis.NewSentinelClient(&redis.Options{Addr: address})
		named, err := c.GetMasterAddrByName(ctx, masterName).Result()
		_ = c.Close()
		if err != nil || named[1] != master.port {
			return false
		}
	}
	return true
}
