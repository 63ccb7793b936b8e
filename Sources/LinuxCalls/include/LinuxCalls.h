#ifndef LINUX_CALLS_H
#define LINUX_CALLS_H

/// Calls of Linux that Swift's view of the C library leaves out.

/// Gives a file another name, which must be free. Returns 0, or -1 with errno set.
int rename_to_free_name(const char *from, const char *to);

/// Whether something is mounted on a name, be it a single file. 0 where the system cannot say.
int is_mount_point(const char *path);

#endif
