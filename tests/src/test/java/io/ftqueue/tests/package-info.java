/** Tests of the whole system: real processes, the architecture, the source text and the documentation. */
@NullMarked
package io.ftqueue.tests;

import org.jspecify.annotations.NullMarked;
