/* Preloaded into a loader under test (LD_PRELOAD): a clock that jumps, a name service that changes
 * its mind, a disk that does not take what is written. Each part acts only when its environment
 * variable is set.
 *
 *   CRASH_CLOCK_FILE   a file with seconds that are added to the time of day; read every time
 *   CRASH_HOSTS_FILE   "name address" lines that answer getaddrinfo; read every time
 *   CRASH_FSYNC_FAILS  the n-th fsync of the process fails, and all after it
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static long offset_seconds(void) {
  const char* path = getenv("CRASH_CLOCK_FILE");
  if (path == NULL) return 0;
  FILE* file = fopen(path, "re");
  if (file == NULL) return 0;
  long seconds = 0;
  if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
  fclose(file);
  return seconds;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  static int (*real)(clockid_t, struct timespec*) = NULL;
  if (real == NULL) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  const int code = real(clock, now);
  if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += offset_seconds();
  }
  return code;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  (void)zone;
  struct timespec precise;
  const int code = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return code;
}

time_t time(time_t* out) {
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  if (out != NULL) *out = precise.tv_sec;
  return precise.tv_sec;
}

/* 1 when the file of hosts knows the name. */
static int look_up(const char* name, char* address, size_t size) {
  const char* path = getenv("CRASH_HOSTS_FILE");
  FILE* file = path == NULL || name == NULL ? NULL : fopen(path, "re");
  if (file == NULL) return 0;
  char known[256];
  char known_address[64];
  int found = 0;
  while (!found && fscanf(file, "%255s %63s", known, known_address) == 2) {
    if (strcmp(known, name) != 0) continue;
    snprintf(address, size, "%s", known_address);
    found = 1;
  }
  fclose(file);
  return found;
}

int getaddrinfo(const char* restrict name, const char* restrict service,
                const struct addrinfo* restrict hints, struct addrinfo** restrict result) {
  typedef int (*function)(const char*, const char*, const struct addrinfo*, struct addrinfo**);
  static function real = NULL;
  if (real == NULL) real = (function)dlsym(RTLD_NEXT, "getaddrinfo");
  char address[64];
  if (!look_up(name, address, sizeof address)) return real(name, service, hints, result);
  if (strcmp(address, "none") == 0) return EAI_AGAIN;
  return real(address, service, hints, result);
}

int fsync(int descriptor) {
  static int (*real)(int) = NULL;
  static atomic_long calls = 0;
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  const char* first = getenv("CRASH_FSYNC_FAILS");
  if (first != NULL && atomic_fetch_add(&calls, 1) + 1 >= atol(first)) {
    errno = EIO;
    return -1;
  }
  return real(descriptor);
}
