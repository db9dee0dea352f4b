package main

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc"

	"sluice-bench/peer/target/benchpb"
)

type exchangeStream = grpc.BidiStreamingClient[benchpb.Item, benchpb.Item]

// setup opens, uses once and ends a stream for each item.
func setup(ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order) (received fold, err error) {
	err = sendItems(order, func(item *benchpb.Item) error {
		stream, err := bench.Exchange(ctx)
		if err != nil {
			return err
		}
		if err := roundTrip(stream, item, &received); err != nil {
			return err
		}
		return finish(stream)
	})
	return received, err
}

// pingpong does a round trip on one stream for each item.
func (l *latencies) pingpong(
	ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order,
) (received fold, err error) {
	stream, err := bench.Exchange(ctx)
	if err != nil {
		return received, err
	}
	times := l.next(order.GetCount())
	err = sendItems(order, func(item *benchpb.Item) error {
		start := time.Now()
		if err := roundTrip(stream, item, &received); err != nil {
			return err
		}
		times.add(time.Since(start))
		return nil
	})
	if err != nil {
		return received, err
	}
	return received, finish(stream)
}

// unary does a unary call for each item.
func (l *latencies) unary(
	ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order,
) (received fold, err error) {
	times := l.next(order.GetCount())
	err = sendItems(order, func(item *benchpb.Item) error {
		start := time.Now()
		echo, err := bench.Once(ctx, item)
		if err != nil {
			return err
		}
		times.add(time.Since(start))
		received.add(echo)
		return nil
	})
	return received, err
}

func roundTrip(stream exchangeStream, item *benchpb.Item, received *fold) error {
	if err := stream.Send(item); err != nil && err != io.EOF {
		return err
	}
	echo, err := stream.Recv() // tells why Send returned io.EOF
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	received.add(echo)
	return nil
}

// finish half-closes and awaits the OK end.
func finish(stream exchangeStream) error {
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return awaitEnd(stream)
}

func awaitEnd(stream exchangeStream) error {
	_, err := stream.Recv()
	if err == nil {
		return errors.New("an item instead of the end")
	}
	return endOf(err)
}

// endOf returns nil for the OK end.
func endOf(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
