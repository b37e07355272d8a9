/** Examples to start from. */
@NullMarked
package io.ftqueue.examples;

import org.jspecify.annotations.NullMarked;
