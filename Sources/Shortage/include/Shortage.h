#ifndef SHORTAGE_H
#define SHORTAGE_H

/// What a process runs out of where no caller can be told: memory that the language's own runtime asks for, and the time
/// of the processor. Both end the process with a sentence and the status given here, instead of a trap or a signal.

/// From now on, memory or processor time that the system does not give ends the process with this status.
void shortage_ends_process(int status);

/// How many bytes the first thread's stack may grow to, SIZE_MAX where there is no limit.
unsigned long shortage_stack_bytes(void);

#endif
