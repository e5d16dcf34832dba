// Command telebot does what bench/bare does on gopkg.in/telebot.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"net/http"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
	tele "gopkg.in/telebot.v4"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	token := flag.String("token", "", "of the bot")
	api := flag.String("api", "", "base URL of the Bot API")
	store := flag.String("redis", "", "URL of Redis")
	listen := flag.String("listen", "", "where the webhook listens")
	secret := flag.String("secret", "", "of the webhook")
	flag.Parse()
	options, err := redis.ParseURL(*store)
	if err != nil {
		log.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 256, 256
	b, err := tele.NewBot(tele.Settings{
		Token: *token, URL: *api, Client: &http.Client{Transport: transport, Timeout: time.Minute},
	})
	if err != nil {
		log.Fatal(err)
	}
	b.Handle(tele.OnText, handler{redis.NewClient(options)}.handle)
	hook := func(w http.ResponseWriter, r *http.Request) {
		var u tele.Update
		if r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != *secret || json.NewDecoder(r.Body).Decode(&u) != nil {
			http.Error(w, "no update", http.StatusBadRequest)
			return
		}
		b.ProcessUpdate(u) // starts a goroutine of its own, as with the library's webhook
	}
	server := &http.Server{Addr: *listen, Handler: http.HandlerFunc(hook), ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

type handler struct{ redis *redis.Client }

func (h handler) handle(c tele.Context) error {
	ctx, m := context.Background(), c.Message()
	id := strconv.FormatInt(m.Chat.ID, 10) + ":" + strconv.Itoa(m.ID)
	_, err := h.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, "record:"+id, "text", m.Text, "from", m.Sender.ID, "date", m.Unixtime)
		p.ZAdd(ctx, "by-date", redis.Z{Score: float64(m.Unixtime), Member: id})
		return nil
	})
	if err != nil {
		return err
	}
	return c.Send(strings.Join([]string{"recorded", id, m.Text}, " "))
}
