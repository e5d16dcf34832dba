package trial

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // photos are looked at to know their size
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"mime"
	"net/http"
	"path/filepath"
	"strings"
)

// The kinds of message beside plain text.
const (
	kindText     = "text"
	kindSticker  = "sticker"
	kindPhoto    = "photo"
	kindVoice    = "voice"
	kindFile     = "file"
	kindLocation = "location"
	kindContact  = "contact"
)

// file is a file as it is kept.
type file struct {
	ID     string `json:"id"`
	Path   string `json:"path"` // below /file/bot<token>/
	Name   string `json:"name,omitempty"`
	Type   string `json:"type"` // media type
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Data   []byte `json:"data"`
}

const (
	maxUpload   = 50 << 20
	maxPhoto    = 10 << 20
	maxDownload = 20 << 20
)

// addFile keeps a file under a new id.
func (st *state) addFile(kind, name string, data []byte) *file {
	if len(data) == 0 {
		data = []byte("made up by the trial")
	}
	st.LastFile++
	f := &file{ID: fmt.Sprintf("trial-%s-%d", kind, st.LastFile), Name: name, Data: data, Type: mediaType(kind, name)}
	f.Path = fmt.Sprintf("%ss/file_%d%s", kind, st.LastFile, filepath.Ext(name))
	if size, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		f.Width, f.Height = size.Width, size.Height
	}
	st.Files[f.ID] = f
	return f
}

func mediaType(kind, name string) string {
	switch kind {
	case kindPhoto:
		return "image/jpeg"
	case kindVoice:
		return "audio/ogg"
	case kindSticker:
		return "image/webp"
	}
	// Not the system's table: what the machine knows should not matter.
	known := map[string]string{
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		".pdf":  "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".txt": "text/plain; charset=utf-8",
	}
	if t := known[strings.ToLower(filepath.Ext(name))]; t != "" {
		return t
	}
	return "application/octet-stream"
}

// serveBotFile answers /file/bot<token>/<path>.
func (s *Server) serveBotFile(w http.ResponseWriter, rest string) {
	token, path, _ := strings.Cut(rest, "/")
	if token != s.token {
		writeAnswer(w, nil, errUnauthorized)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.state.Files {
		if f.Path == path {
			serveFile(w, f)
			return
		}
	}
	writeAnswer(w, nil, errNotFound)
}

// serveFile sends a file to be kept, never to be shown: it was made by
// somebody else and must not run in the page's name.
func serveFile(w http.ResponseWriter, f *file) {
	name := f.Name
	if name == "" {
		name = filepath.Base(f.Path)
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(f.Data)
}
