/** The HTTP interface: API, server-sent events, console, metrics and health. */
@NullMarked
package io.ftqueue.http;

import org.jspecify.annotations.NullMarked;
