/** Who issues which slot, what is held, and what comes next in the total order. */
@NullMarked
package io.ftqueue.group.ordering;

import org.jspecify.annotations.NullMarked;
