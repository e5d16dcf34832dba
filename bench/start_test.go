package bench

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"dutybook/store/storetest"
)

// BenchmarkStart takes the time from starting the program until it answers:
//
//	ready-ms  the bot, Redis being there, until /readyz says so
//	trial-ms  the trial, until its page is served
//
// The median of eleven starts each, after one to warm up.
func BenchmarkStart(b *testing.B) {
	path := build(b, "dutybook", "dutybook", "go", "build", "-o")
	t := newTelegram(b)
	redis := storetest.Real(b)
	for range b.N {
		ready := starts(b, path, "/readyz", "TELEGRAM_BOT_TOKEN="+token, "TELEGRAM_API_URL="+t.url, "REDIS_URL="+redis.URL, "LOG_LEVEL=warn",
			"TELEGRAM_WEBHOOK_URL=https://bench.example/hook", "TELEGRAM_WEBHOOK_SECRET="+secret)
		b.ReportMetric(ready, "ready-ms")
		b.ReportMetric(starts(b, path, "/"), "trial-ms")
		b.ReportMetric(0, "ns/op")
	}
}

func starts(b *testing.B, path, page string, env ...string) (ms float64) {
	var took []time.Duration
	for i := range 12 {
		if one := startOnce(b, path, page, env); i > 0 {
			took = append(took, one)
		}
	}
	return quantile(took, 0.5)
}

func startOnce(b *testing.B, path, page string, env []string) time.Duration {
	address := freeAddress(b)
	cmd := exec.Command(path)
	cmd.Dir = b.TempDir()
	cmd.Env = append(env, "LISTEN_ADDR="+address, "HOME="+filepath.Dir(cmd.Dir))
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for time.Since(began) < 10*time.Second {
		resp, err := http.Get("http://" + address + page)
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return time.Since(began)
			}
		}
		<-again.C
	}
	b.Fatal(page, " does not come")
	return 0
}
