package activity

// Stage is a step in the life of a proposal or an opinion report.
type Stage string

// The stages, in the order they come in.
const (
	Submitted    Stage = "submitted"
	Filed        Stage = "filed"        // accepted for handling
	NotFiled     Stage = "not-filed"    // not accepted
	MergedInto   Stage = "merged"       // handled with another
	TurnedInto   Stage = "turned"       // passed on as an opinion report
	Assigned     Stage = "assigned"     // given to the units that handle it
	Extended     Stage = "extended"     // the units were given longer to answer
	Met          Stage = "met"          // the units have talked it over with the member
	Supervised   Stage = "supervised"   // chosen to be followed up by leaders
	Answered     Stage = "answered"     // the units have replied
	Satisfied    Stage = "satisfied"    // the member's feedback
	Mostly       Stage = "mostly"       // satisfied on the whole
	Dissatisfied Stage = "dissatisfied" //
	Excellent    Stage = "excellent"    // chosen as one of the best
	Compiled     Stage = "compiled"     // an opinion report put into an issue
	Adopted      Stage = "adopted"      // by a higher level
	Instructed   Stage = "instructed"   // a leader wrote on it
)

// Stages lists them all in order.
func Stages() []Stage {
	return []Stage{
		Submitted, Filed, NotFiled, MergedInto, TurnedInto, Assigned, Extended, Met, Supervised, Answered,
		Satisfied, Mostly, Dissatisfied, Excellent, Compiled, Adopted, Instructed,
	}
}
