package store

import (
	"hash/fnv"
	"slices"
	"sync"

	"dutybook/activity"
)

// decoded keeps what was decoded lately beside the bytes it was decoded from:
// every message looks at the records of the days around it, and decoding them
// anew costs more than all else. It saves work and never a look: a row counts
// only while Redis gives the very same bytes.
type decoded struct {
	mu      sync.Mutex
	records map[activity.RecordID]decodedRecord
	members []activity.Member
	sum     uint64 // of the members' bytes
}

type decodedRecord struct {
	raw    string
	record activity.Record
}

// maxDecoded bounds the records kept; some kilobytes each.
const maxDecoded = 5000

// record decodes a record, or takes it from before.
func (d *decoded) record(id activity.RecordID, raw string) (activity.Record, error) {
	d.mu.Lock()
	row, ok := d.records[id]
	d.mu.Unlock()
	if ok && row.raw == raw {
		return clone(row.record), nil
	}
	r, err := decode(id, raw)
	if err != nil {
		return r, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.records == nil || len(d.records) >= maxDecoded {
		d.records = map[activity.RecordID]decodedRecord{}
	}
	d.records[id] = decodedRecord{raw, clone(r)}
	return r, nil
}

// people decodes the members, or takes them from before; equal sums mean equal
// members.
func (d *decoded) people(fields map[string]string) ([]activity.Member, uint64, error) {
	sum := sumOf(fields)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sum == sum {
		return slices.Clone(d.members), sum, nil
	}
	members := make([]activity.Member, 0, len(fields))
	for _, raw := range fields {
		m, err := decodeMember(raw)
		if err != nil {
			return nil, 0, err
		}
		members = append(members, m)
	}
	d.members, d.sum = members, sum
	return slices.Clone(members), sum, nil
}

// sumOf is the same for the same fields in whatever order, never zero.
func sumOf(fields map[string]string) uint64 {
	sum := uint64(len(fields) + 1)
	for field, value := range fields {
		h := fnv.New64a()
		_, _ = h.Write([]byte(field))
		_, _ = h.Write([]byte{0})
		_, _ = h.Write([]byte(value))
		sum += h.Sum64()
	}
	return max(sum, 1)
}
