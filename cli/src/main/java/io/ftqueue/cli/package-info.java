/** The commands of the ftqueue launcher. */
@NullMarked
package io.ftqueue.cli;

import org.jspecify.annotations.NullMarked;
