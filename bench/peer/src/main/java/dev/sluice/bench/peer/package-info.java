/**
 * What is measured, how it is driven, and how its answers are checked; the same for all on a JVM.
 */
@NullMarked
package dev.sluice.bench.peer;

import org.jspecify.annotations.NullMarked;
