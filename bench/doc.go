// Package bench compares the whole product with a bare bot: what do storing
// before acknowledging, order per chat, understanding and totals cost?
//
// The bare bot (bench/bare) is what one writes first with the same libraries: a
// webhook, one hash and one index entry in Redis, one reply; nothing is kept if
// it crashes. Both run as processes of their own, take turns on the same
// machine, and get the same load through the same fake Telegram, so that what
// the measuring itself costs falls on both. The figure to look at is the ratio.
package bench
