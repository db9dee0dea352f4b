/** The tutorial's services and clients: Pow, Sum and Sqrt, each a loop. */
@org.jspecify.annotations.NullMarked
module dev.sluice.numbers {
  requires transitive com.google.protobuf;
  requires transitive dev.sluice;
  requires io.grpc.protobuf;
  requires static transitive org.jspecify;

  exports dev.sluice.numbers;
  exports dev.sluice.numbers.proto;
  exports dev.sluice.numbers.proto.text;
}
