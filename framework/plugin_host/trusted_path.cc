#include "framework/plugin_host/trusted_path.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>

namespace starload {
namespace {

enum class Sticky { kDoesNotHelp, kHelps };

// A link has no mode of its own: who may replace it is decided by the directory that it lies in.
Status check_component(const std::filesystem::path& path, const struct stat& info, Sticky sticky) {
  if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
    return Status::config(
        path.string() + " belongs to user id " + std::to_string(info.st_uid) +
        "; plugins are loaded only from paths that root or the running user owns");
  }
  if (S_ISLNK(info.st_mode)) return Status::ok();
  const bool guarded = sticky == Sticky::kHelps && (info.st_mode & S_ISVTX) != 0;
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !guarded) {
    return Status::config(path.string() +
                          " can be written by others; plugins are loaded only from paths that "
                          "nobody else can change (chmod go-w)");
  }
  return Status::ok();
}

// Follows a path as the system does, and checks everything that it passes: also the directories
// that a link lies in, since whoever can replace the link decides where the path leads.
class Walk final {
 public:
  explicit Walk(Sticky above) : above_(above) {}

  Result<std::filesystem::path> run(const std::filesystem::path& path) {
    ahead(std::filesystem::absolute(path));
    while (!ahead_.empty()) {
      const std::filesystem::path name = ahead_.front();
      ahead_.pop_front();
      if (name == "." || name.empty()) continue;
      if (name == "..") {
        at_ = at_.parent_path();
      } else {
        STARLOAD_TRY(step(name == "/" ? name : at_ / name));
      }
    }
    return at_;
  }

 private:
  void ahead(const std::filesystem::path& path) {
    ahead_.insert(ahead_.begin(), path.begin(), path.end());
    if (path.is_absolute()) at_ = "/";
  }

  Status step(const std::filesystem::path& next) {
    struct stat info {};
    if (::lstat(next.c_str(), &info) != 0)
      return Status::config("cannot open " + next.string() + ": " + std::strerror(errno));
    STARLOAD_TRY(check_component(next, info, ahead_.empty() ? Sticky::kDoesNotHelp : above_));
    if (!S_ISLNK(info.st_mode)) {
      at_ = next;
      return Status::ok();
    }
    if (++links_ > kMaxLinks) return Status::config("too many links at " + next.string());
    std::error_code code;
    const std::filesystem::path target = std::filesystem::read_symlink(next, code);
    if (code)
      return Status::config("cannot read the link " + next.string() + ": " + code.message());
    ahead(target);
    return Status::ok();
  }

  static constexpr int kMaxLinks = 40;

  const Sticky above_;
  std::filesystem::path at_ = "/";
  std::deque<std::filesystem::path> ahead_;
  int links_ = 0;
};

Result<std::filesystem::path> walk(const std::filesystem::path& path, Sticky above) {
  return Walk(above).run(path);
}

}  // namespace

Result<std::filesystem::path> trusted_path(const std::filesystem::path& path) {
  return walk(path, Sticky::kDoesNotHelp);
}

Result<std::filesystem::path> trusted_private_path(const std::filesystem::path& path) {
  return walk(path, Sticky::kHelps);
}

}  // namespace starload
