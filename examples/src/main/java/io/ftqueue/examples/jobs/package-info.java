/** An application that brings its own queue: every instance is a server of the group. */
@NullMarked
package io.ftqueue.examples.jobs;

import org.jspecify.annotations.NullMarked;
