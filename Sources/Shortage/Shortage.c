#include "Shortage.h"

#include "Ending.h"
#include "Interrupts.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_int status;

void shortage_end(const char *sentence) {
    int own = atomic_load(&status);
    if (own == 0) return;
    unfinished_files_remove();
    interrupts_wipe_drawn_line();
    // Of several threads that run out at once, the first one says so and ends the process. The others wait, but not
    // forever: a signal may have interrupted the first one.
    static atomic_flag isSaid = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&isSaid)) {
        struct timespec second = {.tv_sec = 1};
        nanosleep(&second, NULL);
        _exit(own);
    }
    // If standard error itself is gone, there is nobody to report to.
    ssize_t ignored = write(2, sentence, strlen(sentence));
    (void)ignored;
    _exit(own);
}

// MARK: Processor time

static void on_processor_time(int number) {
    (void)number;
    shortage_end("tarima: the limit on processor time is reached (ulimit -t); raise it and try again: what was not "
                 "finished is not recorded\n");
}

/// If the soft limit equals the hard one, the process is killed without a warning signal. A timer of the process warns
/// before that.
static void watch_processor_time(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_processor_time;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGXCPU, &action, NULL);
    sigaction(SIGPROF, &action, NULL);
    struct timespec used;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0) return;
    // The system treats a limit of 0 seconds as 1 second.
    const long long seconds = limit.rlim_cur == 0 ? 1 : limit.rlim_cur < 1000000000 ? (long long)limit.rlim_cur : 1000000000;
    const long long early = 100000;
    long long left = seconds * 1000000 - used.tv_sec * 1000000LL - used.tv_nsec / 1000 - early;
    if (left < 1) left = 1;
    struct itimerval timer;
    memset(&timer, 0, sizeof timer);
    timer.it_value.tv_sec = left / 1000000;
    timer.it_value.tv_usec = left % 1000000;
    setitimer(ITIMER_PROF, &timer, NULL);
}

// MARK: The first thread's stack

unsigned long shortage_stack_bytes(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return (unsigned long)-1;
    return limit.rlim_cur;
}

/// The first thread's stack grows as it is used. If addresses are limited, its space is taken before anything else can
/// take it, because a stack that cannot grow ends the process.
static __attribute__((noinline)) void take_stack(void) {
    volatile char pages[512 * 1024];
    for (unsigned long place = 0; place < sizeof pages; place += 4096) pages[sizeof pages - 1 - place] = 0;
}

void shortage_ends_process(int own) {
    atomic_store(&status, own);
    watch_processor_time();
    struct rlimit addresses;
    if (getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur != RLIM_INFINITY
        && shortage_stack_bytes() > 1024 * 1024)
        take_stack();
}
