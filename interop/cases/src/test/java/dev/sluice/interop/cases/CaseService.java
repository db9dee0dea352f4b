package dev.sluice.interop.cases;

import io.grpc.Status;
import io.grpc.services.MetricRecorder;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.Messages.BoolValue;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingInputCallRequest;
import io.grpc.testing.integration.Messages.StreamingInputCallResponse;
import io.grpc.testing.integration.TestServiceImpl;
import java.util.concurrent.ScheduledExecutorService;

/** grpc-java's implementation, and what the cases' description asks of a server beyond it. */
final class CaseService extends TestServiceImpl {
  CaseService(ScheduledExecutorService executor, MetricRecorder metrics) {
    super(executor, metrics);
  }

  /** Gives the same answer to the same request: what a cache in between would do. */
  @Override
  public void cacheableUnaryCall(SimpleRequest request, StreamObserver<SimpleResponse> response) {
    response.onNext(SimpleResponse.newBuilder().setPayload(request.getPayload()).build());
    response.onCompleted();
  }

  @Override
  public void unaryCall(SimpleRequest request, StreamObserver<SimpleResponse> response) {
    boolean compressed = ReceivedCompression.current().next();
    if (request.hasExpectCompressed() && isNot(compressed, request.getExpectCompressed())) {
      response.onError(unexpected(compressed));
    } else {
      super.unaryCall(request, response);
    }
  }

  @Override
  public StreamObserver<StreamingInputCallRequest> streamingInputCall(
      StreamObserver<StreamingInputCallResponse> response) {
    ReceivedCompression received = ReceivedCompression.current();
    StreamObserver<StreamingInputCallRequest> all = super.streamingInputCall(response);
    return new StreamObserver<>() {
      private boolean refused;

      @Override
      public void onNext(StreamingInputCallRequest request) {
        boolean compressed = received.next();
        if (refused) {
          return;
        }
        if (request.hasExpectCompressed() && isNot(compressed, request.getExpectCompressed())) {
          refused = true;
          response.onError(unexpected(compressed));
        } else {
          all.onNext(request);
        }
      }

      @Override
      public void onError(Throwable error) {
        if (!refused) {
          all.onError(error);
        }
      }

      @Override
      public void onCompleted() {
        if (!refused) {
          all.onCompleted();
        }
      }
    };
  }

  private static boolean isNot(boolean compressed, BoolValue expected) {
    return compressed != expected.getValue();
  }

  private static RuntimeException unexpected(boolean compressed) {
    return Status.INVALID_ARGUMENT
        .withDescription("the message came " + (compressed ? "" : "not ") + "compressed")
        .asRuntimeException();
  }
}
