#ifndef FAULTY_DISK_H
#define FAULTY_DISK_H

/// A disk and a memory that fail when they are told to, preloaded (`LD_PRELOAD`) into a program that knows nothing of it.
///
/// It stands between the program with its SQLite and the system, and concerns itself with the files of ledgers (a name
/// with `.ledger` in it), SQLite's temporary files and the folders they lie in; all else passes.
///
/// Told by the environment:
/// - `FAULTY_DISK=CLASS:N:FAULT[:on]`: the N-th call of a class, counted from 1, fails; with `on` each one after it too.
///   CLASS is `open`, `read`, `write`, `sync`, `truncate`, `delete` (unlink), `name` (link, rename), `lock`, `map`,
///   `stat`, `alloc` (SQLite's allocator), or `any` (all but `alloc`). FAULT is the name of an error number such as
///   `EIO`, `short` (half a write), `kill` (SIGKILL before the call) or `killhalf` (after half a write).
/// - `FAULTY_DISK_NOTE=FILE`: gets a line for every fault, and a line `calls N` for the class at the end.
/// - `FAULTY_DISK_LOG=FILE`: gets every call that changes what lies on the disk, for the one who plays a loss of power.
/// - `FAULTY_DISK_PAGES=N`: SQLite's `max_page_count` of every connection.
int faulty_disk_version(void);

#endif
