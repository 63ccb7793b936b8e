#include "Libpq.h"

#include <dlfcn.h>
#include <pthread.h>

// The library's functions: type, name, parameters, arguments.
#define FUNCTIONS(F) \
    F(struct libpq_option *, conninfo_parse, PQconninfoParse, (const char *a, char **b), (a, b)) \
    F(void, conninfo_free, PQconninfoFree, (struct libpq_option * a), (a)) \
    F(void, freemem, PQfreemem, (void *a), (a)) \
    F(unsigned, status, PQstatus, (const PGconn *a), (a)) \
    F(char *, error_message, PQerrorMessage, (const PGconn *a), (a)) \
    F(void, finish, PQfinish, (PGconn * a), (a)) \
    F(int, socket, PQsocket, (const PGconn *a), (a)) \
    F(int, ssl_in_use, PQsslInUse, (PGconn * a), (a)) \
    F(int, send_query, PQsendQuery, (PGconn * a, const char *b), (a, b)) \
    F(int, consume_input, PQconsumeInput, (PGconn * a), (a)) \
    F(int, is_busy, PQisBusy, (PGconn * a), (a)) \
    F(PGresult *, get_result, PQgetResult, (PGconn * a), (a)) \
    F(unsigned, result_status, PQresultStatus, (const PGresult *a), (a)) \
    F(char *, result_error_field, PQresultErrorField, (const PGresult *a, int b), (a, b)) \
    F(char *, result_error_message, PQresultErrorMessage, (const PGresult *a), (a)) \
    F(void, clear, PQclear, (PGresult * a), (a)) \
    F(int, ntuples, PQntuples, (const PGresult *a), (a)) \
    F(int, nfields, PQnfields, (const PGresult *a), (a)) \
    F(char *, getvalue, PQgetvalue, (const PGresult *a, int b, int c), (a, b, c)) \
    F(int, getlength, PQgetlength, (const PGresult *a, int b, int c), (a, b, c)) \
    F(int, getisnull, PQgetisnull, (const PGresult *a, int b, int c), (a, b, c)) \
    F(int, put_copy_data, PQputCopyData, (PGconn * a, const char *b, int c), (a, b, c)) \
    F(int, put_copy_end, PQputCopyEnd, (PGconn * a, const char *b), (a, b))

typedef void (*notice_processor)(void *, const char *);
typedef PGconn *(*connect_function)(const char *const *, const char *const *, int);
typedef int (*send_params_function)(
    PGconn *, const char *, int, const unsigned *, const char *const *, const int *, const int *, int);
typedef notice_processor (*set_notices_function)(PGconn *, notice_processor, void *);
typedef PGcancel *(*get_cancel_function)(PGconn *);
typedef int (*cancel_function)(PGcancel *, char *, int);
typedef void (*free_cancel_function)(PGcancel *);

#define F(type, name, theirs, parameters, arguments) static type(*name##_) parameters;
FUNCTIONS(F)
#undef F
static connect_function connect_;
static send_params_function send_params_;
static set_notices_function set_notices_;
static get_cancel_function get_cancel_;
static cancel_function cancel_;
static free_cancel_function free_cancel_;

static int is_loaded = -1;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    // Its fifth interface has been the same since 2006. It is never closed again.
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    int missing = 0;
#define LOAD(pointer, name) \
    *(void **)&pointer = dlsym(library, name); \
    if (!pointer) missing = 1;
#define F(type, name, theirs, parameters, arguments) LOAD(name##_, #theirs)
    FUNCTIONS(F)
#undef F
    LOAD(connect_, "PQconnectdbParams")
    LOAD(send_params_, "PQsendQueryParams")
    LOAD(set_notices_, "PQsetNoticeProcessor")
    LOAD(get_cancel_, "PQgetCancel")
    LOAD(cancel_, "PQcancel")
    LOAD(free_cancel_, "PQfreeCancel")
    if (!missing) is_loaded = 0;
}

int libpq_load(void) {
    pthread_once(&once, load);
    return is_loaded;
}

#define F(type, name, theirs, parameters, arguments) \
    type libpq_##name parameters { return name##_ arguments; }
FUNCTIONS(F)
#undef F

PGconn *libpq_connect(const char *const *keywords, const char *const *values) { return connect_(keywords, values, 0); }

int libpq_send_query_params(
    PGconn *connection, const char *text, int count, const char *const *values, const int *lengths, const int *formats,
    int result_format) {
    return send_params_(connection, text, count, NULL, values, lengths, formats, result_format);
}

void libpq_cancel(PGconn *connection) {
    char message[256];
    PGcancel *cancel = get_cancel_(connection);
    if (!cancel) return;
    cancel_(cancel, message, sizeof message);
    free_cancel_(cancel);
}

static void ignore(void *context, const char *message) {
    (void)context;
    (void)message;
}

void libpq_ignore_notices(PGconn *connection) { set_notices_(connection, ignore, NULL); }

// Where the library's own header is installed, the compiler compares every declaration with it.
#if defined(__has_include)
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>

#define SAME(pointer, theirs) \
    _Static_assert(_Generic(&theirs, __typeof__(pointer): 1, default: 0), #theirs " is declared in another way");
#define F(type, name, theirs, parameters, arguments) SAME(name##_, theirs)
#define PQconninfoParse (*(struct libpq_option * (*)(const char *, char **)) PQconninfoParse)
#define PQconninfoFree (*(void (*)(struct libpq_option *))PQconninfoFree)
FUNCTIONS(F)
#undef F
SAME(connect_, PQconnectdbParams)
SAME(send_params_, PQsendQueryParams)
SAME(set_notices_, PQsetNoticeProcessor)
SAME(get_cancel_, PQgetCancel)
SAME(cancel_, PQcancel)
SAME(free_cancel_, PQfreeCancel)
_Static_assert(sizeof(struct libpq_option) == sizeof(PQconninfoOption), "an option has other members");
_Static_assert(offsetof(struct libpq_option, val) == offsetof(PQconninfoOption, val), "an option has other members");
_Static_assert(libpq_connection_ok == CONNECTION_OK, "another value");
_Static_assert(libpq_empty_query == PGRES_EMPTY_QUERY, "another value");
_Static_assert(libpq_command_ok == PGRES_COMMAND_OK, "another value");
_Static_assert(libpq_tuples_ok == PGRES_TUPLES_OK, "another value");
_Static_assert(libpq_copy_in == PGRES_COPY_IN, "another value");
_Static_assert(libpq_copy_out == PGRES_COPY_OUT, "another value");
#endif
#endif
