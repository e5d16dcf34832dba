package main

import (
	"context"
	"encoding/json"
	"fmt"

	"dutybook/trial"
)

// sample writes the trial's sample year in the form replay reads: messages with
// the names of those who sent them. What a stranger said is left out.
func (p *program) sample(_ context.Context, args []string) error {
	flags := p.flags("sample")
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	people := map[int64]trial.Person{}
	for _, person := range trial.People() {
		people[person.ID] = person
	}
	out := json.NewEncoder(p.out)
	out.SetEscapeHTML(false)
	for _, line := range trial.SampleYear() {
		from := people[line.From]
		if from.Role == "" {
			continue
		}
		err := out.Encode(map[string]any{"sent_at": line.At, "from": from.Name, "group": from.Group, "text": line.Text})
		if err != nil {
			return fmt.Errorf("sample: %w", err)
		}
	}
	return nil
}
