// Stands in for libpcre in the Flink connector's jar. libPocoFoundation wants it for regular
// expressions, which Starload does not use: every one is refused, as a wrong one would be.
#include <pcre.h>
#include <stdlib.h>

static const char kAbsent[] = "this copy of Poco has no regular expressions";

void (*pcre_free)(void*) = free;

pcre* pcre_compile(const char* pattern, int options, const char** error, int* offset,
                   const unsigned char* tables) {
  (void)pattern;
  (void)options;
  (void)tables;
  *error = kAbsent;
  *offset = 0;
  return NULL;
}

pcre_extra* pcre_study(const pcre* code, int options, const char** error) {
  (void)code;
  (void)options;
  *error = kAbsent;
  return NULL;
}

int pcre_exec(const pcre* code, const pcre_extra* extra, const char* subject, int length, int start,
              int options, int* offsets, int offset_count) {
  (void)code;
  (void)extra;
  (void)subject;
  (void)length;
  (void)start;
  (void)options;
  (void)offsets;
  (void)offset_count;
  return PCRE_ERROR_NULL;
}
