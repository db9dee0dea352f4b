package main

import (
	"context"

	"google.golang.org/grpc"

	"sluice-bench/peer/target/benchpb"
)

type service struct {
	benchpb.UnimplementedBenchServer
}

func (service) Download(order *benchpb.Order, items grpc.ServerStreamingServer[benchpb.Item]) error {
	return sendItems(order, items.Send)
}

func (service) Upload(items grpc.ClientStreamingServer[benchpb.Item, benchpb.Total]) error {
	var received fold
	if err := received.addAll(items.Recv); err != nil {
		return err
	}
	return items.SendAndClose(&benchpb.Total{Count: received.count, Checksum: received.checksum})
}

func (service) Exchange(stream grpc.BidiStreamingServer[benchpb.Item, benchpb.Item]) error {
	for {
		item, err := stream.Recv()
		if err != nil {
			return endOf(err)
		}
		if err := stream.Send(echoOf(item)); err != nil {
			return err
		}
	}
}

func (service) Once(_ context.Context, item *benchpb.Item) (*benchpb.Item, error) {
	return echoOf(item), nil
}
