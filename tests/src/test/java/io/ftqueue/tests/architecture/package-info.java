/** Checks that the tree is what it claims to be: the arrows between modules, the source text and the documentation. */
@NullMarked
package io.ftqueue.tests.architecture;

import org.jspecify.annotations.NullMarked;
