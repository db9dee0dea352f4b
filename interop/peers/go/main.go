// Command go is the grpc-go peer of the interoperability tests; peers/README.md has its contract.
package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
)

func main() {
	var err error
	switch args := os.Args[1:]; {
	case len(args) == 1 && args[0] == "serve":
		err = serve(false)
	case len(args) == 2 && args[0] == "serve" && args[1] == "--slow":
		err = serve(true)
	case len(args) >= 3 && args[0] == "call":
		last := len(args) - 1
		err = call(args[1], args[2:last], args[last])
	default:
		err = fmt.Errorf("usage: serve [--slow] | call <case> [<argument>...] <host:port>")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var decimal = regexp.MustCompile(`^(NaN|[+-]?Inf|[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)$`)

// parse reads a decimal number; strconv alone would take hexadecimal and more spellings of Inf and NaN, too.
func parse(text string) (float64, error) {
	if !decimal.MatchString(text) {
		return 0, fmt.Errorf("not a decimal number: %q", text)
	}
	return strconv.ParseFloat(text, 64)
}

func codeName(c codes.Code) string { return code.Code(c).String() }

// stalls returns what a reading loop calls after each message: nothing happens, or, when slow, it pauses 1 ms after
// every 100 messages and 500 ms once after the first 1,000.
func stalls(slow bool) func() {
	messages := 0
	return func() {
		messages++
		if slow && messages%100 == 0 {
			time.Sleep(time.Millisecond)
		}
		if slow && messages == 1000 {
			time.Sleep(500 * time.Millisecond)
		}
	}
}
