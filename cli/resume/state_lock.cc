#include "cli/resume/state_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace starload::cli {
namespace {

// The holder removes the file when it is done; who opened it just before has to begin again.
constexpr int kMaxTries = 100;

enum class Outcome : std::uint8_t { kTaken, kHeld, kAgain, kFailed };

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

Outcome try_lock(int handle, int& holder) {
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(handle, F_SETLK, &lock) == 0) return Outcome::kTaken;
  if (errno == EINTR) return Outcome::kAgain;
  if (errno != EACCES && errno != EAGAIN) return Outcome::kFailed;
  lock = whole_file(F_WRLCK);
  if (::fcntl(handle, F_GETLK, &lock) != 0) return Outcome::kFailed;
  if (lock.l_type == F_UNLCK) return Outcome::kAgain;
  holder = lock.l_pid;
  return Outcome::kHeld;
}

bool is_still_there(int directory, const std::string& name, int handle) {
  struct stat mine {};
  struct stat there {};
  return ::fstat(handle, &mine) == 0 &&
         ::fstatat(directory, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

Status cannot_lock(const std::string& shown, int error) {
  return Status::config("--state: cannot lock '" + shown +
                        "' (with a file beside it, .lock added to its name): " +
                        std::generic_category().message(error));
}

}  // namespace

StateLock::StateLock(int directory, std::string name, int handle)
    : directory_(directory), name_(std::move(name)), handle_(handle) {}

StateLock::~StateLock() {
  ::unlinkat(directory_, name_.c_str(), 0);  // while it is still ours
  ::close(handle_);
}

Result<std::unique_ptr<StateLock>> StateLock::take(int directory, const std::string& name,
                                                   const std::string& shown) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const int handle =
        ::openat(directory, name.c_str(),
                 O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
    if (handle < 0) return cannot_lock(shown, errno);
    int holder = 0;
    const Outcome outcome = try_lock(handle, holder);
    const int error = errno;
    if (outcome == Outcome::kTaken && is_still_there(directory, name, handle))
      return std::unique_ptr<StateLock>(new StateLock(directory, name, handle));
    ::close(handle);
    if (outcome == Outcome::kFailed) return cannot_lock(shown, error);
    if (outcome == Outcome::kHeld) {
      return Status::unavailable("--state: '" + shown + "' is in use: process " +
                                 std::to_string(holder) +
                                 " loads with it. Wait for its end, or stop it and start again");
    }
  }
  return cannot_lock(shown, EAGAIN);
}

}  // namespace starload::cli
