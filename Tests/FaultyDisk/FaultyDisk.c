// Replaces the functions of the C library with which SQLite and the ledger reach the disk, and calls the real ones.
#define _GNU_SOURCE
#include "FaultyDisk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int faulty_disk_version(void) { return 1; }

// MARK: Faults

enum class { OPEN, READ, WRITE, SYNC, TRUNCATE, DELETE, NAME, LOCK, MAP, STAT, ALLOC, ANY, CLASSES };
static const char *const class_names[CLASSES] = {
    "open", "read", "write", "sync", "truncate", "delete", "name", "lock", "map", "stat", "alloc", "any"};

enum fault { NONE = 0, KILL = -1, KILL_HALF = -2, SHORT = -3, INTERRUPT = -4, TERMINATE = -5, HANG_UP = -6 };
static const struct { const char *name; int code; } faults[] = {
    {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EMFILE", EMFILE}, {"ENFILE", ENFILE}, {"EACCES", EACCES},
    {"EPERM", EPERM}, {"EROFS", EROFS}, {"ENOLCK", ENOLCK}, {"ENOMEM", ENOMEM}, {"EFBIG", EFBIG}, {"EINTR", EINTR},
    {"EOPNOTSUPP", EOPNOTSUPP}, {"kill", KILL}, {"killhalf", KILL_HALF}, {"short", SHORT},
    {"interrupt", INTERRUPT}, {"terminate", TERMINATE}, {"hangup", HANG_UP},
};

static struct {
    enum class class;
    long number;
    int fault;
    int goes_on;
    int note;
    int log;
} plan = {CLASSES, 0, NONE, 0, -1, -1};
static long calls;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

// MARK: Files of ledgers

enum { FILES = 4096, NAME_MAX_BYTES = 200 };
enum kind { OTHER = 0, LASTING, PASSING, FOLDER };
static struct { enum kind kind; uint64_t inode; char name[NAME_MAX_BYTES]; } files[FILES];

static const char *base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/// SQLite's shared index and the lock need not survive a loss of power.
static enum kind kind_of(const char *path) {
    const char *name = base(path);
    size_t length = strlen(name);
    if (strncmp(name, "etilqs_", 7) == 0) return PASSING;
    if (!strstr(name, ".ledger")) return OTHER;
    if (length > 4 && strcmp(name + length - 4, "-shm") == 0) return PASSING;
    if (length > 5 && strcmp(name + length - 5, "-lock") == 0) return PASSING;
    return LASTING;
}

static enum kind kind_at(int file) { return file >= 0 && file < FILES ? files[file].kind : OTHER; }

// MARK: Notes and the log

static void tell(int file, const void *bytes, size_t count) {
    if (file >= 0) syscall(SYS_write, file, bytes, count);
}

/// One call in the log: the call, the file, the offset, the number of bytes, the bytes.
static void record(char what, uint64_t inode, int64_t offset, const void *bytes, size_t count) {
    if (plan.log < 0) return;
    unsigned char head[21];
    uint32_t length = (uint32_t)count;
    head[0] = (unsigned char)what;
    memcpy(head + 1, &inode, 8);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &length, 4);
    pthread_mutex_lock(&turn);
    tell(plan.log, head, sizeof head);
    if (count) tell(plan.log, bytes, count);
    pthread_mutex_unlock(&turn);
}

/// Whether this call must fail, and how. Kills happen here.
static int fault_of(enum class class, const char *name, long long offset, long long count) {
    if (plan.class != class && !(plan.class == ANY && class != ALLOC)) return NONE;
    long number = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    if (plan.goes_on ? number < plan.number : number != plan.number) return NONE;
    int fault = plan.fault;
    // Only a write has a half.
    if (class != WRITE && fault == KILL_HALF) fault = KILL;
    if (class != WRITE && fault == SHORT) return NONE;
    if (number == plan.number) {
        char line[400];
        int length = snprintf(
            line, sizeof line, "%s %ld %s %lld %lld\n", class_names[class], number, name, offset, count);
        tell(plan.note, line, (size_t)length);
    }
    if (fault == KILL) kill(getpid(), SIGKILL);
    // The first thread answers, because others may have blocked signals. Another thread that made the call waits.
    int asked = fault == INTERRUPT ? SIGINT : fault == TERMINATE ? SIGTERM : fault == HANG_UP ? SIGHUP : 0;
    if (asked) {
        kill(getpid(), asked);
        if (syscall(SYS_gettid) != getpid()) sleep(10);
        return NONE;
    }
    return fault;
}

#define REAL(result, name, ...) \
    static result (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

// MARK: The functions

static int opened(int file, const char *path, int existed) {
    if (file < 0 || file >= FILES) return file;
    struct stat status;
    if (fstat(file, &status) != 0) return file;
    enum kind kind = S_ISDIR(status.st_mode) ? FOLDER : kind_of(path);
    files[file].kind = kind;
    files[file].inode = status.st_ino;
    snprintf(files[file].name, NAME_MAX_BYTES, "%s", base(path));
    if (kind == LASTING && !existed) record('C', status.st_ino, 0, base(path), strlen(base(path)));
    return file;
}

#define OPEN_AS(symbol) \
    int symbol(const char *path, int flags, ...) { \
        REAL(int, symbol, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        int existed = 1; \
        if (kind_of(path) != OTHER) { \
            int fault = fault_of(OPEN, base(path), 0, 0); \
            if (fault) { \
                errno = fault; \
                return -1; \
            } \
            struct stat status; \
            existed = lstat(path, &status) == 0; \
        } \
        return opened(real_##symbol(path, flags, mode), path, existed); \
    }
OPEN_AS(open)
OPEN_AS(open64)

int close(int file) {
    REAL(int, close, int);
    if (file >= 0 && file < FILES) files[file].kind = OTHER;
    return real_close(file);
}

#define READ_AS(symbol, type) \
    ssize_t symbol(int file, void *bytes, size_t count, type offset) { \
        REAL(ssize_t, symbol, int, void *, size_t, type); \
        if (kind_at(file) != OTHER) { \
            int fault = fault_of(READ, files[file].name, offset, (long long)count); \
            if (fault) { \
                errno = fault; \
                return -1; \
            } \
        } \
        return real_##symbol(file, bytes, count, offset); \
    }
READ_AS(pread, off_t)
READ_AS(pread64, off64_t)

static ssize_t written(int file, const void *bytes, ssize_t count, int64_t offset) {
    if (count > 0 && kind_at(file) == LASTING) record('W', files[file].inode, offset, bytes, (size_t)count);
    return count;
}

#define WRITE_AS(symbol, type) \
    ssize_t symbol(int file, const void *bytes, size_t count, type offset) { \
        REAL(ssize_t, symbol, int, const void *, size_t, type); \
        int fault = NONE; \
        if (kind_at(file) != OTHER) fault = fault_of(WRITE, files[file].name, offset, (long long)count); \
        if (fault > 0) { \
            errno = fault; \
            return -1; \
        } \
        if (fault) count = count / 2; \
        ssize_t result = written(file, bytes, real_##symbol(file, bytes, count, offset), offset); \
        if (fault == KILL_HALF) kill(getpid(), SIGKILL); \
        return result; \
    }
WRITE_AS(pwrite, off_t)
WRITE_AS(pwrite64, off64_t)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(ssize_t, write, int, const void *, size_t);
    int fault = NONE;
    if (kind_at(file) != OTHER) fault = fault_of(WRITE, files[file].name, -1, (long long)count);
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    if (fault) count = count / 2;
    ssize_t result = real_write(file, bytes, count);
    if (fault == KILL_HALF) kill(getpid(), SIGKILL);
    // The program's output: from here on, somebody relies on it.
    if ((file == 1 || file == 2) && result > 0) record('A', 0, file, bytes, (size_t)result);
    return result;
}

#define TRUNCATE_AS(symbol, type) \
    int symbol(int file, type size) { \
        REAL(int, symbol, int, type); \
        if (kind_at(file) != OTHER) { \
            int fault = fault_of(TRUNCATE, files[file].name, size, 0); \
            if (fault) { \
                errno = fault; \
                return -1; \
            } \
        } \
        int result = real_##symbol(file, size); \
        if (result == 0 && kind_at(file) == LASTING) record('T', files[file].inode, size, 0, 0); \
        return result; \
    }
TRUNCATE_AS(ftruncate, off_t)
TRUNCATE_AS(ftruncate64, off64_t)

#define SYNC_AS(symbol) \
    int symbol(int file) { \
        REAL(int, symbol, int); \
        enum kind kind = kind_at(file); \
        if (kind != OTHER) { \
            int fault = fault_of(SYNC, files[file].name, 0, 0); \
            if (fault) { \
                errno = fault; \
                return -1; \
            } \
        } \
        int result = real_##symbol(file); \
        if (result == 0 && kind == LASTING) record('S', files[file].inode, 0, 0, 0); \
        if (result == 0 && kind == FOLDER) record('D', files[file].inode, 0, 0, 0); \
        return result; \
    }
SYNC_AS(fsync)
SYNC_AS(fdatasync)

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    enum kind kind = kind_of(path);
    if (kind != OTHER) {
        int fault = fault_of(DELETE, base(path), 0, 0);
        if (fault) {
            errno = fault;
            return -1;
        }
    }
    int result = real_unlink(path);
    if (result == 0 && kind == LASTING) record('U', 0, 0, base(path), strlen(base(path)));
    return result;
}

/// Two names, with a zero byte between them.
static void record_names(char what, const char *from, const char *to) {
    char names[2 * NAME_MAX_BYTES];
    int length = snprintf(names, sizeof names, "%s%c%s", base(from), 0, base(to));
    record(what, 0, 0, names, (size_t)length);
}

#define NAME_AS(symbol, what) \
    int symbol(const char *from, const char *to) { \
        REAL(int, symbol, const char *, const char *); \
        if (kind_of(to) != OTHER) { \
            int fault = fault_of(NAME, base(to), 0, 0); \
            if (fault) { \
                errno = fault; \
                return -1; \
            } \
        } \
        int result = real_##symbol(from, to); \
        if (result == 0 && kind_of(to) == LASTING) record_names(what, from, to); \
        return result; \
    }
NAME_AS(link, 'L')
NAME_AS(rename, 'R')

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    REAL(int, renameat2, int, const char *, int, const char *, unsigned);
    if (kind_of(to) != OTHER) {
        int fault = fault_of(NAME, base(to), 0, 0);
        if (fault) {
            errno = fault;
            return -1;
        }
    }
    int result = real_renameat2(from_folder, from, to_folder, to, flags);
    if (result == 0 && kind_of(to) == LASTING) record_names('R', from, to);
    return result;
}

#define CONTROL_AS(symbol) \
    int symbol(int file, int command, ...) { \
        REAL(int, symbol, int, int, ...); \
        va_list rest; \
        va_start(rest, command); \
        void *argument = va_arg(rest, void *); \
        va_end(rest); \
        if (kind_at(file) != OTHER && (command == F_SETLK || command == F_SETLKW || command == F_GETLK)) { \
            int fault = fault_of(LOCK, files[file].name, command, 0); \
            if (fault) { \
                errno = fault; \
                return -1; \
            } \
        } \
        return real_##symbol(file, command, argument); \
    }
CONTROL_AS(fcntl)
CONTROL_AS(fcntl64)

int flock(int file, int operation) {
    REAL(int, flock, int, int);
    if (kind_at(file) != OTHER) {
        int fault = fault_of(LOCK, files[file].name, operation, 0);
        if (fault) {
            errno = fault;
            return -1;
        }
    }
    return real_flock(file, operation);
}

#define MAP_AS(symbol, type) \
    void *symbol(void *start, size_t count, int protection, int flags, int file, type offset) { \
        REAL(void *, symbol, void *, size_t, int, int, int, type); \
        if (kind_at(file) != OTHER) { \
            int fault = fault_of(MAP, files[file].name, offset, (long long)count); \
            if (fault) { \
                errno = fault; \
                return MAP_FAILED; \
            } \
        } \
        return real_##symbol(start, count, protection, flags, file, offset); \
    }
MAP_AS(mmap, off_t)
MAP_AS(mmap64, off64_t)

int fstat64(int file, struct stat64 *status) {
    REAL(int, fstat64, int, struct stat64 *);
    if (kind_at(file) != OTHER) {
        int fault = fault_of(STAT, files[file].name, 0, 0);
        if (fault) {
            errno = fault;
            return -1;
        }
    }
    return real_fstat64(file, status);
}

// MARK: SQLite's memory and pages

static sqlite3_mem_methods memory;

static void *allocate(int count) {
    return fault_of(ALLOC, "memory", 0, count) ? 0 : memory.xMalloc(count);
}
static void *reallocate(void *old, int count) {
    return fault_of(ALLOC, "memory", 0, count) ? 0 : memory.xRealloc(old, count);
}

static long pages;

static int limit_pages(sqlite3 *connection, char **message, const struct sqlite3_api_routines *routines) {
    (void)message, (void)routines;
    char sql[60];
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %ld", pages);
    return sqlite3_exec(connection, sql, 0, 0, 0);
}

// MARK: Beginning and end

static int open_for_notes(const char *name) {
    const char *path = getenv(name);
    if (!path) return -1;
    int low = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    // A high number, to leave the low ones to a program that runs out of file descriptors.
    int high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 900);
    if (high < 0) return low;
    syscall(SYS_close, low);
    return high;
}

__attribute__((constructor)) static void begin(void) {
    plan.note = open_for_notes("FAULTY_DISK_NOTE");
    plan.log = open_for_notes("FAULTY_DISK_LOG");
    const char *text = getenv("FAULTY_DISK");
    char class[20], fault[20], on[8];
    long number;
    int parts = text ? sscanf(text, "%19[^:]:%ld:%19[^:]:%7s", class, &number, fault, on) : 0;
    if (parts >= 3) {
        plan.number = number;
        plan.goes_on = parts == 4;
        for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++)
            if (strcmp(fault, faults[i].name) == 0) plan.fault = faults[i].code;
        for (int i = 0; i < CLASSES; i++)
            if (strcmp(class, class_names[i]) == 0) plan.class = (enum class)i;
    }
    if (plan.class == ALLOC && sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory) == SQLITE_OK) {
        sqlite3_mem_methods failing = memory;
        failing.xMalloc = allocate;
        failing.xRealloc = reallocate;
        sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    }
    const char *limit = getenv("FAULTY_DISK_PAGES");
    if (limit) {
        pages = atol(limit);
        sqlite3_auto_extension((void (*)(void))limit_pages);
    }
}

__attribute__((destructor)) static void end(void) {
    if (plan.class == CLASSES) return;
    char line[40];
    tell(plan.note, line, (size_t)snprintf(line, sizeof line, "calls %ld\n", calls));
}
