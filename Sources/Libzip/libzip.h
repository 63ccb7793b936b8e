// Debian's libzip-dev: the archives that workbooks are.
#include <zip.h>
