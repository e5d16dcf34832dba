// Package storetest gives tests a Redis of their own: miniredis always, and
// where redis-server is installed also a server, a cluster, or one watched by
// sentinels, all of them on loopback. With DUTYBOOK_REQUIRE=redis a missing
// redis-server fails the test instead of skipping it.
package storetest

import (
	"fmt"
	"strings"
	"testing"

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

// URL starts a fresh miniredis and gives its REDIS_URL.
func URL(t testing.TB) string {
	t.Helper()
	return "redis://" + miniredis.RunT(t).Addr()
}

// WithDump opens a store on a fresh miniredis, and gives what looks at every key
// in it as text.
func WithDump(t testing.TB) (s *store.Store, everything func() map[string]string) {
	t.Helper()
	m := miniredis.RunT(t)
	return MustOpen(t, "redis://"+m.Addr()), func() map[string]string {
		all := map[string]string{}
		for _, key := range m.Keys() {
			all[key] = dump(m, key)
		}
		return all
	}
}

func dump(m *miniredis.Miniredis, key string) string {
	switch m.Type(key) {
	case "string":
		v, _ := m.Get(key)
		return v
	case "list":
		v, _ := m.List(key)
		return strings.Join(v, "\n")
	case "set":
		v, _ := m.Members(key)
		return strings.Join(v, "\n")
	case "zset":
		v, _ := m.ZMembers(key)
		return strings.Join(v, "\n")
	case "hash":
		fields, _ := m.HKeys(key)
		var b strings.Builder
		for _, f := range fields {
			b.WriteString(f + "=" + m.HGet(key, f) + "\n")
		}
		return b.String()
	case "stream":
		entries, _ := m.Stream(key)
		return fmt.Sprint(entries)
	}
	return ""
}
