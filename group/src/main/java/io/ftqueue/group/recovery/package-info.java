/** When to ask again, when to say it again, and what everyone is known to hold. */
@NullMarked
package io.ftqueue.group.recovery;

import org.jspecify.annotations.NullMarked;
