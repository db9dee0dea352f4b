package main

import (
	"context"

	"sluice-bench/peer/target/benchpb"
)

func download(ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order) (received fold, err error) {
	items, err := bench.Download(ctx, order)
	if err != nil {
		return received, err
	}
	err = received.addAll(items.Recv)
	return received, err
}

// upload returns what the server counted and folded.
func upload(ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order) (fold, error) {
	items, err := bench.Upload(ctx)
	if err != nil {
		return fold{}, err
	}
	sendItems(order, items.Send) // CloseAndRecv tells why it failed
	total, err := items.CloseAndRecv()
	return fold{count: total.GetCount(), checksum: total.GetChecksum()}, err
}

func exchange(ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order) (received fold, err error) {
	stream, err := bench.Exchange(ctx)
	if err != nil {
		return received, err
	}
	go func() {
		sendItems(order, stream.Send) // Recv tells why it failed
		stream.CloseSend()
	}()
	err = received.addAll(stream.Recv)
	return received, err
}
