#include "framework/plugin_host/trusted_path.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace starload {
namespace {

enum class Sticky { kDoesNotHelp, kHelps };

Status check_component(const std::filesystem::path& path, Sticky sticky) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    return Status::config("cannot examine " + path.string() + ": " + std::strerror(errno));
  }
  if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
    return Status::config(
        path.string() + " belongs to user id " + std::to_string(info.st_uid) +
        "; plugins are loaded only from paths that root or the running user owns");
  }
  const bool guarded = sticky == Sticky::kHelps && (info.st_mode & S_ISVTX) != 0;
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !guarded) {
    return Status::config(path.string() +
                          " can be written by others; plugins are loaded only from paths that "
                          "nobody else can change (chmod go-w)");
  }
  return Status::ok();
}

Result<std::filesystem::path> walk(const std::filesystem::path& path, Sticky above) {
  std::error_code code;
  const std::filesystem::path canonical = std::filesystem::canonical(path, code);
  if (code) return Status::config("cannot open " + path.string() + ": " + code.message());
  std::filesystem::path walked;
  for (const std::filesystem::path& component : canonical) {
    walked /= component;
    STARLOAD_TRY(check_component(walked, walked == canonical ? Sticky::kDoesNotHelp : above));
  }
  return canonical;
}

}  // namespace

Result<std::filesystem::path> trusted_path(const std::filesystem::path& path) {
  return walk(path, Sticky::kDoesNotHelp);
}

Result<std::filesystem::path> trusted_private_path(const std::filesystem::path& path) {
  return walk(path, Sticky::kHelps);
}

}  // namespace starload
