package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// A handler answers a command with what goes after "ok".
type handler func(command string, args []string) (string, error)

// answerCommands answers each line of standard input with one of standard output, until the input ends.
func answerCommands(handle handler) error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		command, args, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		answer, err := handle(command, strings.Fields(args))
		if err != nil {
			answer = "error " + strings.Join(strings.Fields(err.Error()), " ")
		} else {
			answer = strings.TrimSpace("ok " + answer)
		}
		fmt.Println(answer)
	}
	return lines.Err()
}

func settle() {
	runtime.GC()
	debug.FreeOSMemory()
}

func unknown(command string) error {
	return fmt.Errorf("unknown command: %q", command)
}
