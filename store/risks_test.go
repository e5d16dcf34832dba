package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"dutybook/store"
	"dutybook/store/storetest"
)

// TestRisks: a server set up as the guide says has no risk; each setting that
// could lose something is named, and one that does not tell is let be.
func TestRisks(t *testing.T) {
	server := storetest.Real(t)
	s := storetest.MustOpen(t, server.URL)
	options, err := redis.ParseURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	admin := redis.NewClient(options)
	t.Cleanup(func() { _ = admin.Close() })
	risks := func(want ...store.Risk) {
		t.Helper()
		got, err := s.Risks(t.Context())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("risks are %q, %v; want %q", got, err, want)
		}
	}
	set := func(name, value string) {
		t.Helper()
		if err := admin.ConfigSet(context.Background(), name, value).Err(); err != nil {
			t.Fatal(err)
		}
	}
	risks()
	set("appendfsync", "no")
	risks(store.RiskLazyLog)
	set("appendonly", "no")
	risks(store.RiskNoLog)
	set("maxmemory-policy", "allkeys-lru")
	risks(store.RiskNoLog, store.RiskEvicts)
	host, port, _ := strings.Cut(options.Addr, ":")
	storetest.Real(t, "--replicaof", host, port)
	storetest.Eventually(t, "the replica is there", func() bool {
		return strings.Contains(admin.Info(t.Context(), "replication").Val(), "connected_slaves:1")
	})
	risks(store.RiskNoLog, store.RiskEvicts, store.RiskFailOver)
	set("min-replicas-to-write", "1")
	risks(store.RiskNoLog, store.RiskEvicts)
	if got, err := storetest.New(t).Risks(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("a server that does not tell has risks %q, %v", got, err)
	}
}
