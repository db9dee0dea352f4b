package main

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"

	"sluice-bench/peer/target/benchpb"
)

type connections []*grpc.ClientConn

// connect returns only when all are really connected.
func connect(ctx context.Context, port string, count int) (connections, error) {
	var opened connections
	for range count {
		connection, err := grpc.NewClient("passthrough:///127.0.0.1:"+port, dialOptions()...)
		if err != nil {
			opened.close()
			return nil, err
		}
		opened = append(opened, connection)
		if err := awaitReady(ctx, connection); err != nil {
			opened.close()
			return nil, err
		}
	}
	return opened, nil
}

func awaitReady(ctx context.Context, connection *grpc.ClientConn) error {
	connection.Connect()
	for state := connection.GetState(); state != connectivity.Ready; state = connection.GetState() {
		if state == connectivity.TransientFailure || !connection.WaitForStateChange(ctx, state) {
			return errors.New("cannot connect")
		}
	}
	return nil
}

// of returns what calls on the connection of the stream.
func (c connections) of(stream int) benchpb.BenchClient {
	return benchpb.NewBenchClient(c[stream%len(c)])
}

func (c connections) close() {
	for _, connection := range c {
		connection.Close()
	}
}
