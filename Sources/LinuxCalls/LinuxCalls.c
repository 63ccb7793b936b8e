#define _GNU_SOURCE
#include "LinuxCalls.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#ifndef STATX_ATTR_MOUNT_ROOT
// Since Linux 5.8.
#define STATX_ATTR_MOUNT_ROOT 0x00002000
#endif

int rename_to_free_name(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int is_mount_point(const char *path) {
    struct statx status;
    if (statx(AT_FDCWD, path, 0, 0, &status) != 0) return 0;
    return (status.stx_attributes & status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
}
