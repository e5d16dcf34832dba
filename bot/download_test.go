package bot_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/trial"
)

// TestAFileIsFetched: the bytes a person sent come back whole; what is unknown is
// refused, and no error shows the token.
func TestAFileIsFetched(t *testing.T) {
	s := newStage(t, nil)
	data := []byte("姓名,组\n张三,经济组\n")
	if _, err := s.Send(wang, trial.Incoming{Kind: "file", Name: "名单.csv", Data: data}); err != nil {
		t.Fatal(err)
	}
	chat := s.Chat(wang)
	got, err := s.bot.Download(t.Context(), chat[len(chat)-1].File.ID)
	if err != nil || !bytes.Equal(got, data) {
		t.Fatalf("%q %v", got, err)
	}
	_, err = s.bot.Download(t.Context(), "no such file")
	if !errors.Is(err, activity.ErrInvalid) || strings.Contains(err.Error(), secretPart) {
		t.Errorf("an unknown file: %v", err)
	}
}
