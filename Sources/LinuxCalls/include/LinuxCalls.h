#ifndef LINUX_CALLS_H
#define LINUX_CALLS_H

/// Linux calls that Swift's view of the C library leaves out.

/// Renames a file. The new name must be free. Returns 0, or -1 with errno set.
int rename_to_free_name(const char *from, const char *to);

/// Whether a file system or a single file is mounted at a name. 0 if the system cannot say.
int is_mount_point(const char *path);

#endif
