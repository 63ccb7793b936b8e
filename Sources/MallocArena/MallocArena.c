#include "MallocArena.h"

#include <malloc.h>

void malloc_arena_for_all_threads(void) {
    mallopt(M_ARENA_MAX, 1);
}
