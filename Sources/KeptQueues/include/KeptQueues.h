#ifndef KEPT_QUEUES_H
#define KEPT_QUEUES_H

/// Prevents the queue that this code runs on from being freed.
///
/// To free a queue that holds values of its own, such as those of GRDB, libdispatch starts a thread. If the system has no
/// thread, file descriptor or memory left, libdispatch waits forever or ends the process. A queue that is never freed
/// takes a few kilobytes.
void kept_queues_keep_current(void);

#endif
