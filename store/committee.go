package store

import (
	"sync/atomic"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Committee is everything one committee keeps. Values are safe for use by many
// goroutines.
type Committee struct {
	id    activity.CommitteeID
	keys  keys
	redis redis.UniversalClient

	present     present
	explained   explained
	frozenYears atomic.Pointer[frozenKept]
}

// Committee opens a committee by its id; it need not exist yet.
func (s *Store) Committee(id activity.CommitteeID) *Committee {
	return &Committee{id: id, keys: keysOf(id), redis: s.redis}
}

// ID is the committee's id.
func (c *Committee) ID() activity.CommitteeID { return c.id }
