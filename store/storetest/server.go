package storetest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Server is a redis-server process of a test, with its append-only file synced
// at every write.
type Server struct {
	URL  string
	port string
	dir  string
	args []string
	cmd  *exec.Cmd
}

// Real starts a redis-server on loopback; it ends with the test. Options are
// those of its command line and go before the usual ones.
func Real(t testing.TB, options ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if strings.Contains(os.Getenv("DUTYBOOK_REQUIRE"), "redis") {
			t.Fatal("redis-server is required and not installed")
		}
		t.Skip("no redis-server on this machine")
	}
	port, dir := freePort(t), t.TempDir()
	s := &Server{URL: "redis://127.0.0.1:" + port, port: port, dir: dir}
	s.args = append([]string{"--port", port, "--bind", "127.0.0.1", "--dir", dir, "--logfile", filepath.Join(dir, "log"),
		"--save", "", "--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0"}, options...)
	s.Start(t)
	t.Cleanup(s.Kill)
	return s
}

// Start starts the server, on the data an earlier Kill left.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.cmd = exec.Command("redis-server", s.args...)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := s.client()
	defer func() { _ = c.Close() }()
	until(t, "redis-server is up", func(ctx context.Context) bool { return c.Ping(ctx).Err() == nil })
}

// Kill ends the server at once, as a crash does.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	_, _ = s.cmd.Process.Wait()
}

// PID is the server's process, to be measured.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Cut ends the connections of all clients, who may come again at once. A server
// that is away has none.
func (s *Server) Cut(ctx context.Context) { _, _ = do(ctx, s, "CLIENT", "KILL", "TYPE", "normal") }

// Do sends a command behind the store's back and gives its answer.
func (s *Server) Do(t testing.TB, args ...any) any {
	t.Helper()
	return must(t, s, args...)
}

func (s *Server) address() string { return "127.0.0.1:" + s.port }

func (s *Server) client() *redis.Client {
	return redis.NewClient(&redis.Options{Addr: s.address(), MaxRetries: -1})
}

// isMaster reports whether the server is up and a master.
func (s *Server) isMaster(ctx context.Context) bool {
	c := s.client()
	defer func() { _ = c.Close() }()
	role, err := c.Do(ctx, "ROLE").Slice()
	return err == nil && role[0] == "master"
}

// replicas is how many servers follow this one and have all its data; none when
// it is not a master.
func (s *Server) replicas(ctx context.Context) int {
	c := s.client()
	defer func() { _ = c.Close() }()
	info, err := c.Info(ctx, "replication").Result()
	if err != nil || !strings.Contains(info, "role:master") {
		return 0
	}
	return strings.Count(info, "state=online")
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

// until waits for a condition.
func until(t testing.TB, what string, ok func(context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 40*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ok(ctx) {
		select {
		case <-ctx.Done():
			t.Fatal("never: " + what)
		case <-tick.C:
		}
	}
}
