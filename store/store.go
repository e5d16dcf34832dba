// Package store keeps everything in Redis and is the only place that knows a
// key.
//
// The decision behind it: all keys of a committee carry its id as their hash
// tag, so that whatever one message changes lies in one Redis slot and is
// written by one script, all or nothing. A change is applied once however
// often it is delivered, because the script first looks for the change's own
// key. Totals move by difference in that same step; package counting says by
// how much, and Recount compares them with the records.
//
// The keys, all made by the functions in keys.go:
//
//	{inbox}:schema         string  version of this layout
//	{inbox}:migrating      string  process that rewrites older data; 1 minute
//	{inbox}:lane:<n>       stream  what waits, d = raw update, or n = notice with c = chat, k = key
//	{inbox}:seen:<id>      string  an update that was stored; 2 days
//	{inbox}:notice:<key>   string  a notice that was stored; 30 days
//	{inbox}:tries          hash    <lane>/<entry> → how often work on it was in vain
//	{inbox}:dead           stream  what could not be handled, as in its lane, with w = why, l = lane
//	{inbox}:alive          zset    process, scored by the server's millisecond until which it counts as alive
//	{inbox}:owners         hash    lane number or "poller" → process
//	{inbox}:listening      string  the server's millisecond at which the way in was last open
//	{inbox}:gone           set     chats nobody reads any more
//	{people}:schema        string  version of this layout
//	{people}:migrating     string  process that rewrites older data; 1 minute
//	{people}:of            hash    door's user id → ids of their committees, the one spoken to first
//	{people}:chats         hash    group chat → committee id
//	{people}:names         hash    committee id → name, the first committee left out
//	{people}:seq           string  number of the newest committee besides the first
//	{people}:recounts      hash    committee id → second of its latest recount, totals that differed
//	{people}:lease:<what>  string  process that does what one does for all; minutes
//	{people}:founded:<key> string  committee a message founded; 30 days
//	{<c>}:schema           string  version of this layout
//	{<c>}:migrating        string  process that rewrites older data; 1 minute
//	{<c>}:migrated         string  how far it came
//	{<c>}:seq              string  number of the newest record
//	{<c>}:records          hash    record number → record as JSON, without its number
//	{<c>}:day:<day>        list    record numbers as they came to a day (20260312), or changed there
//	{<c>}:kind:<k>:<month> list    likewise of one kind of work and a month (202603)
//	{<c>}:of:<member>      list    the member's record numbers, oldest first
//	{<c>}:event:<number>   set     records that tell of the same event as record <number>
//	{<c>}:review           zset    numbers of records to look at: may be told twice, or told differently
//	{<c>}:totals:<scope>   hash    counting.Cell field → ten-thousandths
//	{<c>}:done:<key>       string  outcome of an applied change; 30 days
//	{<c>}:doubtful         zset    numbers of live records in doubt, scored by number
//	{<c>}:unread           hash    key of a change the model is still to read → chat, our reply, when
//	{<c>}:history:<number> list    the record before each of its changes, with who and when, oldest first
//	{<c>}:last:<member>    string  key of the member's latest change; 30 days
//	{<c>}:audit            stream  who did what to which record or member, without texts
//	{<c>}:noted:<key>      string  a message whose look or export stands in the trail; 30 days
//	{<c>}:schedule         string  when members are reminded, as JSON
//	{<c>}:forget           zset    member to be forgotten, scored by the second it is due
//	{<c>}:frozen           string  the years whose figures stand, as JSON
//	{<c>}:facts            hash    number → fact of the office as JSON, without its number
//	{<c>}:stated:<key>     string  number of the first fact a message stated; 30 days
//	{<c>}:people           hash    member id → member as JSON
//	{<c>}:users            hash    door's user id → member id
//	{<c>}:people-seq       string  number of the newest member
//	{<c>}:people-mark      string  how often the members have changed
//	{<c>}:imported         string  sum of what an import put in, by which it can be undone
//	{<c>}:groups           hash    group id → name
//	{<c>}:group-names      hash    group name → id
//	{<c>}:group-kinds      hash    group id → kind, where somebody said
//	{<c>}:invites          hash    code → open invitation as JSON, with its end
//	{<c>}:used:<code>      string  user who came in by a code; 1 day
//	{<c>}:list:<id>        string  a list of members that waits to be taken over; 1 day
//	{<c>}:enrolled:<id>    hash    row of such a list → member made of it; 1 day
//	{<c>}:regrouped:<id>   hash    member such a list gave another group → as they were, as JSON; 1 day
//	{<c>}:evidence:<number> hash   checksum → photo or file that belongs to a record, as JSON
//	{<c>}:album:<chat>:<a> string  record an album belongs to; 1 day
//	{<c>}:photos:<chat>:<u> hash   photos that wait for words; 1 hour
//	{<c>}:forward:<chat>:<m> string a forwarded message that waits for an answer; 1 day
//	{<c>}:heard:<user>:<m> string  what was heard in a voice message, waiting to be confirmed; 1 day
//	{<c>}:stranger:<user>  string  key of the message a stranger was answered; 1 day
//	{<c>}:ask:<chat>       string  what the next message of a chat answers; 1 hour
//	{<c>}:explained:<member>  hash  what was explained once → key of the message that did
//	{<c>}:calls:<member>   hash    name that fits several → member this one means by it, or ""
//	{<c>}:later            zset    notice that waits for its time, scored by the second it is due
//	{<c>}:shelf:<kind>     hash    number → note, phrase, outline, words, template, draft, scheme or entry as JSON
//	{<c>}:shelf-seq        string  number of the newest of those
//	{<c>}:placed:<key>     string  number of what a message put on a shelf; 30 days
//	{<c>}:draft:<number>   hash    version of a draft → the document as JSON
//	{<c>}:section:<hash>   string  a section a model wrote, by what it was asked; 60 days
//	{<c>}:spent:<month>    string  tokens of the model in a month; 70 days
//	{<c>}:spent:<user>:<day> string  tokens of the model a person used on a day; 2 days
//	{<c>}:said:<chat>:<m>  string  the records our message m of a chat showed; 60 days
package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Store is an open connection to Redis.
type Store struct {
	redis redis.UniversalClient
}

// Open connects to the server, cluster or sentinels a REDIS_URL names. It does
// not wait for them: Ping tells whether they answer. The error of a URL that
// cannot be read never repeats the URL, which may hold a password.
func Open(rawURL string) (*Store, error) {
	options, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	options.ContextTimeoutEnabled = true
	options.Protocol = 2 // nothing of the third is used, and looking out for its news costs
	redis.SetLogger(quiet{})
	client := redis.NewUniversalClient(options)
	goTogether(client)
	return &Store{redis: client}, nil
}

// quiet drops what go-redis would print by itself: every error comes back to a
// caller, who logs it once.
type quiet struct{}

// Printf prints nothing.
func (quiet) Printf(context.Context, string, ...any) {}

// bufferSize is that of a connection, of which there may be forty; most questions
// and answers are shorter.
const bufferSize = 8 << 10

// parseURL reads redis:// and rediss:// addresses; several hosts separated by
// commas are a cluster, ?master_name= names a sentinel-watched master.
func parseURL(raw string) (*redis.UniversalOptions, error) {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "redis" && u.Scheme != "rediss") || u.Host == "" {
		return nil, fmt.Errorf("store: not a redis:// or rediss:// URL: %w", activity.ErrInvalid)
	}
	hosts := strings.Split(u.Host, ",")
	master := u.Query().Get("master_name")
	single := *u
	single.Host = hosts[0]
	query := u.Query()
	query.Del("master_name")
	single.RawQuery = query.Encode()
	one, err := redis.ParseURL(single.String())
	if err != nil {
		return nil, fmt.Errorf("store: the URL's path or options are not understood: %w", activity.ErrInvalid)
	}
	for i, h := range hosts {
		if !strings.Contains(h, ":") {
			hosts[i] = h + ":6379"
		}
	}
	return &redis.UniversalOptions{
		Addrs: hosts, MasterName: master,
		DB: one.DB, Username: one.Username, Password: one.Password, TLSConfig: one.TLSConfig,
		SentinelUsername: one.Username, SentinelPassword: one.Password,
		ReadBufferSize: bufferSize, WriteBufferSize: bufferSize,
		DialTimeout: one.DialTimeout, ReadTimeout: one.ReadTimeout, WriteTimeout: one.WriteTimeout,
	}, nil
}

// Ping reports whether Redis answers; an error is activity.ErrAway.
func (s *Store) Ping(ctx context.Context) error {
	return wrap("ping", s.redis.Ping(ctx).Err())
}

// Close gives the connections back.
func (s *Store) Close() error { return s.redis.Close() }

// wrap names the operation and sorts an error of Redis into a kind: what Redis
// itself answered stays as it is, everything else means it cannot be reached.
func wrap(op string, err error) error {
	var answered redis.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, redis.Nil):
		return fmt.Errorf("store: %s: %w", op, activity.ErrNotFound)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("store: %s: %w", op, err)
	case errors.As(err, &answered) && !starting(answered):
		return fmt.Errorf("store: %s: %w", op, err)
	}
	return fmt.Errorf("store: %s: %w: %w", op, activity.ErrAway, err)
}

// starting reports whether Redis refuses for now: it is loading, failing over,
// short of replicas, of disk or of memory.
func starting(err redis.Error) bool {
	for _, prefix := range []string{"LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "UNBLOCKED", "MISCONF", "MOVED", "ASK ", "EXECABORT", "OOM "} {
		if strings.HasPrefix(err.Error(), prefix) {
			return true
		}
	}
	return false
}

func isNotFound(err error) bool { return errors.Is(err, activity.ErrNotFound) }
