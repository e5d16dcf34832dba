package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// KeepVersion keeps a version of a draft whole, so that what comes back from a
// person can be compared with what they were given.
func (c *Committee) KeepVersion(ctx context.Context, draft int64, version int, document any) error {
	raw, err := json.Marshal(document)
	if err != nil {
		return fmt.Errorf("store: encode draft: %w", err)
	}
	return wrap("keep draft", c.redis.HSet(ctx, c.keys.versions(draft), strconv.Itoa(version), raw).Err())
}

// Version reads a version of a draft into document; activity.ErrNotFound when
// it was never kept.
func (c *Committee) Version(ctx context.Context, draft int64, version int, document any) error {
	raw, err := c.redis.HGet(ctx, c.keys.versions(draft), strconv.Itoa(version)).Bytes()
	if err != nil {
		return wrap("read draft", err)
	}
	if err := json.Unmarshal(raw, document); err != nil {
		return fmt.Errorf("store: draft %d.%d: %w", draft, version, err)
	}
	return nil
}

// sectionFor is how long a section a model wrote is worth not asking again.
const sectionFor = 60 * 24 * time.Hour

// KeepSection keeps what a model wrote under the name of what it was asked.
func (c *Committee) KeepSection(ctx context.Context, content string, raw []byte) error {
	return wrap("keep section", c.redis.Set(ctx, c.keys.section(content), raw, sectionFor).Err())
}

// Section reads what a model wrote when it was asked the same;
// activity.ErrNotFound when it was not, or long ago.
func (c *Committee) Section(ctx context.Context, content string) ([]byte, error) {
	raw, err := c.redis.Get(ctx, c.keys.section(content)).Bytes()
	return raw, wrap("read section", err)
}
