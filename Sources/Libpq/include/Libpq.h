// PostgreSQL's client library, looked for when it is first needed. So a program that was built without it runs without
// it, and only those who use a central store install it (Debian: libpq5).
//
// Every function is the one of the same name in the library; https://www.postgresql.org/docs/current/libpq.html
// describes them. They may be called once libpq_load has returned 0.
#ifndef TARIMA_LIBPQ_H
#define TARIMA_LIBPQ_H

#include <stddef.h>

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef struct pg_cancel PGcancel;

// An option of a connection: PQconninfoOption.
struct libpq_option {
    char *keyword;
    char *envvar;
    char *compiled;
    char *val;
    char *label;
    char *dispchar;
    int dispsize;
};

// Values of the library's enumerations, which never change.
enum { libpq_connection_ok = 0 };
enum {
    libpq_empty_query = 0,
    libpq_command_ok = 1,
    libpq_tuples_ok = 2,
    libpq_copy_out = 3,
    libpq_copy_in = 4
};

// Loads the library. Returns 0, or -1 if this machine does not have it.
int libpq_load(void);

struct libpq_option *libpq_conninfo_parse(const char *text, char **message);
void libpq_conninfo_free(struct libpq_option *options);
void libpq_freemem(void *memory);
PGconn *libpq_connect(const char *const *keywords, const char *const *values);
unsigned libpq_status(const PGconn *connection);
char *libpq_error_message(const PGconn *connection);
void libpq_finish(PGconn *connection);
int libpq_socket(const PGconn *connection);
int libpq_ssl_in_use(PGconn *connection);
int libpq_send_query(PGconn *connection, const char *text);
int libpq_send_query_params(
    PGconn *connection, const char *text, int count, const char *const *values, const int *lengths, const int *formats,
    int result_format);
int libpq_consume_input(PGconn *connection);
int libpq_is_busy(PGconn *connection);
PGresult *libpq_get_result(PGconn *connection);
unsigned libpq_result_status(const PGresult *result);
char *libpq_result_error_field(const PGresult *result, int field);
char *libpq_result_error_message(const PGresult *result);
void libpq_clear(PGresult *result);
int libpq_ntuples(const PGresult *result);
int libpq_nfields(const PGresult *result);
char *libpq_getvalue(const PGresult *result, int row, int column);
int libpq_getlength(const PGresult *result, int row, int column);
int libpq_getisnull(const PGresult *result, int row, int column);
int libpq_put_copy_data(PGconn *connection, const char *bytes, int count);
int libpq_put_copy_end(PGconn *connection, const char *refusal);
// Asks the server to give up the current statement.
void libpq_cancel(PGconn *connection);
// Drops the server's notices, which the library would print on standard error.
void libpq_ignore_notices(PGconn *connection);

#endif
