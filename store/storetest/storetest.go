// Package storetest gives tests a Redis of their own: miniredis always, and a
// real redis-server where one is installed. With DUTYBOOK_REQUIRE=redis a
// missing redis-server fails the test instead of skipping it.
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

	"github.com/alicebob/miniredis/v2"

	"dutybook/store"
)

// Each runs f once on miniredis and once on a real redis-server.
func Each(t *testing.T, f func(*testing.T, *store.Store)) {
	t.Helper()
	t.Run("miniredis", func(t *testing.T) { f(t, New(t)) })
	t.Run("redis-server", func(t *testing.T) { f(t, MustOpen(t, Real(t).URL)) })
}

// New opens a store on a fresh miniredis.
func New(t testing.TB) *store.Store {
	t.Helper()
	return MustOpen(t, "redis://"+miniredis.RunT(t).Addr())
}

// MustOpen opens a store that is closed with the test.
func MustOpen(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// Server is a redis-server process of a test, with its append-only file synced
// at every write.
type Server struct {
	URL  string
	port string
	dir  string
	cmd  *exec.Cmd
}

// Real starts a redis-server on loopback; it ends with the test.
func Real(t testing.TB) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if strings.Contains(os.Getenv("DUTYBOOK_REQUIRE"), "redis") {
			t.Fatal("redis-server is required and not installed")
		}
		t.Skip("no redis-server on this machine")
	}
	port := freePort(t)
	s := &Server{URL: "redis://127.0.0.1:" + port, port: port, dir: t.TempDir()}
	s.Start(t)
	t.Cleanup(func() { s.Kill() })
	return s
}

// Start starts the server, on the data an earlier Kill left.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.cmd = exec.Command("redis-server", "--port", s.port, "--bind", "127.0.0.1", "--dir", s.dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--logfile", filepath.Join(s.dir, "log"))
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	probe := MustOpen(t, s.URL)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for probe.Ping(ctx) != nil {
		if ctx.Err() != nil {
			t.Fatal("redis-server did not come up")
		}
	}
}

// Kill ends the server at once, as a crash does.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	_, _ = s.cmd.Process.Wait()
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

// URL starts a fresh miniredis and gives its REDIS_URL.
func URL(t testing.TB) string {
	t.Helper()
	return "redis://" + miniredis.RunT(t).Addr()
}
