/** Drives a member of a group over UDP, whatever the group replicates; to be used as it is, or as a pattern. */
@NullMarked
package io.ftqueue.examples.udp;

import org.jspecify.annotations.NullMarked;
