#include "framework/spill/spill_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace starload {
namespace {

// A write past RLIMIT_FSIZE also raises SIGXFSZ, which ends a process that did not ask for it.
// While one lives the signal is held back, and what the write raised is taken away.
class FileSizeSignalGuard final {
 public:
  FileSizeSignalGuard() {
    ::sigemptyset(&signal_);
    ::sigaddset(&signal_, SIGXFSZ);
    sigset_t pending;
    ::sigemptyset(&pending);
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGXFSZ) == 1;
    if (!was_pending_) ::pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  ~FileSizeSignalGuard() {
    if (was_pending_) return;
    const int error = errno;
    constexpr timespec kNow{0, 0};
    while (::sigtimedwait(&signal_, nullptr, &kNow) < 0 && errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = error;
  }
  FileSizeSignalGuard(const FileSizeSignalGuard&) = delete;
  FileSizeSignalGuard& operator=(const FileSizeSignalGuard&) = delete;

 private:
  sigset_t signal_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

std::string errno_text() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe)

class UnnamedFile final : public SpillFile {
 public:
  UnnamedFile(int descriptor, std::string directory)
      : descriptor_(descriptor), directory_(std::move(directory)) {}
  ~UnnamedFile() override { ::close(descriptor_); }

  Status write(std::uint64_t offset, std::span<const char> bytes) override {
    const FileSizeSignalGuard guard;
    while (!bytes.empty()) {
      const ssize_t done =
          ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return write_failed();
      bytes = bytes.subspan(static_cast<std::size_t>(done));
      offset += static_cast<std::uint64_t>(done);
    }
    return Status::ok();
  }

  Status read(std::uint64_t offset, std::span<char> bytes) override {
    while (!bytes.empty()) {
      const ssize_t done =
          ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (done < 0 && errno == EINTR) continue;
      if (done < 0)
        return Status::fatal("cannot read the spill file in " + directory_ + ": " + errno_text());
      if (done == 0) return Status::fatal("the spill file in " + directory_ + " ends early");
      bytes = bytes.subspan(static_cast<std::size_t>(done));
      offset += static_cast<std::uint64_t>(done);
    }
    return Status::ok();
  }

  Status clear() override {
    if (::ftruncate(descriptor_, 0) == 0) return Status::ok();
    return Status::fatal("cannot empty the spill file in " + directory_ + ": " + errno_text());
  }

 private:
  Status write_failed() const {
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    return Status::unavailable(
        "cannot write to the spill file in " + directory_ + ": " + errno_text() +
        (full ? "; make room there, point sink.spill-directory to a larger disk, or complete "
                "checkpoints more often"
              : ""));
  }

  const int descriptor_;
  const std::string directory_;
};

int open_named_and_unlink(const std::filesystem::path& directory) {
  std::string name = (directory / "starload-spill-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);  // 0600
  if (descriptor >= 0) ::unlink(name.c_str());
  return descriptor;
}

}  // namespace

Result<std::unique_ptr<SpillFile>> open_spill_file(const std::filesystem::path& directory) {
  int descriptor = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  // File systems and kernels without O_TMPFILE answer with one of these.
  if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
    descriptor = open_named_and_unlink(directory);
  if (descriptor < 0) {
    return Status::unavailable("cannot open a spill file in " + directory.string() + ": " +
                               errno_text() +
                               "; set sink.spill-directory to a directory that can be written");
  }
  return std::unique_ptr<SpillFile>(std::make_unique<UnnamedFile>(descriptor, directory.string()));
}

}  // namespace starload
