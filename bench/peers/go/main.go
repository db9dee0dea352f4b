// Command peer is the grpc-go subject of the bench: a server or a client, told what to do on standard input.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

// gcPercent trades memory for less work of the garbage collector: the heaps of a bench are small.
const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	if err := start(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start(args []string) error {
	if len(args) == 1 && args[0] == "server" {
		return runServer()
	}
	if len(args) == 2 && args[0] == "client" {
		if port, found := strings.CutPrefix(args[1], "port="); found {
			return runClient(port)
		}
	}
	return fmt.Errorf("usage: peer server | peer client port=<port>")
}
