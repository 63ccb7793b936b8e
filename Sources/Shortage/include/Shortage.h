#ifndef SHORTAGE_H
#define SHORTAGE_H

/// Shortages that cannot be reported to a caller: memory that Swift's runtime asks for, and processor time. Both end the
/// process with a sentence and the status given here, instead of a trap or a signal.

/// From now on, a lack of memory or processor time ends the process with this status.
void shortage_ends_process(int status);

/// The number of bytes to which the first thread's stack may grow; SIZE_MAX if there is no limit.
unsigned long shortage_stack_bytes(void);

#endif
