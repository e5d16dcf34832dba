package bot

import "sync/atomic"

// Counts is what happened since a bot was made, for whoever shows it. All
// counters only grow.
type Counts struct {
	// Received by kind; Known kinds are those that ask for an answer.
	Messages, Edits, Presses, Notices, Others atomic.Int64
	// Refused were webhook calls not taken: wrong secret, too large, no update.
	Refused atomic.Int64
	// Unstored were updates that could not be stored, and will be sent again.
	Unstored atomic.Int64
	// Handled were answered, Failed were tries in vain, Away tries that found
	// something unreachable, Buried went to the dead letters.
	Handled, Failed, Away, Buried, Panics atomic.Int64
	// Polls by outcome: answered, refused because somebody else polls, because
	// the token is not known, because of too many requests, and otherwise.
	Polls, PollConflicts, PollUnknown, PollBusy, PollErrors atomic.Int64
	// Sent by outcome: delivered, refused by Telegram for good, chat gone,
	// asked to wait, moved to another chat, failed on the way.
	Sent, SendRefused, SendGone, SendBusy, SendMoved, SendErrors atomic.Int64
	// SendSpared were not sent, for their chat was known to be gone.
	SendSpared atomic.Int64
	// Merged were progress messages that a newer one made superfluous.
	Merged atomic.Int64
}
