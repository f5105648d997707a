#include "store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace files {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int code) {
  throw StoreError(what + " " + path.string() + ": " + std::strerror(code));
}

// A descriptor that is closed in the end.
class Descriptor final {
 public:
  Descriptor(const fs::path& path, int flags) : path_(path) {
    number_ = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (number_ < 0) fail("cannot open", path, errno);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(number_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("cannot write to", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void cut_to(std::uint64_t size) const {
    if (::ftruncate(number_, static_cast<off_t>(size)) != 0) fail("cannot cut", path_, errno);
  }
  void sync() const {
    if (::fsync(number_) != 0) fail("cannot sync", path_, errno);
  }

 private:
  const fs::path path_;
  int number_;
};

void make_folder(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) fail("cannot make the folder", path, code.value());
}
void sync_folder(const fs::path& path) { Descriptor(path, O_RDONLY | O_DIRECTORY).sync(); }

void rename_folder(const fs::path& from, const fs::path& to) {
  make_folder(to.parent_path());
  if (::rename(from.c_str(), to.c_str()) != 0) fail("cannot rename to", to, errno);
  sync_folder(to.parent_path());
  sync_folder(from.parent_path());
}

std::vector<fs::path> parts_of(const fs::path& folder) {
  std::vector<fs::path> parts;
  for (const auto& entry : fs::directory_iterator(folder)) parts.push_back(entry.path());
  std::sort(parts.begin(), parts.end());
  return parts;
}

void sync_parts(const fs::path& folder) {
  for (const fs::path& part : parts_of(folder)) Descriptor(part, O_RDONLY).sync();
  sync_folder(folder);
}

}  // namespace

fs::path Store::path(const Target& target, Place place) const {
  if (place == Place::kOpen) return directory_ / ".open" / target.label;
  if (place == Place::kPrepared) return directory_ / ".prepared" / target.label;
  return directory_ / (target.database + "." + target.table) / target.label;
}

void Store::prove_writable() const {
  make_folder(directory_ / ".open");
  make_folder(directory_ / ".prepared");
  if (::access((directory_ / ".open").c_str(), W_OK) != 0)
    fail("cannot write into", directory_, errno);
}

Place Store::find(const Target& target) const {
  // Backwards: a rename that happens meanwhile moves forwards.
  for (const Place place : {Place::kDone, Place::kPrepared, Place::kOpen}) {
    if (fs::exists(path(target, place))) return place;
  }
  return Place::kNowhere;
}

void Store::open(const Target& target) const { make_folder(path(target, Place::kOpen)); }

void Store::append(const Target& target, const std::vector<std::string_view>& pieces,
                   std::string_view format) const {
  const fs::path folder = path(target, Place::kOpen);
  const std::vector<fs::path> parts = parts_of(folder);
  const bool goes_on =
      format == "csv" && !parts.empty() && fs::file_size(parts.back()) < rotate_bytes_;
  char name[32];
  std::snprintf(name, sizeof name, "part-%05zu.", parts.size() + (goes_on ? 0 : 1));
  const fs::path file = folder / (name + std::string(format));
  const Descriptor part(file, O_WRONLY | O_CREAT | O_APPEND);
  const std::uint64_t before = fs::file_size(file);
  try {
    for (const std::string_view piece : pieces) part.write(piece);
  } catch (const StoreError&) {
    part.cut_to(before);
    throw;
  }
}

void Store::write_whole(const Target& target, const std::vector<std::string_view>& pieces,
                        std::string_view format) const {
  const Target whole = {target.database, target.table, target.label + '~'};
  remove(whole);
  open(whole);
  append(whole, pieces, format);
  sync_parts(path(whole, Place::kOpen));
  rename_folder(path(whole, Place::kOpen), path(target, Place::kDone));
}

void Store::prepare(const Target& target) const {
  const fs::path folder = path(target, Place::kOpen);
  sync_parts(folder);
  rename_folder(folder, path(target, Place::kPrepared));
}

void Store::commit(const Target& target) const {
  rename_folder(path(target, Place::kPrepared), path(target, Place::kDone));
}

void Store::remove(const Target& target) const {
  for (const Place place : {Place::kOpen, Place::kPrepared}) {
    std::error_code code;
    fs::remove_all(path(target, place), code);
    if (code) fail("cannot remove", path(target, place), code.value());
  }
}

}  // namespace files
