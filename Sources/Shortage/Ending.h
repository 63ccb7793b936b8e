#ifndef SHORTAGE_ENDING_H
#define SHORTAGE_ENDING_H

/// Prints a sentence on standard error and ends the process, if the process asked for that. May be called from a signal
/// handler.
void shortage_end(const char *sentence);

#endif
