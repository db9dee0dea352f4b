package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Subject;

/** The subjects of this module. */
enum SubjectUnderTest {
  SLUICE,
  SLUICE_NETTY,
  SLUICE_INPROCESS,
  GRPC_JAVA_DEFAULT,
  GRPC_JAVA_DIRECT,
  GRPC_JAVA_BLOCKING,
  TCP_PROTOBUF,
  TCP_BYTES;

  Subject create() {
    return switch (this) {
      case SLUICE -> new SluiceHttp2();
      case SLUICE_NETTY -> new SluiceNetty();
      case SLUICE_INPROCESS -> new SluiceInProcess();
      case GRPC_JAVA_DEFAULT -> new GrpcJavaDefault();
      case GRPC_JAVA_DIRECT -> new GrpcJavaDirect();
      case GRPC_JAVA_BLOCKING -> new GrpcJavaBlocking();
      case TCP_PROTOBUF -> new TcpProtobuf();
      case TCP_BYTES -> new TcpBytes();
    };
  }
}
