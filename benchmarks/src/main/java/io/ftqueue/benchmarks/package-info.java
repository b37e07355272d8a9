/** Micro-benchmarks and end-to-end load, printed together with machine, commit and settings. */
@NullMarked
package io.ftqueue.benchmarks;

import org.jspecify.annotations.NullMarked;
