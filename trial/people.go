package trial

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// Person is somebody with a private chat with the bot.
type Person struct {
	// ID is the Telegram user id, and the id of their private chat.
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Lang is the language code Telegram reports, e.g. "zh".
	Lang string `json:"lang"`
	// Role and Group say what the sample committee knows the person as; ""
	// is a stranger. The server itself grants nothing by them.
	Role  string `json:"role"`
	Group string `json:"group"`
	// Title stands below the name on the page.
	Title string `json:"title"`
	// Hidden people speak in the sample year and have no chat on the page.
	Hidden bool `json:"hidden"`
}

var (
	//go:embed people.json
	peopleFile []byte
	//go:embed groups.json
	groupsFile []byte
	//go:embed committee.txt
	committeeFile string
)

// People are the sample committee and a stranger.
func People() []Person {
	var people []Person
	must(json.Unmarshal(peopleFile, &people))
	return people
}

// Groups are the group chats of the sample committee, the bot in them.
func Groups() []Group {
	var groups []Group
	must(json.Unmarshal(groupsFile, &groups))
	return groups
}

// CommitteeName is what the sample committee is called on its reports.
func CommitteeName() string { return strings.TrimSpace(committeeFile) }

// AddPerson lets somebody in, as if they had just opened the bot's chat. An id
// that is there already gets the new name and title; the chat stays.
func (s *Server) AddPerson(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.add(p)
	s.tell("reload", struct{}{})
	s.changed()
}

func (st *state) add(p Person) {
	if st.Chats[p.ID] == nil {
		st.Chats[p.ID] = &chat{}
	}
	for i, old := range st.People {
		if old.ID == p.ID {
			st.People[i] = p
			return
		}
	}
	st.People = append(st.People, p)
}

func (st *state) person(id int64) (Person, bool) {
	for _, p := range st.People {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

// must panics on an error of a file that is built in: it is a mistake of who
// built the program, and a test finds it.
func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("trial: built-in file: %v", err))
	}
}
