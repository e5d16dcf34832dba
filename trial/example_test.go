package trial_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"dutybook/trial"
)

// A bot under test is pointed at the server's address in place of
// https://api.telegram.org; the test plays the people.
func Example() {
	telegram := trial.New(trial.Options{
		Token: "42:secret", Name: "echo_bot", Now: time.Now,
		People: []trial.Person{{ID: 7, Name: "Ann"}},
	})
	server := httptest.NewServer(telegram)
	defer server.Close()
	defer func() { _ = telegram.Close(context.Background()) }()

	telegram.TypeAt(7, time.Now(), "hello")
	fmt.Println(call(server.URL, "sendMessage", `{"chat_id":7,"text":"hello yourself"}`))
	fmt.Println(call(server.URL, "sendMessage", `{"chat_id":7,"txt":"mistyped"}`))
	for _, entry := range telegram.Chat(7) {
		fmt.Println(entry.FromBot, entry.Text)
	}
	// Output:
	// 200
	// 400 Bad Request: unknown parameter "txt" of sendMessage
	// false hello
	// true hello yourself
}

// Faults are prepared before the call they spoil, in order.
func ExampleServer_Fail() {
	telegram := trial.New(trial.Options{Token: "42:secret", Name: "b", Now: time.Now, People: []trial.Person{{ID: 7, Name: "Ann"}}})
	server := httptest.NewServer(telegram)
	defer server.Close()

	telegram.Fail("sendMessage", 1, trial.TooManyRequests(3))
	fmt.Println(call(server.URL, "sendMessage", `{"chat_id":7,"text":"hello"}`))
	fmt.Println(call(server.URL, "sendMessage", `{"chat_id":7,"text":"hello"}`))
	// Output:
	// 429 Too Many Requests: retry after 3
	// 200
}

// In a group a bot hears only what is meant for it, unless it may read all.
func ExampleServer_SendIn() {
	telegram := trial.New(trial.Options{
		Token: "42:secret", Name: "b", Now: time.Now,
		People: []trial.Person{{ID: 7, Name: "Ann"}}, Groups: []trial.Group{{ID: -1, Title: "All of us", Members: []int64{7}}},
	})
	server := httptest.NewServer(telegram)
	defer server.Close()

	_, _ = telegram.SendIn(-1, 7, trial.Incoming{Text: "good morning"})
	_, _ = telegram.SendIn(-1, 7, trial.Incoming{Text: "/stats@b"})
	call(server.URL, "getUpdates", `{"offset":2}`) // acknowledges the only one
	fmt.Println(telegram.WaitIdle(context.Background()))
	// Output: <nil>
}

func call(base, method, params string) string {
	resp, err := http.Post(base+"/bot42:secret/"+method, "application/json", bytes.NewReader([]byte(params)))
	if err != nil {
		return err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct{ Description string }
	_ = json.NewDecoder(resp.Body).Decode(&answer)
	if answer.Description == "" {
		return fmt.Sprint(resp.StatusCode)
	}
	return fmt.Sprint(resp.StatusCode, " ", answer.Description)
}
