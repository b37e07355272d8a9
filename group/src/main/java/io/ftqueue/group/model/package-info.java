/** The values every other package speaks in: members, configurations and causal contexts. */
@NullMarked
package io.ftqueue.group.model;

import org.jspecify.annotations.NullMarked;
