package trial

import (
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"time"
)

//go:embed page
var pageFiles embed.FS

// Page has the files of the built-in chat page.
func Page() fs.FS {
	files, err := fs.Sub(pageFiles, "page")
	must(err)
	return files
}

// routes are the page and what it asks for; its side is page/server.js.
func (s *Server) routes(page fs.FS) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/state", s.serveState)
	mux.HandleFunc("GET /api/events", s.serveEvents)
	mux.HandleFunc("GET /api/chats/{chat}/entries", s.serveOlder)
	mux.HandleFunc("GET /api/chats/{chat}/menu", s.serveMenu)
	mux.HandleFunc("GET /api/chats/{chat}/story", s.serveStory)
	mux.HandleFunc("GET /api/files/{id}", s.serveChatFile)
	mux.HandleFunc("GET /api/files/{id}/preview", s.servePreview)
	mux.HandleFunc("POST /api/chats/{chat}/messages", s.serveSend)
	mux.HandleFunc("POST /api/chats/{chat}/files", s.serveUpload)
	mux.HandleFunc("POST /api/chats/{chat}/edits", s.serveEdit)
	mux.HandleFunc("POST /api/chats/{chat}/forwards", s.serveForward)
	mux.HandleFunc("POST /api/chats/{chat}/reactions", s.serveReaction)
	mux.HandleFunc("POST /api/chats/{chat}/press", s.servePress)
	mux.HandleFunc("POST /api/year", s.serveYear)
	if page != nil {
		mux.Handle("GET /", http.FileServerFS(page))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protect(w.Header())
		mux.ServeHTTP(w, r)
	})
}

// protect lets the page load and send nothing but its own.
func protect(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'self'; media-src 'self' blob:; img-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
}

// pageEntry is a message as page/bubble.js draws it.
type pageEntry struct {
	ID        int64            `json:"id"`
	From      int64            `json:"from"` // zero is the bot
	Date      time.Time        `json:"date"`
	Edited    bool             `json:"edited"`
	Kind      string           `json:"kind,omitempty"`
	Text      string           `json:"text"`
	HTML      string           `json:"html"`
	File      *pageFile        `json:"file,omitempty"`
	Place     *Place           `json:"place,omitempty"`
	Buttons   [][]pageButton   `json:"buttons,omitempty"`
	Keyboard  *Keyboard        `json:"keyboard,omitempty"`
	ReplyTo   int64            `json:"reply_to,omitempty"`
	Album     string           `json:"album,omitempty"`
	Origin    string           `json:"origin,omitempty"`
	Reaction  string           `json:"reaction,omitempty"`
	Reactions map[int64]string `json:"reactions,omitempty"`
}

type pageFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"`
}

type pageButton struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"`
	URL  string `json:"url,omitempty"`
}

func pageEntryOf(e Entry) pageEntry {
	p := pageEntry{
		ID: e.ID, From: e.From, Date: e.Date, Edited: e.Edited, Kind: e.Kind, Text: e.Text, HTML: e.HTML, Place: e.Place,
		Keyboard: e.Keyboard, ReplyTo: e.ReplyTo, Album: e.Album, Reaction: e.Reaction, Reactions: e.Reactions,
	}
	if e.Origin != nil {
		p.Origin = e.Origin.Name
	}
	if e.File != nil {
		p.File = &pageFile{e.File.ID, e.File.Name, e.File.Type, e.File.Size}
	}
	for _, row := range e.Buttons {
		var line []pageButton
		for _, b := range row {
			line = append(line, pageButton(b))
		}
		p.Buttons = append(p.Buttons, line)
	}
	return p
}

// pageChat is the end of a chat; what lies before it is asked for on its own.
type pageChat struct {
	Entries []pageEntry `json:"entries"`
	More    bool        `json:"more"`
	Pinned  int64       `json:"pinned,omitempty"`
}

// pageful is how many entries go over at once: a chat may have ten thousand.
const pageful = 120

// before gives the entries that lie before a message, the newest pageful.
func (st *state) before(chat, id int64) pageChat {
	c := st.chat(chat)
	end := len(c.Messages)
	if id > 0 {
		end, _ = slices.BinarySearchFunc(c.Messages, id, func(m *message, id int64) int { return cmp.Compare(m.ID, id) })
	}
	start := max(0, end-pageful)
	p := pageChat{Entries: []pageEntry{}, More: start > 0, Pinned: c.Pinned}
	for _, m := range c.Messages[start:end] {
		p.Entries = append(p.Entries, pageEntryOf(st.entry(chat, m)))
	}
	return p
}

// serveState answers with everything the page shows. Hidden people are named
// in groups and have no chat of their own.
func (s *Server) serveState(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	chats := map[int64]pageChat{}
	groups := []Group{}
	for id, c := range s.state.Chats {
		if !s.state.isShown(id) {
			continue
		}
		chats[id] = s.state.before(id, 0)
		if c.Group != nil && c.Group.MovedTo == 0 {
			groups = append(groups, *c.Group)
		}
	}
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Compare(b.ID, a.ID) })
	writeJSON(w, map[string]any{
		"people": append([]Person{}, s.state.People...), "groups": groups, "chats": chats, "year": s.yearNow(),
		"bot": map[string]string{"name": s.bot.FirstName, "username": s.bot.Username}, "explains": s.explain != nil,
	})
}

// serveOlder answers with what lies before an entry.
func (s *Server) serveOlder(w http.ResponseWriter, r *http.Request) {
	id := s.shown(r)
	before, err := strconv.ParseInt(r.FormValue("before"), 10, 64)
	if id == 0 || err != nil {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	writeJSON(w, s.state.before(id, before))
}

// serveMenu answers with the commands a person is offered in a chat.
func (s *Server) serveMenu(w http.ResponseWriter, r *http.Request) {
	id, person := s.shown(r), personOf(r.FormValue("person"))
	if id == 0 {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	writeJSON(w, map[string]any{"commands": s.menuFor(id, person)})
}

// shown is the chat of a request, zero when the page does not show it.
func (s *Server) shown(r *http.Request) int64 {
	id, _ := strconv.ParseInt(r.PathValue("chat"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.chat(id) != nil && s.state.isShown(id) {
		return id
	}
	return 0
}

// personOf is a person's number as a text, zero for none.
func personOf(text string) int64 {
	id, _ := strconv.ParseInt(text, 10, 64)
	return id
}

func (s *Server) serveChatFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.state.Files[r.PathValue("id")]
	s.mu.Unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	serveFile(w, f)
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	body := http.MaxBytesReader(w, r.Body, maxBody)
	if err := json.NewDecoder(body).Decode(into); err != nil {
		http.Error(w, "not the JSON that was expected", http.StatusBadRequest)
		return false
	}
	return true
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	switch {
	case errors.Is(err, errNobody):
		status = http.StatusNotFound
	case errors.Is(err, errOutside):
		status = http.StatusForbidden
	case errors.Is(err, errNothing):
		status = http.StatusConflict // the button has gone meanwhile
	}
	http.Error(w, err.Error(), status)
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(marshal(value))
}
