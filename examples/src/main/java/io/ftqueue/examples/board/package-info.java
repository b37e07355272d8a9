/** Something other than a queue on the group layer: a board of notes that all members see. */
@NullMarked
package io.ftqueue.examples.board;

import org.jspecify.annotations.NullMarked;
