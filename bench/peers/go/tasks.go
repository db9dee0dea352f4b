package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"sluice-bench/peer/target/benchpb"
)

// A task does one stream, or all those of one caller, and folds what arrives.
type task func(ctx context.Context, bench benchpb.BenchClient, order *benchpb.Order) (fold, error)

func taskOf(workload string, times *latencies, open *idle) (task, error) {
	switch workload {
	case "download":
		return download, nil
	case "upload":
		return upload, nil
	case "exchange":
		return exchange, nil
	case "pingpong":
		return times.pingpong, nil
	case "unary":
		return times.unary, nil
	case "setup":
		return setup, nil
	case "idle":
		return open.open, nil
	}
	return nil, fmt.Errorf("unknown workload: %q", workload)
}

// runTasks does the task for each stream, atOnce at a time, all at once if negative; the first failure cancels all.
func runTasks(ctx context.Context, r run, opened connections, do task, atOnce int) (total fold, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	folds := make([]fold, r.streams)
	for stream := range folds {
		group.Go(func() (err error) {
			folds[stream], err = do(ctx, opened.of(stream), r.order(stream))
			if err != nil {
				return fmt.Errorf("stream %d: %w", stream, err)
			}
			return folds[stream].expect(r.perStream())
		})
	}
	err = group.Wait()
	for _, each := range folds {
		total.count += each.count
		total.checksum += each.checksum
	}
	return total, err
}
