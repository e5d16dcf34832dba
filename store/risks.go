package store

import (
	"context"
	"fmt"
	"strings"
)

// Risk is something about the Redis server that could lose what was stored.
type Risk string

// The risks.
const (
	// RiskNoLog: without an append-only file a restart forgets what came since
	// the last snapshot.
	RiskNoLog Risk = "appendonly is no: a restart of Redis forgets messages that Telegram was told had arrived; set appendonly yes"
	// RiskLazyLog: the file is written when the system likes.
	RiskLazyLog Risk = "appendfsync is no: a power cut can lose half a minute; set appendfsync always or everysec"
	// RiskEvicts: a full server throws keys away.
	RiskEvicts Risk = "maxmemory-policy is not noeviction: a full Redis throws records away; set maxmemory-policy noeviction"
	// RiskFailOver: a master that was cut off goes on taking what its successor
	// never sees.
	RiskFailOver Risk = "min-replicas-to-write is 0 although there are replicas: a fail-over forgets what the old master took last; set min-replicas-to-write 1"
	// RiskOld: the commands used need Redis 6.2.
	RiskOld Risk = "Redis is older than 6.2: some commands are missing; update it"
)

// Risks asks the server how it keeps what it is given. A server that does not
// tell, as managed ones may not, has no known risks; an error is
// activity.ErrAway.
func (s *Store) Risks(ctx context.Context) ([]Risk, error) {
	if err := s.Ping(ctx); err != nil {
		return nil, err
	}
	info := s.redis.Info(ctx, "server", "persistence", "replication").Val()
	var risks []Risk
	if older(infoField(info, "redis_version"), 6, 2) {
		risks = append(risks, RiskOld)
	}
	switch {
	case infoField(info, "aof_enabled") == "0":
		risks = append(risks, RiskNoLog)
	case s.configured(ctx, "appendfsync") == "no":
		risks = append(risks, RiskLazyLog)
	}
	if policy := s.configured(ctx, "maxmemory-policy"); policy != "" && policy != "noeviction" {
		risks = append(risks, RiskEvicts)
	}
	if n := infoField(info, "connected_slaves"); n != "" && n != "0" && s.configured(ctx, "min-replicas-to-write") == "0" {
		risks = append(risks, RiskFailOver)
	}
	return risks, nil
}

// Version is what the server calls itself, "" when it does not tell.
func (s *Store) Version(ctx context.Context) string {
	return infoField(s.redis.Info(ctx, "server").Val(), "redis_version")
}

// configured is a server setting, "" when the server does not tell.
func (s *Store) configured(ctx context.Context, name string) string {
	return s.redis.ConfigGet(ctx, name).Val()[name]
}

func infoField(info, name string) string {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+":"); ok {
			return value
		}
	}
	return ""
}

// older reports whether a version is told and lies below major.minor.
func older(version string, major, minor int) bool {
	var a, b int
	if _, err := fmt.Sscanf(version, "%d.%d", &a, &b); err != nil {
		return false
	}
	return a < major || a == major && b < minor
}
