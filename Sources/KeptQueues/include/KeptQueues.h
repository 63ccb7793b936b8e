#ifndef KEPT_QUEUES_H
#define KEPT_QUEUES_H

/// Keeps the queue that this code runs on from ever being freed.
///
/// To free a queue that holds values of its own, as those of GRDB do, libdispatch starts a thread to free the values on.
/// Where the system has no thread, file number or memory for that, it waits for ever or ends the process. A queue that is
/// never freed takes a few kilobytes.
void kept_queues_keep_current(void);

#endif
