package main

import (
	"context"
	"sync"

	"sluice-bench/peer/target/benchpb"
)

const openedAtOnce = 256

// idle are streams that were used once and are kept open.
type idle struct {
	ctx     context.Context
	cancel  context.CancelFunc
	mutex   sync.Mutex
	streams []exchangeStream
}

func newIdle() *idle {
	ctx, cancel := context.WithCancel(context.Background())
	return &idle{ctx: ctx, cancel: cancel}
}

// open opens a stream that outlives the context, unless the context ends first.
func (i *idle) open(ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order) (received fold, err error) {
	defer context.AfterFunc(ctx, i.cancel)()
	stream, err := bench.Exchange(i.ctx)
	if err != nil {
		return received, err
	}
	err = sendItems(order, func(item *benchpb.Item) error { return roundTrip(stream, item, &received) })
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.streams = append(i.streams, stream)
	return received, err
}

// finish ends them all, and returns an error if one did not last.
func (i *idle) finish(ctx context.Context) error {
	defer i.cancel()
	defer context.AfterFunc(ctx, i.cancel)()
	for _, stream := range i.streams {
		if err := stream.CloseSend(); err != nil {
			return err
		}
	}
	for _, stream := range i.streams {
		if err := awaitEnd(stream); err != nil {
			return err
		}
	}
	return nil
}
