#include "framework/plugin_host/library.h"

#include <sys/stat.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <cstring>
#include <optional>

#include "framework/plugin_host/elf_file.h"
#include "framework/plugin_host/plugin_description.h"
#include "framework/plugin_host/trusted_path.h"

namespace starload {

struct Library::Handle {
  boost::dll::shared_library library;
};

namespace {

Status refuse(const std::filesystem::path& path, const std::string& why) {
  return Status::config("plugin " + path.string() + " is refused: " + why);
}

// The file that a path names now: to notice one that is replaced while it is loaded.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  timespec changed{};

  bool operator==(const FileIdentity& other) const {
    return device == other.device && inode == other.inode &&
           changed.tv_sec == other.changed.tv_sec && changed.tv_nsec == other.changed.tv_nsec;
  }
};

Result<FileIdentity> identify(const std::filesystem::path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0)
    return Status::config("cannot examine it: " + std::string(std::strerror(errno)));
  if (!S_ISREG(info.st_mode)) return Status::config("it is no regular file");
  return FileIdentity{info.st_dev, info.st_ino, info.st_ctim};
}

std::optional<std::string> behind_origin(const std::string& entry) {
  for (const std::string_view origin : {"$ORIGIN", "${ORIGIN}"}) {
    if (!entry.starts_with(origin)) continue;
    const std::string rest = entry.substr(origin.size());
    if (rest.empty() || rest.front() == '/') return "." + rest;
  }
  return std::nullopt;
}

// A library path that others could put a library into: a relative one, or one below a directory
// that is not trusted. What lies at the plugin may be as private as the plugin is.
std::string path_defect(const std::string& entry, const std::filesystem::path& plugin) {
  const std::string what = "it searches libraries in '" + entry + "' (RPATH)";
  const std::optional<std::string> at_plugin = behind_origin(entry);
  if (!at_plugin && !entry.starts_with('/')) return what + ", which is no absolute path";
  std::filesystem::path existing =
      at_plugin ? plugin.parent_path() / *at_plugin : std::filesystem::path(entry);
  std::error_code ignored;
  while (!std::filesystem::exists(existing, ignored) && existing != existing.root_path())
    existing = existing.parent_path();
  const Result<std::filesystem::path> trusted =
      at_plugin ? trusted_private_path(existing) : trusted_path(existing);
  return trusted ? "" : what + ": " + trusted.status().message();
}

// What can be told before anything of the library runs; "" when nothing is against it.
std::string file_defect(const std::filesystem::path& path) {
  const Result<ElfFile> elf = ElfFile::read(path);
  if (!elf) return elf.status().message();
  if (!elf->matches_host) {
    return "it is built for " + elf->machine + ", this engine runs on " + host_machine();
  }
  for (const std::string& entry : elf->library_paths) {
    if (const std::string why = path_defect(entry, path); !why.empty()) return why;
  }
  const auto& symbols = elf->exported;
  if (elf->has_dynamic_symbols &&
      std::find(symbols.begin(), symbols.end(), SL_PLUGIN_QUERY_SYMBOL) == symbols.end()) {
    return "it does not export " SL_PLUGIN_QUERY_SYMBOL "; it is no Starload plugin";
  }
  const auto abi = elf->identity.find("abi");
  if (abi == elf->identity.end()) return "";
  const std::string major = abi->second.substr(0, abi->second.find('.'));
  return major == std::to_string(SL_ABI_MAJOR) ? "" : other_abi(abi->second);
}

}  // namespace

Result<std::shared_ptr<const Library>> Library::load(const std::filesystem::path& path) {
  const Result<FileIdentity> before = identify(path);
  if (!before) return refuse(path, before.status().message());
  if (const std::string why = file_defect(path); !why.empty()) return refuse(path, why);
  auto handle = std::make_unique<Handle>();
  const sl_plugin* described = nullptr;
  try {
    using boost::dll::load_mode::rtld_local;
    using boost::dll::load_mode::rtld_now;
    handle->library.load(boost::dll::fs::path(path.string()), rtld_now | rtld_local);
    const Result<FileIdentity> after = identify(path);
    if (!after || !(*after == *before))
      return refuse(path, "it was replaced or changed while it was being loaded; try again");
    if (!handle->library.has(SL_PLUGIN_QUERY_SYMBOL)) {
      return refuse(path,
                    "it does not export " SL_PLUGIN_QUERY_SYMBOL "; it is no Starload plugin");
    }
    const auto query =
        handle->library.get<const sl_plugin*(std::uint32_t, std::uint32_t)>(SL_PLUGIN_QUERY_SYMBOL);
    described = query(SL_ABI_MAJOR, SL_ABI_MINOR);
  } catch (const std::exception& error) {
    return refuse(path, error.what());
  } catch (...) {
    return refuse(path, "its " SL_PLUGIN_QUERY_SYMBOL " threw an exception");
  }
  if (described == nullptr) {
    return refuse(path, "it does not work with this engine's plugin ABI " SL_ABI_VERSION_TEXT);
  }
  const auto plugin = read_struct<sl_plugin>(described);
  if (const std::string why = description_defect(plugin, path); !why.empty())
    return refuse(path, why);
  return std::shared_ptr<const Library>(new Library(path, std::move(handle), plugin));
}

Library::Library(std::filesystem::path path, std::unique_ptr<Handle> handle,
                 const sl_plugin& plugin)
    : path_(std::move(path)), handle_(std::move(handle)), plugin_(plugin) {}

Library::~Library() = default;

std::string_view plugin_kind_name(std::int32_t kind) {
  switch (kind) {
    case SL_KIND_SERIALIZER:
      return "serializer";
    case SL_KIND_TRANSPORT:
      return "transport";
    case SL_KIND_SEMANTICS:
      return "semantics";
    default:
      return "unknown kind";
  }
}

}  // namespace starload
