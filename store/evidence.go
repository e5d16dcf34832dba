package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Evidence is a photo or file that belongs to a record. The door keeps the
// bytes; Unique tells the same bytes apart from others.
type Evidence struct {
	File   string    `json:"file"`
	Unique string    `json:"unique"`
	At     time.Time `json:"at"`
	// Kind is "" for a photo, activity.Attach for a file, which has a Name.
	Kind activity.MessageKind `json:"kind,omitempty"`
	Name string               `json:"name,omitempty"`
}

// AddEvidence puts evidence to a record; the same bytes are there once.
func (c *Committee) AddEvidence(ctx context.Context, id activity.RecordID, all ...Evidence) error {
	if len(all) == 0 {
		return nil
	}
	fields := make([]any, 0, 2*len(all))
	for _, e := range all {
		raw, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("store: encode evidence: %w", err)
		}
		fields = append(fields, e.Unique, raw)
	}
	return wrap("add evidence", c.redis.HSet(ctx, c.keys.evidence(id), fields...).Err())
}

// Evidence lists what belongs to a record, in the order it came.
func (c *Committee) Evidence(ctx context.Context, id activity.RecordID) ([]Evidence, error) {
	rows, err := c.redis.HVals(ctx, c.keys.evidence(id)).Result()
	if err != nil {
		return nil, wrap("evidence", err)
	}
	return decodeEvidence(rows)
}

// EvidenceOf lists what belongs to each of some records; those without any are
// left out.
func (c *Committee) EvidenceOf(ctx context.Context, ids ...activity.RecordID) (map[activity.RecordID][]Evidence, error) {
	all := map[activity.RecordID][]Evidence{}
	for part := range slices.Chunk(ids, keptStep) {
		rows := make([]*redis.StringSliceCmd, len(part))
		_, err := c.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, id := range part {
				rows[i] = p.HVals(ctx, c.keys.evidence(id))
			}
			return nil
		})
		if err != nil {
			return nil, wrap("evidence", err)
		}
		for i, id := range part {
			found, err := decodeEvidence(rows[i].Val())
			if err != nil {
				return nil, err
			}
			if len(found) > 0 {
				all[id] = found
			}
		}
	}
	return all, nil
}

func decodeEvidence(rows []string) ([]Evidence, error) {
	all := make([]Evidence, len(rows))
	for i, raw := range rows {
		if err := json.Unmarshal([]byte(raw), &all[i]); err != nil {
			return nil, fmt.Errorf("store: evidence: %w", err)
		}
	}
	slices.SortFunc(all, func(a, b Evidence) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Unique, b.Unique))
	})
	return all, nil
}

const (
	albumFor   = 24 * time.Hour
	waitingFor = time.Hour
)

// SetAlbum remembers for a day which record an album belongs to: its photos come
// one by one, and nobody says which is the last.
func (c *Committee) SetAlbum(ctx context.Context, chat activity.ChatID, album string, id activity.RecordID) error {
	if album == "" {
		return nil
	}
	return wrap("set album", c.redis.Set(ctx, c.keys.album(chat, album), idString(id), albumFor).Err())
}

// Album is the record an album belongs to; zero for none yet.
func (c *Committee) Album(ctx context.Context, chat activity.ChatID, album string) (activity.RecordID, error) {
	if album == "" {
		return 0, nil
	}
	n, err := c.redis.Get(ctx, c.keys.album(chat, album)).Int64()
	if errors.Is(err, redis.Nil) {
		return 0, nil
	}
	return activity.RecordID(n), wrap("album", err)
}

// KeepPhoto keeps a photo without words for an hour, for the record the sender's
// next words make. first is true when none was waiting.
func (c *Committee) KeepPhoto(ctx context.Context, chat activity.ChatID, user activity.UserID, e Evidence) (first bool, err error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return false, fmt.Errorf("store: encode evidence: %w", err)
	}
	key := c.keys.photos(chat, user)
	was, err := c.redis.HLen(ctx, key).Result()
	if err != nil {
		return false, wrap("keep photo", err)
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, key, e.Unique, raw)
		p.Expire(ctx, key, waitingFor)
		return nil
	})
	return was == 0, wrap("keep photo", err)
}

// Photos are those that wait for words; they stay until DropPhotos.
func (c *Committee) Photos(ctx context.Context, chat activity.ChatID, user activity.UserID) ([]Evidence, error) {
	rows, err := c.redis.HVals(ctx, c.keys.photos(chat, user)).Result()
	if err != nil {
		return nil, wrap("photos", err)
	}
	return decodeEvidence(rows)
}

// DropPhotos forgets the photos that wait.
func (c *Committee) DropPhotos(ctx context.Context, chat activity.ChatID, user activity.UserID) error {
	return wrap("drop photos", c.redis.Del(ctx, c.keys.photos(chat, user)).Err())
}

// Forward is a forwarded message that waits for its answer.
type Forward struct {
	Text   string           `json:"text"`
	Origin *activity.Origin `json:"origin"`
}

const forwardFor = 24 * time.Hour

// KeepForward keeps a forwarded message for a day, until the sender said whether
// they took part.
func (c *Committee) KeepForward(ctx context.Context, chat activity.ChatID, m activity.MessageID, f Forward) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("store: encode forward: %w", err)
	}
	return wrap("keep forward", c.redis.Set(ctx, c.keys.forward(chat, m), raw, forwardFor).Err())
}

// Forward reads one kept; activity.ErrNotFound after a day.
func (c *Committee) Forward(ctx context.Context, chat activity.ChatID, m activity.MessageID) (f Forward, err error) {
	raw, err := c.redis.Get(ctx, c.keys.forward(chat, m)).Bytes()
	if err != nil {
		return f, wrap("forward", err)
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return f, fmt.Errorf("store: forward: %w", err)
	}
	return f, nil
}

// Heard is what was heard in a voice message, waiting for its speaker to say that
// it was heard right.
type Heard struct {
	Text    string             `json:"text"`
	Chat    activity.ChatID    `json:"chat"`
	SentAt  time.Time          `json:"sent_at"`
	ReplyTo activity.MessageID `json:"reply_to,omitempty"`
	Origin  *activity.Origin   `json:"origin,omitempty"`
}

// KeepHeard keeps what was heard for a day, for its speaker alone.
func (c *Committee) KeepHeard(ctx context.Context, u activity.UserID, m activity.MessageID, h Heard) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("store: encode heard: %w", err)
	}
	return wrap("keep heard", c.redis.Set(ctx, c.keys.heard(u, m), raw, forwardFor).Err())
}

// Heard reads what was heard in a speaker's message; activity.ErrNotFound after a
// day.
func (c *Committee) Heard(ctx context.Context, u activity.UserID, m activity.MessageID) (h Heard, err error) {
	raw, err := c.redis.Get(ctx, c.keys.heard(u, m)).Bytes()
	if err != nil {
		return h, wrap("heard", err)
	}
	if err := json.Unmarshal(raw, &h); err != nil {
		return h, fmt.Errorf("store: heard: %w", err)
	}
	return h, nil
}

// DropHeard forgets what was heard.
func (c *Committee) DropHeard(ctx context.Context, u activity.UserID, m activity.MessageID) error {
	return wrap("drop heard", c.redis.Del(ctx, c.keys.heard(u, m)).Err())
}
