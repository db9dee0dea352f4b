/** The command {@code sluice}: the servers and clients of the tutorial. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
