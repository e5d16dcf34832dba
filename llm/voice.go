package llm

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Recording is something said aloud.
type Recording struct {
	// Name is a file name whose ending tells what the bytes are, e.g. voice.ogg.
	Name string
	Data []byte
	// Language is "zh", "en" or another code of two letters; "" lets the server
	// find out.
	Language string
	// Hint holds words that are likely, which servers use for spelling.
	Hint string
}

// Transcriber turns recordings into words by an OpenAI-compatible
// /audio/transcriptions. It is safe for concurrent use, asks once, and leaves a
// dead server alone for a while, as Client does.
type Transcriber struct{ client *Client }

// voiceTimeout is how long a server may take over a recording.
const voiceTimeout = time.Minute

// OpenTranscriber makes a transcriber; it sends nothing. Config.Timeout is a
// minute when it is zero.
func OpenTranscriber(c Config) *Transcriber {
	if c.Timeout == 0 {
		c.Timeout = voiceTimeout
	}
	return &Transcriber{Open(c)}
}

// String leaves the key out.
func (t *Transcriber) String() string { return t.client.String() }

// GoString is String, so that %#v leaves the key out too.
func (t *Transcriber) GoString() string { return t.String() }

// Transcribe gives what was said, trimmed; an answer without words is ErrEmpty.
// Its other errors are those of Complete.
func (t *Transcriber) Transcribe(ctx context.Context, r Recording) (string, error) {
	text, err := t.transcribe(ctx, r)
	t.client.tally.note(Response{}, err)
	return text, err
}

func (t *Transcriber) transcribe(ctx context.Context, r Recording) (string, error) {
	c := t.client
	inner, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-inner.Done():
		return "", c.ended(ctx)
	}
	if c.pause.on() {
		return "", &Error{Kind: ErrUnavailable, Detail: "left alone for a while after failures"}
	}
	text, err := t.ask(inner, r)
	if ctx.Err() != nil && err != nil {
		return "", c.ended(ctx)
	}
	c.pause.note(err)
	return text, err
}

// ask sends the recording once.
func (t *Transcriber) ask(ctx context.Context, r Recording) (string, error) {
	x := &exchange{http: t.client.http}
	answer, err := t.client.api(x).CreateTranscription(ctx, openai.AudioRequest{
		Model: t.client.config.Model, FilePath: r.Name, Reader: bytes.NewReader(r.Data),
		Language: r.Language, Prompt: r.Hint, Format: openai.AudioResponseFormatJSON,
	})
	switch {
	case x.status >= 300:
		failed := x.failure(string(x.body))
		failed.redact(t.client.config.Key)
		return "", failed
	case err != nil:
		failed := x.broken(err)
		failed.redact(t.client.config.Key)
		return "", failed
	}
	text := strings.TrimSpace(answer.Text)
	if said, failed := x.errorText(); text == "" && failed {
		return "", x.failure(said)
	}
	if text == "" {
		return "", &Error{Kind: ErrEmpty, Status: x.status, Detail: "nothing was heard"}
	}
	return text, nil
}

// Check sends a second of silence, which a server that works hears nothing in.
func (t *Transcriber) Check(ctx context.Context) error {
	_, err := t.Transcribe(ctx, Recording{Name: "silence.wav", Data: silence()})
	if errors.Is(err, ErrEmpty) {
		return nil
	}
	return err
}

// silence is a second of it as a WAV file: 8000 samples of 16 bits.
func silence() []byte {
	const rate, size = 8000, 2 * 8000
	var b bytes.Buffer
	b.WriteString("RIFF")
	_ = binary.Write(&b, binary.LittleEndian, uint32(36+size))
	b.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16)} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	_ = binary.Write(&b, binary.LittleEndian, uint32(size))
	b.Write(make([]byte, size))
	return b.Bytes()
}
