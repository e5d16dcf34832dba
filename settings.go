package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"dutybook/activity"
)

// settings is the whole configuration; about is the sentence the README's table
// shows, secret marks what also comes from a file named by …_FILE and is masked
// in logs.
type settings struct {
	Token          string         `env:"TELEGRAM_BOT_TOKEN" secret:"yes" about:"token of the bot; unset starts the trial"`
	APIURL         string         `env:"TELEGRAM_API_URL" about:"base URL of the Bot API; default the official one"`
	WebhookURL     string         `env:"TELEGRAM_WEBHOOK_URL" about:"set: receive by webhook at this URL's path; else long polling"`
	WebhookSecret  string         `env:"TELEGRAM_WEBHOOK_SECRET" secret:"yes" about:"secret Telegram sends with every webhook; needed with the URL"`
	Listen         string         `env:"LISTEN_ADDR" about:"address of webhook, /healthz and /readyz; default :8080, in the trial 127.0.0.1:8080"`
	RedisURL       string         `env:"REDIS_URL" secret:"yes" about:"redis:// or rediss://; several hosts are a cluster, ?master_name= means Sentinel"`
	ModelKey       string         `env:"OPENAI_API_KEY" secret:"yes" about:"key of the model server"`
	ModelURL       string         `env:"OPENAI_BASE_URL" about:"any OpenAI-compatible server; with neither key nor URL the rules work alone"`
	Model          string         `env:"OPENAI_MODEL" envDefault:"gpt-4o-mini" about:"name of the model"`
	Admins         []int64        `env:"ADMIN_IDS" about:"Telegram user ids, separated by commas, that are secretaries from the start"`
	Committee      string         `env:"COMMITTEE_NAME" about:"name of the committee as it stands in reports"`
	Zone           *time.Location `env:"TIMEZONE" envDefault:"Asia/Shanghai" about:"time zone in which days begin and end"`
	LocalOnly      bool           `env:"MODEL_LOCAL_ONLY" about:"true: no message leaves for a model, even where one is set; the rules work alone"`
	ModelSlots     uint16         `env:"MODEL_SLOTS" envDefault:"12" about:"requests the model server gets at once, for messages and again for drafts"`
	TokensPerDay   uint32         `env:"MODEL_TOKENS_PER_DAY" about:"tokens of the model one member may use a day; then the rules read; 0 is no limit"`
	TokensPerMonth uint32         `env:"MODEL_TOKENS_PER_MONTH" about:"tokens one committee may use a month; secretaries are told at 80 % and at the end; 0 is no limit"`
	VoiceURL       string         `env:"VOICE_BASE_URL" about:"OpenAI-compatible server that turns voice into words; with neither URL nor key voice is not listened to"`
	VoiceKey       string         `env:"VOICE_API_KEY" secret:"yes" about:"key of that server"`
	VoiceModel     string         `env:"VOICE_MODEL" envDefault:"whisper-1" about:"name of its model"`
	VoiceLocal     bool           `env:"VOICE_LOCAL" about:"true: that server is in this house, voice goes there even with MODEL_LOCAL_ONLY"`
	PromptsDir     string         `env:"PROMPTS_DIR" about:"folder whose prompt files replace the built-in ones"`
	LogLevel       slog.Level     `env:"LOG_LEVEL" envDefault:"info" about:"debug, info, warn or error; logs are JSON lines on stderr"`
}

// environ turns KEY=value lines into a map.
func environ(lines []string) map[string]string {
	vars := map[string]string{}
	for _, line := range lines {
		key, value, _ := strings.Cut(line, "=")
		vars[key] = value
	}
	return vars
}

// readSettings reads the environment; its error names the variable to mend and
// never shows a secret.
func readSettings(vars map[string]string) (settings, error) {
	vars, err := withFiles(vars)
	if err != nil {
		return settings{}, err
	}
	cfg, err := env.ParseAsWithOptions[settings](env.Options{Environment: vars})
	var all env.AggregateError
	if errors.As(err, &all) && len(all.Errors) > 0 {
		return settings{}, named(all.Errors[0])
	}
	if err != nil {
		return settings{}, err
	}
	if cfg.WebhookURL != "" && cfg.WebhookSecret == "" {
		return cfg, errors.New("TELEGRAM_WEBHOOK_SECRET must be set together with TELEGRAM_WEBHOOK_URL")
	}
	if cfg.Token != "" && cfg.RedisURL == "" {
		return cfg, errors.New("REDIS_URL must be set together with TELEGRAM_BOT_TOKEN, e.g. redis://127.0.0.1:6379")
	}
	return cfg, nil
}

// named tells which variable a parse error is about.
func named(err error) error {
	var parse env.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	field, ok := reflect.TypeFor[settings]().FieldByName(parse.Name)
	if !ok {
		return err
	}
	return fmt.Errorf("%s cannot be read: %w", field.Tag.Get("env"), parse.Err)
}

// withFiles reads the files named by VAR_FILE into VAR for every secret; a
// trailing line end, as editors leave it, is dropped.
func withFiles(vars map[string]string) (map[string]string, error) {
	all := map[string]string{}
	for k, v := range vars {
		all[k] = strings.TrimSpace(v)
	}
	for field := range settingsFields() {
		name := field.Tag.Get("env")
		path := all[name+"_FILE"]
		if field.Tag.Get("secret") == "" || path == "" || all[name] != "" {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("%s_FILE cannot be read: %w", name, err)
		}
		all[name] = strings.TrimSpace(string(raw))
	}
	return all, nil
}

func settingsFields() func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		t := reflect.TypeFor[settings]()
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// masker replaces every secret by stars.
func (s settings) masker() *strings.Replacer {
	var pairs []string
	for _, secret := range []string{s.Token, s.WebhookSecret, s.RedisURL, s.ModelKey, s.VoiceKey} {
		if len(secret) >= 4 {
			pairs = append(pairs, secret, "***")
		}
	}
	return strings.NewReplacer(pairs...)
}

func (s settings) admins() []activity.UserID {
	ids := make([]activity.UserID, len(s.Admins))
	for i, id := range s.Admins {
		ids[i] = activity.UserID(id)
	}
	return ids
}

// listen is the address to serve at; the trial stays on this machine.
func (s settings) listen() string {
	switch {
	case s.Listen != "":
		return s.Listen
	case s.Token == "":
		return "127.0.0.1:8080"
	}
	return ":8080"
}
