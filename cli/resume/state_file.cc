#include "cli/resume/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace starload::cli {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

// Closes on every way out.
struct Handle {
  int value;
  explicit Handle(int handle) : value(handle) {}
  ~Handle() {
    if (value >= 0) ::close(value);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  bool close() {
    const int handle = value;
    value = -1;
    return ::close(handle) == 0;
  }
};

bool write_all(int handle, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(handle, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

// Reads until the end, or one byte more than `limit`.
bool read_all(int handle, std::size_t limit, std::string& text) {
  char buffer[1 << 16];
  while (text.size() <= limit) {
    const ssize_t got = ::read(handle, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) return true;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return true;
}

Status check_owner(const struct stat& info, const std::string& path) {
  const std::string file = "--state: '" + path + "' ";
  if (!S_ISREG(info.st_mode)) return Status::config(file + "is not a regular file");
  if (info.st_uid != ::geteuid())
    return Status::config(file + "belongs to another user; it is not used");
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Status::config(file +
                          "can be changed by other users, so what it says cannot be trusted; it is "
                          "made with mode 0600");
  }
  if (static_cast<std::uint64_t>(info.st_size) > StateFile::kMaxBytes)
    return Status::config(file + "is too large for a state file");
  return Status::ok();
}

}  // namespace

StateFile::StateFile(std::string path, int directory, std::string name)
    : path_(std::move(path)),
      directory_(directory),
      name_(std::move(name)),
      new_name_(name_ + ".new") {}

StateFile::~StateFile() {
  lock_.reset();  // needs the folder
  ::close(directory_);
}

Result<std::unique_ptr<StateFile>> StateFile::open(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == "..")
    return Status::config("--state: '" + path + "' is not the name of a file");
  std::string folder = ".";
  if (slash != std::string::npos) folder = slash == 0 ? "/" : path.substr(0, slash);
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) {
    return Status::config("--state: cannot open the folder '" + folder + "': " + reason(errno));
  }
  std::unique_ptr<StateFile> file(new StateFile(path, directory, name));
  Result<std::unique_ptr<StateLock>> lock = StateLock::take(directory, name + ".lock", path);
  if (!lock) return lock.status();
  file->lock_ = lock.take();
  return file;
}

Status StateFile::cannot(const std::string& what, int error) const {
  return Status::unavailable("--state: cannot " + what + " '" + path_ + "': " + reason(error));
}

Result<std::optional<std::string>> StateFile::read() {
  const Handle handle(
      ::openat(directory_, name_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (handle.value < 0 && errno == ENOENT) return std::optional<std::string>();
  if (handle.value < 0 && errno == ELOOP)
    return Status::config("--state: '" + path_ + "' is a symbolic link; give the file itself");
  if (handle.value < 0) return cannot("open", errno);
  struct stat info {};
  if (::fstat(handle.value, &info) != 0) return cannot("read", errno);
  STARLOAD_TRY(check_owner(info, path_));
  std::string text;
  if (!read_all(handle.value, kMaxBytes, text)) return cannot("read", errno);
  exists_ = true;
  return std::optional<std::string>(std::move(text));
}

Status StateFile::write(std::string_view text) {
  Status status = write_beside(text);
  if (status) status = move_over();
  if (!status) ::unlinkat(directory_, new_name_.c_str(), 0);
  return status;
}

Status StateFile::write_beside(std::string_view text) {
  ::unlinkat(directory_, new_name_.c_str(), 0);  // of a load that was killed; the lock is ours
  Handle handle(::openat(directory_, new_name_.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (handle.value < 0) return cannot("write", errno);
  if (!write_all(handle.value, text) || ::fsync(handle.value) != 0) return cannot("write", errno);
  if (!handle.close()) return cannot("write", errno);
  return Status::ok();
}

Status StateFile::move_over() {
  int moved = -1;
  if (!exists_) {
    moved = ::renameat2(directory_, new_name_.c_str(), directory_, name_.c_str(), RENAME_NOREPLACE);
    if (moved != 0 && errno == EEXIST) {
      return Status::config("--state: '" + path_ +
                            "' was made by somebody else meanwhile; it is left as it is");
    }
  }
  // Not every file system can rename without replacing.
  if (moved != 0) moved = ::renameat(directory_, new_name_.c_str(), directory_, name_.c_str());
  if (moved != 0) return cannot("replace", errno);
  exists_ = true;
  if (::fsync(directory_) != 0) return cannot("sync the folder of", errno);
  return Status::ok();
}

}  // namespace starload::cli
