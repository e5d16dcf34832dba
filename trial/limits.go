package trial

import (
	"time"
)

// Limits is how much a bot may send, zero for as much as it likes. Telegram
// states no exact figures; about one a second into a private chat and twenty a
// minute into a group is what it says of them.
type Limits struct {
	PrivatePerSecond int
	GroupPerMinute   int
}

// limit refuses what exceeds the limits, with how long to wait. The lock is
// held.
func (s *Server) limit(chat int64, c *chat, n int) error {
	most, span := s.limits.PrivatePerSecond, time.Second
	if c.Group != nil {
		most, span = s.limits.GroupPerMinute, time.Minute
	}
	if most == 0 {
		return nil
	}
	now := s.now()
	recent := s.sent[chat]
	for len(recent) > 0 && now.Sub(recent[0]) >= span {
		recent = recent[1:]
	}
	if len(recent)+n > most {
		s.sent[chat] = recent
		wait := span
		if len(recent) > 0 {
			wait = span - now.Sub(recent[0])
		}
		f := TooManyRequests(int((wait + time.Second - 1) / time.Second))
		return f.asError()
	}
	for range n {
		recent = append(recent, now)
	}
	s.sent[chat] = recent
	return nil
}
