package trial

import (
	"fmt"
	"io"
	"net/http"
)

const (
	maxBody   = 64 << 10
	maxClient = 64
)

// act is what somebody does on the page. Person is who one is; zero is the
// person whose chat it is. The client id makes a repeated request the same
// message.
type act struct {
	Person  int64  `json:"person"`
	Client  string `json:"client"`
	Text    string `json:"text"`
	ReplyTo int64  `json:"reply_to"`
	// Message is the one that is edited, forwarded, reacted to or pressed.
	Message int64  `json:"message"`
	From    int64  `json:"from"` // the chat it is forwarded from
	Emoji   string `json:"emoji"`
	Data    string `json:"data"`
}

// who is the person of an act in a chat.
func who(person, chat int64) int64 {
	if person != 0 {
		return person
	}
	return chat
}

func okClient(w http.ResponseWriter, client string) bool {
	if client == "" || len(client) > maxClient {
		http.Error(w, "a client id of 1 to 64 letters is needed", http.StatusBadRequest)
		return false
	}
	return true
}

// serveSend lets a person type.
func (s *Server) serveSend(w http.ResponseWriter, r *http.Request) {
	var in act
	if !readJSON(w, r, &in) || !okClient(w, in.Client) {
		return
	}
	chat := s.shown(r)
	id, err := s.SendIn(chat, who(in.Person, chat), Incoming{Text: in.Text, ReplyTo: in.ReplyTo, client: in.Client})
	if err != nil {
		refuse(w, err)
		return
	}
	writeJSON(w, map[string]int64{"id": id})
}

// serveUpload lets a person send a file: its bytes are the body, everything
// else stands in the address.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if !okClient(w, query.Get("client")) {
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		http.Error(w, fmt.Sprintf("a file has at most %d MB", maxUpload>>20), http.StatusRequestEntityTooLarge)
		return
	}
	in := Incoming{
		Kind: query.Get("kind"), Name: query.Get("name"), Text: query.Get("caption"), Data: data,
		ReplyTo: personOf(query.Get("reply_to")), client: query.Get("client"),
	}
	chat := s.shown(r)
	id, err := s.SendIn(chat, who(personOf(query.Get("person")), chat), in)
	if err != nil {
		refuse(w, err)
		return
	}
	writeJSON(w, map[string]int64{"id": id})
}

func (s *Server) serveEdit(w http.ResponseWriter, r *http.Request) {
	s.serveAct(w, r, func(chat int64, in act) error {
		return s.EditIn(chat, who(in.Person, chat), in.Message, in.Text)
	})
}

func (s *Server) serveForward(w http.ResponseWriter, r *http.Request) {
	s.serveAct(w, r, func(chat int64, in act) error {
		_, err := s.Forward(in.From, in.Message, chat, who(in.Person, chat))
		return err
	})
}

func (s *Server) serveReaction(w http.ResponseWriter, r *http.Request) {
	s.serveAct(w, r, func(chat int64, in act) error {
		return s.React(chat, who(in.Person, chat), in.Message, in.Emoji)
	})
}

func (s *Server) servePress(w http.ResponseWriter, r *http.Request) {
	s.serveAct(w, r, func(chat int64, in act) error {
		_, err := s.PressIn(chat, who(in.Person, chat), in.Message, in.Data)
		return err
	})
}

func (s *Server) serveAct(w http.ResponseWriter, r *http.Request, do func(chat int64, in act) error) {
	var in act
	if !readJSON(w, r, &in) {
		return
	}
	if err := do(s.shown(r), in); err != nil {
		refuse(w, err)
		return
	}
	writeJSON(w, struct{}{})
}
