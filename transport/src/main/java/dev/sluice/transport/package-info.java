/** gRPC over HTTP/2 at the speed of the wire: a transport for grpc-java's servers and channels. */
package dev.sluice.transport;
