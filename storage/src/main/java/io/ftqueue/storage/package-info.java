/**
 * What a server keeps on disk: a log, snapshots, and who it is. A library without threads; a data directory belongs to
 * the one thread that opened it. The formats are described in docs/storage.md.
 */
@NullMarked
package io.ftqueue.storage;

import org.jspecify.annotations.NullMarked;
