/**
 * The services of the tutorial and their clients: one of each kind of streaming, each written as a
 * loop.
 *
 * <ul>
 *   <li>{@link dev.sluice.numbers.PowService}, server streaming: a number in, its powers out;
 *   <li>{@link dev.sluice.numbers.SumService}, client streaming: numbers in, their sum out;
 *   <li>{@link dev.sluice.numbers.SqrtService}, bidirectional: numbers in, their square roots out
 *       as they come; {@link dev.sluice.numbers.AllStreamService} does the same on text.
 * </ul>
 */
@NullMarked
package dev.sluice.numbers;

import org.jspecify.annotations.NullMarked;
