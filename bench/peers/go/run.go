package main

import (
	"fmt"
	"strconv"
	"strings"

	"sluice-bench/peer/target/benchpb"
)

// A run is the command "run", parsed.
type run struct {
	workload    string
	payload     int64
	streams     int64
	connections int64
	messages    int64
}

func parseRun(words []string) (run, error) {
	values := make(map[string]string)
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		values[key] = value
	}
	parsed := run{workload: values["workload"]}
	for _, field := range []struct {
		key   string
		value *int64
		least int64
		most  int64
	}{
		{"payload", &parsed.payload, 0, maxMessageSize},
		{"streams", &parsed.streams, 1, 1 << 20},
		{"connections", &parsed.connections, 1, 1 << 10},
		{"messages", &parsed.messages, 1, 1 << 40},
	} {
		value, err := strconv.ParseInt(values[field.key], 10, 64)
		if err != nil || value < field.least || value > field.most {
			return run{}, fmt.Errorf("no good %s=%s", field.key, values[field.key])
		}
		*field.value = value
	}
	if parsed.messages%parsed.streams != 0 {
		return run{}, fmt.Errorf("messages=%d are no multiple of streams=%d", parsed.messages, parsed.streams)
	}
	return parsed, nil
}

func (r run) perStream() int64 { return r.messages / r.streams }

func (r run) order(stream int) *benchpb.Order {
	return &benchpb.Order{
		First:        int64(stream) * r.perStream(),
		Count:        r.perStream(),
		PayloadBytes: int32(r.payload),
	}
}
