package main

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

const latenciesKept = 200_000

// latencies are those of all streams of a run.
type latencies struct {
	perStream int64
	mutex     sync.Mutex
	streams   []*streamLatencies
}

func newLatencies(streams int64) *latencies {
	return &latencies{perStream: max(1, latenciesKept/streams)}
}

// next returns where another stream keeps its latencies.
func (l *latencies) next(count int64) *streamLatencies {
	times := &streamLatencies{nanos: make([]int64, 0, min(count, l.perStream))}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.streams = append(l.streams, times)
	return times
}

// String returns the nearest-rank percentiles, or nothing when nothing was timed.
func (l *latencies) String() string {
	var nanos []int64
	for _, times := range l.streams {
		nanos = append(nanos, times.nanos...)
	}
	if len(nanos) == 0 {
		return ""
	}
	slices.Sort(nanos)
	percentile := func(p float64) int64 { return nanos[int(math.Ceil(p*float64(len(nanos))))-1] }
	return fmt.Sprintf("p50=%d p99=%d p999=%d", percentile(0.5), percentile(0.99), percentile(0.999))
}

// streamLatencies keeps the last ones of one stream.
type streamLatencies struct {
	nanos []int64
	added int
}

func (s *streamLatencies) add(elapsed time.Duration) {
	if len(s.nanos) < cap(s.nanos) {
		s.nanos = append(s.nanos, int64(elapsed))
	} else {
		s.nanos[s.added%len(s.nanos)] = int64(elapsed)
	}
	s.added++
}
