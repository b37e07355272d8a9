/** Who is reachable, and how members agree on a configuration. */
@NullMarked
package io.ftqueue.group.membership;

import org.jspecify.annotations.NullMarked;
