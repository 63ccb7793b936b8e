#ifndef SQLITE_SETTINGS_H
#define SQLITE_SETTINGS_H

struct sqlite3;

/// Sets what `sqlite3_db_config` alone can set: it is variadic, and Swift cannot call it.
///
/// - Defensive mode: SQL cannot corrupt the file by writing to its schema or shadow tables.
/// - No checkpoint on close: closing a connection would otherwise checkpoint without the ledger's write lock.
/// - Triggers and views of the file may use only built-in functions.
///
/// Returns SQLITE_OK or the first error.
int sqlite_settings_apply(struct sqlite3 *connection);

/// Keeps the pages that a statement may have to restore in memory, where SQLite would write them into a temporary
/// file. The statements of a ledger change few pages each.
///
/// For the whole process, and only before its first connection; later it does nothing.
void sqlite_settings_statement_journals_in_memory(void);

#endif
