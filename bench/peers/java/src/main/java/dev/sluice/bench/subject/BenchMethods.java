package dev.sluice.bench.subject;

import com.google.protobuf.Message;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/**
 * The methods of the service as grpc-java's own generator has them. Its subjects call the classes
 * that its generated stubs call: that generator is a native program, and so nobody needs to have
 * it.
 */
final class BenchMethods {
  static final String SERVICE = "sluice.bench.Bench";

  static final MethodDescriptor<Order, Item> DOWNLOAD =
      method(
          "Download",
          MethodType.SERVER_STREAMING,
          Order.getDefaultInstance(),
          Item.getDefaultInstance());
  static final MethodDescriptor<Item, Total> UPLOAD =
      method(
          "Upload",
          MethodType.CLIENT_STREAMING,
          Item.getDefaultInstance(),
          Total.getDefaultInstance());
  static final MethodDescriptor<Item, Item> EXCHANGE =
      method(
          "Exchange",
          MethodType.BIDI_STREAMING,
          Item.getDefaultInstance(),
          Item.getDefaultInstance());
  static final MethodDescriptor<Item, Item> ONCE =
      method("Once", MethodType.UNARY, Item.getDefaultInstance(), Item.getDefaultInstance());

  private BenchMethods() {}

  private static <ReqT extends Message, RespT extends Message> MethodDescriptor<ReqT, RespT> method(
      String name, MethodType type, ReqT request, RespT response) {
    return MethodDescriptor.newBuilder(
            ProtoUtils.marshaller(request), ProtoUtils.marshaller(response))
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setSampledToLocalTracing(true)
        .build();
  }
}
