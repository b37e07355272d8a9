/** What must be true of every run: extended virtual synchrony, equal replicas, held answers, an honest queue. */
@NullMarked
package io.ftqueue.simulator.checker;

import org.jspecify.annotations.NullMarked;
