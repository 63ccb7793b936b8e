#include "OneHeap.h"

#include <malloc.h>

void one_heap_for_all_threads(void) {
    mallopt(M_ARENA_MAX, 1);
}
