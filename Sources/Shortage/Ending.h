#ifndef SHORTAGE_ENDING_H
#define SHORTAGE_ENDING_H

/// Says a sentence on standard error and ends the process, where it has said that it wants that. May be called from a
/// signal's handler.
void shortage_end(const char *sentence);

#endif
