#ifndef ONE_HEAP_H
#define ONE_HEAP_H

/// Has all threads of the process share one heap. To be called before there is a second thread.
void one_heap_for_all_threads(void);

#endif
