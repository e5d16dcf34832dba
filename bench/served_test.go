package bench

import "testing"

// BenchmarkServed lets the product serve a hundred thousand messages, a year in
// its order, with some hundreds of each day:
//
//	MB        memory it has then
//	first-MB  memory it had after the first round
//	last-x    messages a second in the last round, in proportion to the first
func BenchmarkServed(b *testing.B) {
	const served = 100_000
	product := contenders["product"]
	t := newTelegram(b)
	t.day = func(id int64) int { return int(id * 365 / (served + 2*chats*each)) }
	r := start(b, t, build(b, "product", product.target, product.build...), "everysec")
	first := r.round(b, t)
	last := first
	for n := chats * each; n < served; n += chats * each {
		last = r.round(b, t)
	}
	b.ReportMetric(last.rss, "MB")
	b.ReportMetric(last.perSecond/first.perSecond, "last-x")
	b.ReportMetric(first.rss, "first-MB")
	b.ReportMetric(0, "ns/op")
}
