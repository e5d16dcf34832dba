package store

import (
	"context"
	"strconv"

	"dutybook/activity"
)

// SetGone remembers that nobody reads a chat any more: its person blocked the
// bot, or its group put the bot out. Done of what was written there takes it
// back.
func (in *Inbox) SetGone(ctx context.Context, chat activity.ChatID) error {
	return wrap("set gone", in.redis.SAdd(ctx, keyGone, int64(chat)).Err())
}

// Gone reports whether nobody reads a chat, as far as known.
func (in *Inbox) Gone(ctx context.Context, chat activity.ChatID) (bool, error) {
	gone, err := in.redis.SIsMember(ctx, keyGone, int64(chat)).Result()
	return gone, wrap("gone", err)
}

// backs are the chats somebody wrote in, each once.
func backs(outs []out) []any {
	var chats []any
	seen := map[activity.ChatID]bool{}
	for _, o := range outs {
		if o.From != 0 && !seen[o.From] {
			seen[o.From] = true
			chats = append(chats, strconv.FormatInt(int64(o.From), 10))
		}
	}
	return chats
}
