package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/signal"
	"path"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"sluice-interop/peer/numberspb"
	"sluice-interop/peer/textpb"
)

const shutdownGrace = 2 * time.Second

// A client may half-close and then cancel (grpc-js does so in one go): before a call ends with OK, its cancel gets
// this long to arrive.
const cancelGrace = 50 * time.Millisecond

func serve(slow bool) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.StreamInterceptor(reportEnd), grpc.WaitForHandlers(true))
	numberspb.RegisterServerStreamServer(server, powService{})
	numberspb.RegisterClientStreamServer(server, sumService{slow: slow})
	numberspb.RegisterBidirectionalStreamServerServer(server, sqrtService{slow: slow})
	textpb.RegisterAllStreamServerServer(server, textService{})
	fmt.Printf("PORT %d\n", listener.Addr().(*net.TCPAddr).Port)

	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if !waitForStop() {
			defer time.AfterFunc(shutdownGrace, server.Stop).Stop()
			server.GracefulStop()
		}
		server.Stop()
	}()
	if err := server.Serve(listener); err != nil {
		return err
	}
	<-stopped
	return nil
}

// waitForStop returns true when the server is to stop at once, false when it is to end cleanly.
func waitForStop() bool {
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM, os.Interrupt)
	atOnce := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			if lines.Text() == "stop" {
				atOnce <- true
				return
			}
		}
		atOnce <- false
	}()
	select {
	case <-terminated:
		return false
	case now := <-atOnce:
		return now
	}
}

func reportEnd(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	err := handler(service, stream)
	if err == nil {
		select {
		case <-stream.Context().Done():
		case <-time.After(cancelGrace):
		}
	}
	what := "ok"
	if stream.Context().Err() != nil {
		what = "cancelled"
	} else if err != nil {
		what = "status " + codeName(status.Code(err))
	}
	fmt.Printf("%s ended %s\n", path.Base(info.FullMethod), what)
	return err
}

type powService struct {
	numberspb.UnimplementedServerStreamServer
}

func (powService) Pow(
	request *numberspb.ServerStreamReq, responses grpc.ServerStreamingServer[numberspb.ServerStreamResp],
) error {
	number, power := request.GetNumber(), int64(1)
	for exponent := 0; exponent <= 9; exponent++ {
		if exponent > 0 {
			next := power * number
			if number != 0 && next/number != power {
				return status.Errorf(codes.OutOfRange, "%d^%d does not fit int64", number, exponent)
			}
			power = next
		}
		if err := responses.Send(&numberspb.ServerStreamResp{Number: power}); err != nil {
			return err
		}
	}
	return nil
}

type sumService struct {
	numberspb.UnimplementedClientStreamServer
	slow bool
}

func (s sumService) Sum(
	requests grpc.ClientStreamingServer[numberspb.ClientStreamReq, numberspb.ClientStreamResp],
) error {
	stall := stalls(s.slow)
	sum := int64(0)
	for message := 1; ; message++ {
		request, err := requests.Recv()
		if err == io.EOF {
			return requests.SendAndClose(&numberspb.ClientStreamResp{Sum: sum})
		} else if err != nil {
			return err
		}
		next := sum + request.GetData()
		if (next < sum) != (request.GetData() < 0) {
			return status.Errorf(codes.OutOfRange, "the sum does not fit int64 at message %d", message)
		}
		sum = next
		stall()
	}
}

type sqrtService struct {
	numberspb.UnimplementedBidirectionalStreamServerServer
	slow bool
}

func (s sqrtService) Sqrt(stream grpc.BidiStreamingServer[numberspb.AllStreamReq, numberspb.AllStreamResp]) error {
	stall := stalls(s.slow)
	return receive(stream.Recv, func(request *numberspb.AllStreamReq) error {
		defer stall()
		return stream.Send(&numberspb.AllStreamResp{Sqrt: math.Sqrt(request.GetNumber())})
	})
}

type textService struct {
	textpb.UnimplementedAllStreamServerServer
}

func (textService) AllStream(stream grpc.BidiStreamingServer[textpb.AllStreamReq, textpb.AllStreamResp]) error {
	return receive(stream.Recv, func(request *textpb.AllStreamReq) error {
		number, err := parse(request.GetData())
		if err != nil {
			return status.Errorf(codes.InvalidArgument, "\"%s\" is no number", cut(request.GetData()))
		}
		return stream.Send(&textpb.AllStreamResp{Data: fmt.Sprint(math.Sqrt(number))})
	})
}

func cut(text string) string {
	if characters := []rune(text); len(characters) > 64 {
		return string(characters[:64]) + "…"
	}
	return text
}

// receive hands each message to handle until the stream ends, handle fails or the call does.
func receive[T any](recv func() (T, error), handle func(T) error) error {
	for {
		message, err := recv()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := handle(message); err != nil {
			return err
		}
	}
}
