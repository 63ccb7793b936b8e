#ifndef INTERRUPTS_H
#define INTERRUPTS_H

/// The work of a signal handler, in C because no Swift code may run in one: delete unfinished files, print a sentence and
/// end the process.

/// Notes the name of a file before it is made. Returns a number with which to forget it, or -1 if there is no room. The
/// next program that makes a file of this name then deletes the unfinished one.
int unfinished_file_note(const char *path);

/// Forgets a file that is finished or gone.
void unfinished_file_forget(int number);

/// Whether this process is making a file of this name.
int unfinished_file_is_noted(const char *path);

/// Deletes unfinished files and the files that SQLite put beside them. May be called from a signal handler.
void unfinished_files_remove(void);

/// From now on, SIGINT, SIGTERM and SIGHUP end the process with a sentence on standard error and the status 128 + the
/// signal. A SIGHUP that is already ignored, as under nohup, stays ignored.
void interrupts_watch(void);

/// Whether the first signal is only counted, because the work in progress checks the count and stops by itself. The
/// second signal ends the process.
void interrupts_only_count_first(int only_counts);

/// The number of signals so far.
int interrupts_count(void);

/// The exit status after the last signal; 0 if there was none.
int interrupts_status(void);

/// Sets how many columns of the terminal's last line show progress and must be wiped before anything is printed. Returns
/// the previous number.
int interrupts_exchange_drawn_columns(int columns);

/// Wipes those columns. May be called from a signal handler.
void interrupts_wipe_drawn_line(void);

#endif
