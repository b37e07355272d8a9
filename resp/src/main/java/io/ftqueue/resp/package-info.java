/** The RESP gateway: lets any client of Redis use the queues. */
@NullMarked
package io.ftqueue.resp;

import org.jspecify.annotations.NullMarked;
