/** Classes that break a rule each, so that every rule is seen to fail. */
@NullMarked
package io.ftqueue.tests.architecture.planted;

import org.jspecify.annotations.NullMarked;
