#include "Ending.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/resource.h>

// Without memory, Swift's runtime ends the process with a trap and does not say why. These allocation functions call the
// system's and print a sentence if they fail. The batch being recorded is lost, as after any other end of the process.

static void say_out_of_memory(void) {
    char sentence[400];
    char limits[120] = "";
    int length = 0;
    static const struct { int resource; const char *option; } known[] = {{RLIMIT_AS, "-v"}, {RLIMIT_DATA, "-d"}};
    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct rlimit limit;
        if (getrlimit(known[i].resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) continue;
        length += snprintf(limits + length, sizeof limits - (size_t)length, "%sulimit %s is %llu kB",
                           length ? ", " : " (", known[i].option, (unsigned long long)limit.rlim_cur / 1024);
    }
    snprintf(sentence, sizeof sentence,
             "tarima: out of memory%s%s; give it more and try again: what was not finished is not recorded\n", limits,
             length ? ")" : "");
    shortage_end(sentence);
}

#if !defined(__has_feature)
#define __has_feature(feature) 0
#endif

// Sanitizers have allocation functions of their own.
#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void *checked(void *memory, size_t bytes) {
    if (!memory && bytes > 0) say_out_of_memory();
    return memory;
}

void *malloc(size_t bytes) { return checked(__libc_malloc(bytes), bytes); }

void *calloc(size_t count, size_t bytes) { return checked(__libc_calloc(count, bytes), count && bytes); }

void *realloc(void *old, size_t bytes) { return checked(__libc_realloc(old, bytes), bytes); }

void *memalign(size_t alignment, size_t bytes) { return checked(__libc_memalign(alignment, bytes), bytes); }

void *aligned_alloc(size_t alignment, size_t bytes) { return checked(__libc_memalign(alignment, bytes), bytes); }

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *found = checked(__libc_memalign(alignment, bytes), bytes);
    if (!found) return ENOMEM;
    *memory = found;
    return 0;
}

#endif
