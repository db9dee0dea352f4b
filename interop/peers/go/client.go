package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"sluice-interop/peer/numberspb"
	"sluice-interop/peer/textpb"
)

const safetyDeadline = 60 * time.Second

// A testCase returns the error its call ended with, nil or io.EOF for OK; an error without a status says why the case
// could not be run.
type testCase func(ctx context.Context, channel *grpc.ClientConn, args []string) error

var cases = map[string]testCase{
	"pow":       callPow,
	"sum":       callSum,
	"many-sum":  callManySum,
	"sqrt":      callSqrt,
	"deadline":  callDeadline,
	"cancel":    callCancel,
	"cut":       callCut,
	"many":      callMany(false),
	"many-slow": callMany(true),
	"text":      callText,
}

func call(name string, args []string, target string) error {
	run, known := cases[name]
	if !known {
		return fmt.Errorf("unknown case: %s", name)
	}
	channel, err := grpc.NewClient("passthrough:///"+target,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithNoProxy())
	if err != nil {
		return err
	}
	defer channel.Close()
	ctx, cancel := context.WithTimeout(context.Background(), safetyDeadline)
	defer cancel()

	err = run(ctx, channel, args)
	if err == io.EOF {
		err = nil
	}
	end, isStatus := status.FromError(err)
	if !isStatus {
		return err
	}
	fmt.Println(statusLine(end))
	return nil
}

// statusLine leaves out the texts that differ from stack to stack.
func statusLine(end *status.Status) string {
	line := "status " + codeName(end.Code())
	switch end.Code() {
	case codes.OK, codes.Canceled, codes.DeadlineExceeded, codes.Unavailable:
		return line
	}
	return line + " " + end.Message()
}

func callPow(ctx context.Context, channel *grpc.ClientConn, args []string) error {
	numbers, err := integers(args, 1)
	if err != nil {
		return err
	}
	responses, err := numberspb.NewServerStreamClient(channel).Pow(ctx, &numberspb.ServerStreamReq{Number: numbers[0]})
	if err != nil {
		return err
	}
	return receive(responses.Recv, func(response *numberspb.ServerStreamResp) error {
		fmt.Println(response.GetNumber())
		return nil
	})
}

func callSum(ctx context.Context, channel *grpc.ClientConn, args []string) error {
	numbers, err := integers(args, -1)
	if err != nil {
		return err
	}
	return sum(ctx, channel, int64(len(numbers)), func(i int64) int64 { return numbers[i] })
}

func callManySum(ctx context.Context, channel *grpc.ClientConn, args []string) error {
	counts, err := integers(args, 1)
	if err != nil {
		return err
	}
	return sum(ctx, channel, counts[0], func(i int64) int64 { return i })
}

func sum(ctx context.Context, channel *grpc.ClientConn, count int64, number func(i int64) int64) error {
	stream, err := numberspb.NewClientStreamClient(channel).Sum(ctx)
	if err != nil {
		return err
	}
	for i := int64(0); i < count; i++ {
		if stream.Send(&numberspb.ClientStreamReq{Data: number(i)}) != nil {
			break // CloseAndRecv has the status
		}
	}
	response, err := stream.CloseAndRecv()
	if err == nil {
		fmt.Println(response.GetSum())
	}
	return err
}

type sqrtStream struct {
	grpc.BidiStreamingClient[numberspb.AllStreamReq, numberspb.AllStreamResp]
}

func openSqrt(ctx context.Context, channel *grpc.ClientConn) (sqrtStream, error) {
	stream, err := numberspb.NewBidirectionalStreamServerClient(channel).Sqrt(ctx)
	return sqrtStream{stream}, err
}

// send leaves it to the next receive to tell why the call has ended.
func (s sqrtStream) send(numbers ...float64) {
	for _, number := range numbers {
		if s.Send(&numberspb.AllStreamReq{Number: number}) != nil {
			return
		}
	}
}

func (s sqrtStream) print(answers int) error {
	for range answers {
		response, err := s.Recv()
		if err != nil {
			return err
		}
		fmt.Println(response.GetSqrt())
	}
	return nil
}

func (s sqrtStream) printRest() error { return s.print(math.MaxInt) }

func callSqrt(ctx context.Context, channel *grpc.ClientConn, args []string) error {
	numbers := make([]float64, len(args))
	for i, arg := range args {
		var err error
		if numbers[i], err = parse(arg); err != nil {
			return err
		}
	}
	stream, err := openSqrt(ctx, channel)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		stream.send(number)
		if err := stream.print(1); err != nil {
			return err
		}
	}
	stream.CloseSend()
	return stream.printRest()
}

func callDeadline(ctx context.Context, channel *grpc.ClientConn, _ []string) error {
	// The deadline is for the call: connecting must not eat it up.
	channel.Connect()
	for state := channel.GetState(); state != connectivity.Ready; state = channel.GetState() {
		if state == connectivity.TransientFailure || !channel.WaitForStateChange(ctx, state) {
			return errors.New("cannot connect")
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	stream, err := openSqrt(ctx, channel)
	if err != nil {
		return err
	}
	stream.send(4)
	return stream.printRest()
}

func callCancel(ctx context.Context, channel *grpc.ClientConn, _ []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := openSqrt(ctx, channel)
	if err != nil {
		return err
	}
	stream.send(4, 9, 16)
	if err := stream.print(3); err != nil {
		return err
	}
	cancel()
	return stream.printRest()
}

func callCut(ctx context.Context, channel *grpc.ClientConn, _ []string) error {
	stream, err := openSqrt(ctx, channel)
	if err != nil {
		return err
	}
	stream.send(4)
	if err := stream.print(1); err != nil {
		return err
	}
	fmt.Println("ready")
	return stream.printRest()
}

func callMany(slow bool) testCase {
	return func(ctx context.Context, channel *grpc.ClientConn, args []string) error {
		counts, err := integers(args, 1)
		if err != nil {
			return err
		}
		received, sum, stall := 0, int64(0), stalls(slow)
		defer func() { fmt.Printf("count %d sum %d\n", received, sum) }()
		stream, err := openSqrt(ctx, channel)
		if err != nil {
			return err
		}
		go func() {
			for i := range counts[0] {
				stream.send(float64(i) * float64(i))
			}
			stream.CloseSend()
		}()
		return receive(stream.Recv, func(response *numberspb.AllStreamResp) error {
			received++
			sum += int64(response.GetSqrt())
			stall()
			return nil
		})
	}
}

func callText(ctx context.Context, channel *grpc.ClientConn, args []string) error {
	stream, err := textpb.NewAllStreamServerClient(channel).AllStream(ctx)
	if err != nil {
		return err
	}
	go func() {
		for _, text := range args {
			if stream.Send(&textpb.AllStreamReq{Data: text}) != nil {
				return
			}
		}
		stream.CloseSend()
	}()
	return receive(stream.Recv, func(response *textpb.AllStreamResp) error {
		fmt.Println(response.GetData())
		return nil
	})
}

// integers reads exactly count numbers, any when count is -1.
func integers(args []string, count int) ([]int64, error) {
	if count >= 0 && len(args) != count {
		return nil, fmt.Errorf("expected %d number(s), got %d", count, len(args))
	}
	numbers := make([]int64, len(args))
	for i, arg := range args {
		var err error
		if numbers[i], err = strconv.ParseInt(arg, 10, 64); err != nil {
			return nil, err
		}
	}
	return numbers, nil
}
