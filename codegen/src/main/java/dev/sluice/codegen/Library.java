package dev.sluice.codegen;

import com.palantir.javapoet.ClassName;

/** The classes that generated code uses. */
final class Library {
  static final ClassName BIDI_STREAMING_CALL = sluice("BidiStreamingCall");
  static final ClassName CALLS = sluice("Calls");
  static final ClassName CLIENT_STREAMING_CALL = sluice("ClientStreamingCall");
  static final ClassName HANDLERS = sluice("Handlers");
  static final ClassName PROTOBUF_MARSHALLER = sluice("ProtobufMarshaller");
  static final ClassName RECEIVER = sluice("Receiver");
  static final ClassName SENDER = sluice("Sender");
  static final ClassName SERVER_STREAMING_CALL = sluice("ServerStreamingCall");
  static final ClassName SERVICE_OPTIONS = sluice("ServiceOptions");
  static final ClassName SLUICE_CLIENT = sluice("SluiceClient");

  static final ClassName BINDABLE_SERVICE = grpc("BindableService");
  static final ClassName CALL_OPTIONS = grpc("CallOptions");
  static final ClassName CHANNEL = grpc("Channel");
  static final ClassName METHOD_DESCRIPTOR = grpc("MethodDescriptor");
  static final ClassName METHOD_TYPE = METHOD_DESCRIPTOR.nestedClass("MethodType");
  static final ClassName SERVER_SERVICE_DEFINITION = grpc("ServerServiceDefinition");
  static final ClassName SERVICE_DESCRIPTOR = grpc("ServiceDescriptor");

  static final ClassName PROTO_METHOD_DESCRIPTOR_SUPPLIER =
      grpcProtobuf("ProtoMethodDescriptorSupplier");
  static final ClassName PROTO_SERVICE_DESCRIPTOR_SUPPLIER =
      grpcProtobuf("ProtoServiceDescriptorSupplier");

  private static final ClassName DESCRIPTORS = ClassName.get("com.google.protobuf", "Descriptors");
  static final ClassName PROTO_FILE_DESCRIPTOR = DESCRIPTORS.nestedClass("FileDescriptor");
  static final ClassName PROTO_METHOD_DESCRIPTOR = DESCRIPTORS.nestedClass("MethodDescriptor");
  static final ClassName PROTO_SERVICE_DESCRIPTOR = DESCRIPTORS.nestedClass("ServiceDescriptor");

  private Library() {}

  private static ClassName sluice(String name) {
    return ClassName.get("dev.sluice", name);
  }

  private static ClassName grpc(String name) {
    return ClassName.get("io.grpc", name);
  }

  private static ClassName grpcProtobuf(String name) {
    return ClassName.get("io.grpc.protobuf", name);
  }
}
