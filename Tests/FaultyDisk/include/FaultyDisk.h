#ifndef FAULTY_DISK_H
#define FAULTY_DISK_H

/// A disk and a memory that fail on request, preloaded (`LD_PRELOAD`) into an unchanged program.
///
/// It stands between the program with its SQLite and the system. It affects the files of ledgers (names that contain
/// `.ledger`), SQLite's temporary files and the folders of both. All other files are left alone.
///
/// Set by the environment:
/// - `FAULTY_DISK=CLASS:N:FAULT[:on]`: the N-th call of a class, counted from 1, fails; with `on`, each later one too.
///   CLASS is `open`, `read`, `write`, `sync`, `truncate`, `delete` (unlink), `name` (link, rename), `lock`, `map`,
///   `stat`, `alloc` (SQLite's allocator), or `any` (all but `alloc`). FAULT is the name of an error number such as
///   `EIO`, `short` (half a write), `kill` (SIGKILL before the call) or `killhalf` (after half a write).
/// - `FAULTY_DISK_NOTE=FILE`: receives a line for every fault, and at the end a line `calls N` for the class.
/// - `FAULTY_DISK_LOG=FILE`: receives every call that changes the disk, to simulate a loss of power.
/// - `FAULTY_DISK_PAGES=N`: SQLite's `max_page_count` of every connection.
int faulty_disk_version(void);

#endif
