/** The subjects of the bench that are written in Java: Sluice, grpc-java, and plain sockets. */
@NullMarked
package dev.sluice.bench.subject;

import org.jspecify.annotations.NullMarked;
