package trial

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
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
	mux.HandleFunc("GET /api/files/{id}", s.serveChatFile)
	mux.HandleFunc("POST /api/chats/{chat}/messages", s.serveSend)
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
	h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
}

// pageEntry is a message as page/bubble.js draws it.
type pageEntry struct {
	ID      int64          `json:"id"`
	From    string         `json:"from"` // "me" or "bot"
	Date    time.Time      `json:"date"`
	Edited  bool           `json:"edited"`
	Text    string         `json:"text"`
	HTML    string         `json:"html"`
	File    *pageFile      `json:"file,omitempty"`
	Buttons [][]pageButton `json:"buttons,omitempty"`
	ReplyTo int64          `json:"reply_to,omitempty"`
}

type pageFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int    `json:"size"`
}

type pageButton struct {
	Text string `json:"text"`
	Data string `json:"data"`
}

func pageEntryOf(e Entry) pageEntry {
	p := pageEntry{ID: e.ID, From: "me", Date: e.Date, Edited: e.Edited, Text: e.Text, HTML: e.HTML, ReplyTo: e.ReplyTo}
	if e.FromBot {
		p.From = "bot"
	}
	if e.File != nil {
		p.File = &pageFile{e.File.ID, e.File.Name, e.File.Size}
	}
	for _, row := range e.Buttons {
		var line []pageButton
		for _, b := range row {
			if b.Data != "" { // links are not for a trial without a network
				line = append(line, pageButton{b.Text, b.Data})
			}
		}
		p.Buttons = append(p.Buttons, line)
	}
	return p
}

// serveState answers with everything the page shows.
func (s *Server) serveState(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	people := []Person{}
	chats := map[int64][]pageEntry{}
	for _, p := range s.state.People {
		if p.Hidden {
			continue
		}
		people = append(people, p)
		entries := []pageEntry{}
		for _, m := range s.state.chat(p.ID).Messages {
			entries = append(entries, pageEntryOf(s.state.entry(p.ID, m)))
		}
		chats[p.ID] = entries
	}
	writeJSON(w, map[string]any{
		"people": people, "chats": chats, "year": s.yearNow(),
		"bot": map[string]string{"name": s.bot.FirstName, "username": s.bot.Username},
	})
}

const (
	maxBody   = 64 << 10
	maxClient = 64
)

// serveSend lets a person type. The client id makes a repeated request the
// same message.
func (s *Server) serveSend(w http.ResponseWriter, r *http.Request) {
	var in struct{ Text, Client string }
	if !readJSON(w, r, &in) {
		return
	}
	if in.Client == "" || len(in.Client) > maxClient {
		http.Error(w, "a client id of 1 to 64 letters is needed", http.StatusBadRequest)
		return
	}
	person := s.shown(r)
	id, err := s.Send(person, Incoming{Text: in.Text, client: in.Client})
	if err != nil {
		refuse(w, err)
		return
	}
	writeJSON(w, map[string]int64{"id": id})
}

func (s *Server) servePress(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Message int64
		Data    string
	}
	if !readJSON(w, r, &in) {
		return
	}
	if _, err := s.Press(s.shown(r), in.Message, in.Data); err != nil {
		refuse(w, err)
		return
	}
	writeJSON(w, struct{}{})
}

// shown is the person of a request, zero when the page does not show them.
func (s *Server) shown(r *http.Request) int64 {
	id, _ := strconv.ParseInt(r.PathValue("chat"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.state.person(id); ok && !p.Hidden {
		return id
	}
	return 0
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
	case errors.Is(err, errNothing):
		status = http.StatusConflict // the button has gone meanwhile
	}
	http.Error(w, err.Error(), status)
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(marshal(value))
}
