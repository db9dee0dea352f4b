package main

import (
	"fmt"
	"io"

	"sluice-bench/peer/target/benchpb"
)

// A fold counts the items of one stream, in order, and sums them up in a checksum.
type fold struct {
	count    int64
	checksum int64
}

func (f *fold) add(item *benchpb.Item) {
	payload := item.GetPayload()
	f.checksum = f.checksum*31 + item.GetValue() + int64(len(payload))
	if len(payload) > 0 {
		f.checksum += int64(payload[len(payload)-1])
	}
	f.count++
}

// addAll adds what arrives until the stream's OK end.
func (f *fold) addAll(receive func() (*benchpb.Item, error)) error {
	for {
		item, err := receive()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		f.add(item)
	}
}

// expect returns an error unless the stream had that many items.
func (f *fold) expect(count int64) error {
	if f.count != count {
		return fmt.Errorf("%d items instead of %d", f.count, count)
	}
	return nil
}
