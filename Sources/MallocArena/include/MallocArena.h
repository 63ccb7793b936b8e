#ifndef MALLOC_ARENA_H
#define MALLOC_ARENA_H

/// Has all threads of the process share one heap. To be called before there is a second thread.
void malloc_arena_for_all_threads(void);

#endif
