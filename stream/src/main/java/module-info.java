/** gRPC streams as blocking loops on virtual threads, over any grpc-java transport. */
@org.jspecify.annotations.NullMarked
module dev.sluice {
  requires transitive io.grpc;
  requires static com.google.protobuf;
  requires static transitive org.jspecify;

  exports dev.sluice;
}
