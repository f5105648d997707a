#include "cli/input/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace starload::cli {
namespace {

constexpr int kPollMs = 200;  // how soon a reader of a silent pipe notices the interrupt flag

std::string system_reason(int error) { return std::generic_category().message(error); }

}  // namespace

InputFile::InputFile(int handle, bool owned, std::string name, const std::atomic<bool>* interrupted)
    : handle_(handle), owned_(owned), name_(std::move(name)), interrupted_(interrupted) {}

InputFile::~InputFile() {
  if (owned_) ::close(handle_);
}

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path,
                                                   const std::atomic<bool>* interrupted) {
  const bool is_stdin = path == "-";
  // O_NONBLOCK: opening a named pipe without a writer must not hang; reads wait with poll().
  const int handle =
      is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle < 0) {
    return Status::config("cannot open '" + path + "': " + system_reason(errno));
  }
  std::unique_ptr<InputFile> file(
      new InputFile(handle, !is_stdin, is_stdin ? "standard input" : path, interrupted));
  struct stat info {};
  if (::fstat(handle, &info) != 0) {
    return Status::config("cannot read " + file->name_ + ": " + system_reason(errno));
  }
  if (S_ISDIR(info.st_mode)) {
    return Status::config("cannot read '" + path + "': it is a directory");
  }
  if (S_ISREG(info.st_mode)) {
    file->size_ = static_cast<std::uint64_t>(info.st_size);
    if (is_stdin) {
      // Redirected from a file that the shell may have read a part of: count from where it stands.
      const off_t at = ::lseek(handle, 0, SEEK_CUR);
      if (at > 0) file->offset_ = static_cast<std::uint64_t>(at);
    }
    ::posix_fadvise(handle, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  return file;
}

bool InputFile::is_interrupted() const {
  return stopped_.load(std::memory_order_relaxed) ||
         (interrupted_ != nullptr && interrupted_->load(std::memory_order_relaxed));
}

Status InputFile::wait_readable() {
  while (!is_interrupted()) {
    pollfd waiting{handle_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPollMs);
    if (ready > 0) return Status::ok();
    if (ready < 0 && errno != EINTR) {
      return Status::unavailable("cannot wait for " + name_ + ": " + system_reason(errno));
    }
  }
  return Status::cancelled("interrupted while reading " + name_);
}

Result<std::size_t> InputFile::read_system(char* buffer, std::size_t size) {
  while (true) {
    if (is_interrupted()) return Status::cancelled("interrupted while reading " + name_);
    if (!is_regular()) STARLOAD_TRY(wait_readable());
    const ssize_t count = ::read(handle_, buffer, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR && errno != EAGAIN) {
      return Status::unavailable("cannot read " + name_ + " at byte " + std::to_string(offset_) +
                                 ": " + system_reason(errno));
    }
  }
}

Result<std::size_t> InputFile::read(char* buffer, std::size_t size) {
  if (peeked_at_ < peeked_.size()) {
    const std::size_t count = std::min(size, peeked_.size() - peeked_at_);
    std::memcpy(buffer, peeked_.data() + peeked_at_, count);
    peeked_at_ += count;
    offset_ += count;
    if (peeked_at_ == peeked_.size()) {
      std::string().swap(peeked_);
      peeked_at_ = 0;
    }
    return count;
  }
  Result<std::size_t> count = read_system(buffer, size);
  if (count) offset_ += *count;
  return count;
}

Result<std::string_view> InputFile::peek(std::size_t max_bytes) {
  peeked_.erase(0, peeked_at_);
  peeked_at_ = 0;
  while (peeked_.size() < max_bytes) {
    const std::size_t held = peeked_.size();
    const std::size_t wanted = std::min<std::size_t>(max_bytes - held, 1u << 20);
    peeked_.resize(held + wanted);
    const Result<std::size_t> count = read_system(peeked_.data() + held, wanted);
    peeked_.resize(held + (count ? *count : 0));
    if (!count) return count.status();
    if (*count == 0) break;
  }
  return std::string_view(peeked_).substr(0, max_bytes);
}

Status InputFile::seek(std::uint64_t offset) {
  if (!is_regular()) {
    return Status::config("cannot continue " + name_ + " at byte " + std::to_string(offset) +
                          ": it is not a regular file");
  }
  if (offset > *size_) {
    return Status::config("cannot continue '" + name_ + "' at byte " + std::to_string(offset) +
                          ": it has only " + std::to_string(*size_) +
                          "; it is not the file that was read before");
  }
  if (::lseek(handle_, static_cast<off_t>(offset), SEEK_SET) < 0) {
    return Status::unavailable("cannot move to byte " + std::to_string(offset) + " of '" + name_ +
                               "': " + system_reason(errno));
  }
  peeked_.clear();
  peeked_at_ = 0;
  offset_ = offset;
  stopped_.store(false, std::memory_order_relaxed);
  return Status::ok();
}

Result<FileFacts> InputFile::facts() const {
  struct stat info {};
  if (::fstat(handle_, &info) != 0) {
    return Status::unavailable("cannot look at '" + name_ + "': " + system_reason(errno));
  }
  constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
  return FileFacts{static_cast<std::uint64_t>(info.st_size),
                   static_cast<std::int64_t>(info.st_mtim.tv_sec) * kNanosecondsPerSecond +
                       static_cast<std::int64_t>(info.st_mtim.tv_nsec)};
}

Result<std::string> InputFile::read_at(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got =
        ::pread(handle_, bytes.data() + have, size - have, static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return Status::unavailable("cannot read '" + name_ + "' at byte " +
                                 std::to_string(offset + have) + ": " + system_reason(errno));
    }
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace starload::cli
