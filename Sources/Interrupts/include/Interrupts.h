#ifndef INTERRUPTS_H
#define INTERRUPTS_H

/// What a signal has to do by itself, since nothing of Swift may run in its handler: take away the files that are not
/// finished, say a sentence, and end the process.

/// Notes the name of a file that is being made, before it is made. Returns a number to forget it by, or -1 where there
/// is no room for more; such a file is taken away by the next program that makes a file of this name.
int unfinished_file_note(const char *path);

/// Forgets a file that is finished or gone.
void unfinished_file_forget(int number);

/// Whether this process is making the file.
int unfinished_file_is_noted(const char *path);

/// Takes away the files that are not finished, and what SQLite put beside them. May be called from a signal's handler.
void unfinished_files_remove(void);

/// Ends the process at SIGINT, SIGTERM and SIGHUP, with a sentence on standard error and the status 128 + the signal.
/// A SIGHUP that is ignored already, as under nohup, stays ignored.
void interrupts_watch(void);

/// Whether the first signal is only counted, because the work in progress looks at the count and ends by itself. The
/// second one ends the process.
void interrupts_only_count_first(int only_counts);

/// How many signals have come.
int interrupts_count(void);

/// The status that the process ends with after the last signal; 0 where none has come.
int interrupts_status(void);

/// Says how many columns of the terminal's last line are drawn over and to be wiped before anything is said. Returns
/// how many it was before.
int interrupts_exchange_drawn_columns(int columns);

/// Wipes the terminal's last line where it is drawn over. May be called from a signal's handler.
void interrupts_wipe_drawn_line(void);

#endif
