package joint_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/handlers/joint"
)

// BenchmarkFind looks for one telling's fellows among those of a busy day, told
// in much the same words.
func BenchmarkFind(b *testing.B) {
	roster := joint.NewRoster(people)
	var near []*joint.Telling
	for i := range 250 {
		r := said(b, activity.RecordID(i+1), "王芳", fmt.Sprintf("走访%d户群众", i%90+1))
		r.Member = activity.MemberID(fmt.Sprint("x", i))
		near = append(near, roster.Tell(r))
	}
	told := roster.Tell(said(b, 0, "孙大田", "走访44户群众"))
	b.ReportAllocs()
	for b.Loop() {
		joint.Find(told, near)
	}
}

// BenchmarkTell works a telling out.
func BenchmarkTell(b *testing.B) {
	roster := joint.NewRoster(people)
	r := said(b, 1, "王芳", "今天和孙大田到红枫社区走访12户群众，收集意见9条")
	b.ReportAllocs()
	for b.Loop() {
		roster.Tell(r)
	}
}
