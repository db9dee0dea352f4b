package main

import (
	"context"
	"fmt"
	"time"
)

const timeLimit = 120 * time.Second

// A client keeps the connections, and idle streams, between the commands.
type client struct {
	port   string
	opened connections
	open   *idle
}

// runClient answers commands until standard input ends.
func runClient(port string) error {
	client := &client{port: port, open: newIdle()}
	fmt.Println("ready")
	return answerCommands(client.handle)
}

func (c *client) handle(command string, args []string) (string, error) {
	switch command {
	case "settle":
		settle()
		return "", nil
	case "run":
		r, err := parseRun(args)
		if err != nil {
			return "", err
		}
		return c.runLimited(r)
	}
	return "", unknown(command)
}

// runLimited cancels by a timer: a deadline would be sent along with each call, and kept by the server.
func (c *client) runLimited(r run) (string, error) {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	defer time.AfterFunc(timeLimit, func() { cancel(fmt.Errorf("not done within %s", timeLimit)) }).Stop()
	answer, err := c.run(ctx, r)
	if err != nil {
		c.close()
		if late := context.Cause(ctx); late != nil {
			err = late
		}
	}
	return answer, err
}

func (c *client) run(ctx context.Context, r run) (string, error) {
	if err := c.finishIdle(ctx); err != nil {
		return "", err
	}
	if err := c.connect(ctx, int(r.connections)); err != nil {
		return "", err
	}
	times, atOnce := newLatencies(r.streams), -1
	if r.workload == "idle" {
		atOnce = openedAtOnce
	}
	do, err := taskOf(r.workload, times, c.open)
	if err != nil {
		return "", err
	}

	start := time.Now()
	total, err := runTasks(ctx, r, c.opened, do, atOnce)
	elapsed := time.Since(start)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("nanos=%d messages=%d checksum=%d %s", elapsed, total.count, total.checksum, times), nil
}

func (c *client) finishIdle(ctx context.Context) error {
	finished := c.open
	c.open = newIdle()
	return finished.finish(ctx)
}

// connect keeps the connections when the count is the same.
func (c *client) connect(ctx context.Context, count int) (err error) {
	if len(c.opened) != count {
		c.close()
		c.opened, err = connect(ctx, c.port, count)
	}
	return err
}

func (c *client) close() {
	c.open.cancel()
	c.opened.close()
	c.opened, c.open = nil, newIdle()
}
