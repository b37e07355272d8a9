/** The client library: finds a server, retries, fails over and reports when an outcome is unknown. */
@NullMarked
package io.ftqueue.client;

import org.jspecify.annotations.NullMarked;
