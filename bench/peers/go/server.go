package main

import (
	"fmt"
	"net"

	"google.golang.org/grpc"

	"sluice-bench/peer/target/benchpb"
)

// runServer serves until standard input ends.
func runServer() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer(serverOptions()...)
	benchpb.RegisterBenchServer(server, service{})
	go server.Serve(listener)
	fmt.Printf("ready port=%d\n", listener.Addr().(*net.TCPAddr).Port)

	return answerCommands(func(command string, _ []string) (string, error) {
		if command != "settle" {
			return "", unknown(command)
		}
		settle()
		return "", nil
	})
}
