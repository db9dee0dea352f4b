/** Runs the subjects of the bench side by side, and reports what it measured. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
