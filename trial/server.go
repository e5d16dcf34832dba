// Package trial is a Telegram on this machine: the Bot API, a chat page for
// people, and a sample year to play into it. It is there to try the product
// with nothing installed, and to test it as it runs.
//
// The decision behind it: the bot under test is the real one, so everything it
// could get wrong against Telegram must go wrong here too. Updates stay until
// a later getUpdates acknowledges them, a second poller ends the first, and
// what Telegram refuses is refused in Telegram's own words. It is stricter
// where Telegram is silent: a parameter that a method does not have
// (methods.json) is an error here, not a typing mistake that nobody sees.
//
// One mutex guards all of a Server: its state is small, and whoever waits for
// something (a poll, the sample year, a test) waits for the state to change.
//
//	server.go    routes, waiting, ending
//	people.go    who there is to be, and the committee's name
//	chats.go     messages as they are kept
//	acts.go      what a person does in a chat
//	groups.go    chats of several people, what a bot hears of them
//	membership.go who is what in a chat, and what is pinned there
//	files.go     files in both directions
//	updates.go   the queue of updates and getUpdates
//	webhook.go   the other way to deliver them
//	api.go       calls of the Bot API: reading, checking, answering
//	methods.go   what each method does; methods.json has their parameters
//	send.go      the methods that send files, places, copies; album.go albums
//	limits.go    how much a bot may send
//	wire.go      messages, people and chats as the Bot API writes them
//	markup.go    buttons below a message
//	html.go      texts with entities: reading and writing HTML
//	markdown.go  reading MarkdownV2
//	entities.go  what is marked in people's texts by itself
//	commands.go  command menus
//	faults.go    calls that go wrong on purpose, calls that were made
//	page.go      the chat page and what it shows
//	page_acts.go what people do on the page
//	preview.go   files shown as text, tables (preview_xlsx.go), pages (preview_docx.go)
//	story.go     what became of a message, as whoever runs the bot tells it
//	events.go    what the page is told while it is open
//	guard.go     which requests of a browser are let in
//	year.go      the sample year
//	snapshot.go  everything out and in again
package trial

import (
	"context"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options is what a Server is made of.
type Options struct {
	// Token is the only token the Bot API takes; the number before its colon is
	// the bot's user id.
	Token string
	// Name is the bot's user name, without "@".
	Name string
	// Now is the clock: it dates messages and lets button presses expire. It is
	// asked while a call is answered, never between calls.
	Now func() time.Time
	// Page has the files of the chat page; nil serves none.
	Page fs.FS
	// People are there from the start; more come by AddPerson.
	People []Person
	// Groups are there from the start, the bot in them; more come by AddGroup.
	Groups []Group
	// ReadAll takes the bot's privacy mode off: it hears all of its groups.
	ReadAll bool
	// Limits refuses a bot that sends too much; the zero value never does.
	Limits Limits
	// Explain tells what became of a message, for the page to show; nil offers
	// no explanations.
	Explain Explain
	// Year is what the page's sample year plays; empty offers none.
	Year []Line
}

// Server is one Telegram with one bot. It serves HTTP, and its methods do what
// people do in their chats. All of them may be called at the same time.
type Server struct {
	token   string
	bot     wireUser
	now     func() time.Time
	methods map[string]method
	params  map[string]parameters // methods.json
	page    http.Handler
	client  *http.Client // delivers to webhooks
	readAll bool
	limits  Limits
	explain Explain

	running context.Context // ends with Close
	end     context.CancelFunc
	owned   sync.WaitGroup // goroutines of webhook and year

	mu       sync.Mutex
	wake     chan struct{} // closed and replaced at every change
	changes  uint64
	state    state
	poll     *poll // the long poll that waits now
	hook     *webhook
	faults   []faultLine // in the order they were asked for
	calls    []Call
	audience map[*listener]bool
	year     year
	sent     map[int64][]time.Time // into each chat, lately
}

// New makes a server; it does nothing until it is called.
func New(o Options) *Server {
	running, end := context.WithCancel(context.Background())
	id, _, _ := strings.Cut(o.Token, ":")
	number, _ := strconv.ParseInt(id, 10, 64)
	s := &Server{
		token:    o.Token,
		bot:      wireUser{ID: number, IsBot: true, FirstName: "Dutybook", Username: o.Name},
		now:      o.Now,
		methods:  methods(),
		params:   readParameters(),
		running:  running,
		end:      end,
		client:   &http.Client{Timeout: deliveryTimeout},
		wake:     make(chan struct{}),
		readAll:  o.ReadAll,
		limits:   o.Limits,
		explain:  o.Explain,
		state:    newState(o.People),
		sent:     map[int64][]time.Time{},
		audience: map[*listener]bool{},
		year:     year{lines: o.Year},
	}
	for _, g := range o.Groups {
		s.state.addGroup(g)
	}
	s.page = s.routes(o.Page)
	return s
}

// ServeHTTP answers the Bot API under /bot<token>/, its files under
// /file/bot<token>/, and everything else as the chat page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !allowed(r) {
		http.Error(w, "requests from other sites are refused", http.StatusForbidden)
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/bot"); ok {
		s.serveAPI(w, r, rest)
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.serveBotFile(w, rest)
		return
	}
	s.page.ServeHTTP(w, r)
}

// WaitIdle returns when the bot has acknowledged every update. Whether it has
// also answered them, only the bot knows.
func (s *Server) WaitIdle(ctx context.Context) error {
	return s.await(ctx, func() bool { return len(s.state.Updates) == 0 })
}

// Changes counts what happened so far: who saves now and then need not while
// it stays the same.
func (s *Server) Changes() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changes
}

// Close ends polls, event streams, deliveries to a webhook and a year being
// played, and waits for what it started, at most until ctx ends. What was not
// acknowledged stays for Snapshot; calls of the Bot API fail from now on.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	s.end() // under the lock, so that nothing starts after it
	s.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		s.owned.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// await returns when ok holds, asking anew at every change; ok is called with
// the lock held.
func (s *Server) await(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		done, wake := ok(), s.wake
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// changed wakes whoever waits. The lock is held.
func (s *Server) changed() {
	s.changes++
	close(s.wake)
	s.wake = make(chan struct{})
}
