#include "Interrupts.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// MARK: Unfinished files

/// A process rarely makes more than one file at a time; a server may back up several ledgers at once.
enum { FILES = 64 };
/// Longer than any name that the system accepts.
enum { NAME_BYTES = 4200 };

/// The code that makes the file owns its name from `note` to `forget`. The handler reads published names.
static _Atomic(char *) names[FILES];

int unfinished_file_note(const char *path) {
    if (strlen(path) >= NAME_BYTES - 16) return -1;
    char *copy = strdup(path);
    if (!copy) return -1;
    for (int number = 0; number < FILES; number++) {
        char *expected = NULL;
        if (atomic_compare_exchange_strong(&names[number], &expected, copy)) return number;
    }
    free(copy);
    return -1;
}

void unfinished_file_forget(int number) {
    if (number < 0 || number >= FILES) return;
    // Not freed, because a handler or another thread may be reading it. A name takes a few bytes.
    atomic_store(&names[number], NULL);
}

int unfinished_file_is_noted(const char *path) {
    for (int number = 0; number < FILES; number++) {
        char *name = atomic_load(&names[number]);
        if (name && strcmp(name, path) == 0) return 1;
    }
    return 0;
}

void unfinished_files_remove(void) {
    static const char *const suffixes[] = {"", "-journal", "-wal", "-shm", "-lock"};
    for (int number = 0; number < FILES; number++) {
        char *name = atomic_load(&names[number]);
        if (!name) continue;
        for (unsigned i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
            char path[NAME_BYTES];
            size_t length = strlen(name);
            memcpy(path, name, length);
            strcpy(path + length, suffixes[i]);
            unlink(path);
        }
    }
}

// MARK: Signals

static atomic_int count, last, only_counts_first, drawn_columns;

int interrupts_count(void) { return atomic_load(&count); }
int interrupts_status(void) { return atomic_load(&last) ? 128 + atomic_load(&last) : 0; }
void interrupts_only_count_first(int only_counts) { atomic_store(&only_counts_first, only_counts); }
int interrupts_exchange_drawn_columns(int columns) { return atomic_exchange(&drawn_columns, columns); }

static void say(const char *text, size_t length) {
    // If standard error itself is gone, there is nobody to report to.
    ssize_t ignored = write(2, text, length);
    (void)ignored;
}

void interrupts_wipe_drawn_line(void) {
    int columns = atomic_exchange(&drawn_columns, 0);
    if (columns > 0) {
        say("\r", 1);
        // The terminal shows Ctrl-C as two characters at the end of the line.
        for (int i = 0; i < columns + 2; i++) say(" ", 1);
        say("\r", 1);
    }
}

static void on_signal(int number) {
    int error = errno;
    atomic_store(&last, number);
    int before = atomic_fetch_add(&count, 1);
    if (before == 0 && atomic_load(&only_counts_first)) {
        errno = error;
        return;
    }
    unfinished_files_remove();
    interrupts_wipe_drawn_line();
    static const char sentence[] = "tarima: interrupted; nothing was left half done\n";
    say(sentence, sizeof sentence - 1);
    _exit(128 + number);
}

void interrupts_watch(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    // A system call continues after a signal that is only counted.
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaddset(&action.sa_mask, SIGHUP);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction before;
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler == SIG_IGN) return;
    sigaction(SIGHUP, &action, NULL);
}
