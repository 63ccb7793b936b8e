#ifndef MALLOC_ARENA_H
#define MALLOC_ARENA_H

/// Makes all threads of the process share one heap. Call it before a second thread starts.
void malloc_arena_for_all_threads(void);

#endif
