/** The join of the states of components that go on together. */
@NullMarked
package io.ftqueue.queue.merge;

import org.jspecify.annotations.NullMarked;
