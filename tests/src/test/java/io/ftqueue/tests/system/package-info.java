/** Tests of real servers in processes of their own, on loopback and in network namespaces. */
@NullMarked
package io.ftqueue.tests.system;

import org.jspecify.annotations.NullMarked;
