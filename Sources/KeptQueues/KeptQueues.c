#include "KeptQueues.h"

// Declared here because the headers of libdispatch need a compiler with blocks.
extern void *dispatch_get_current_queue(void);
extern void dispatch_retain(void *object);

void kept_queues_keep_current(void) {
    void *queue = dispatch_get_current_queue();
    if (queue) dispatch_retain(queue);
}
