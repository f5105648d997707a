#include "tests/crash/loader/state_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

namespace starload::crash {
namespace {

Status failed(const std::string& what, const std::filesystem::path& file) {
  return Status::fatal("cannot " + what + " " + file.string() + ": " + std::strerror(errno));
}

std::string hex(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string unhex(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

class Descriptor final {
 public:
  Descriptor(const std::filesystem::path& file, int flags)
      : value_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return value_ >= 0; }
  bool write(std::string_view bytes) const {
    return ::write(value_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  }
  bool sync() const { return ::fsync(value_) == 0; }

 private:
  const int value_;
};

}  // namespace

Result<Checkpoint> read_checkpoint(const std::filesystem::path& file) {
  Checkpoint checkpoint;
  std::ifstream stream(file);
  if (!stream) return checkpoint;
  try {
    const nlohmann::json json = nlohmann::json::parse(stream);
    checkpoint.id = json.at("checkpoint").get<std::uint64_t>();
    checkpoint.positions = json.at("positions").get<std::vector<std::uint64_t>>();
    checkpoint.done = json.at("done").get<bool>();
    for (const auto& state : json.at("states")) {
      checkpoint.states.push_back(unhex(state.get<std::string>()));
    }
  } catch (const std::exception& error) {
    return Status::fatal("the state file " + file.string() + " is broken: " + error.what());
  }
  return checkpoint;
}

Status write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint,
                        const std::function<void()>& torn) {
  nlohmann::json json{{"checkpoint", checkpoint.id},
                      {"positions", checkpoint.positions},
                      {"states", nlohmann::json::array()},
                      {"done", checkpoint.done}};
  for (const std::string& state : checkpoint.states) json["states"].push_back(hex(state));
  const std::string text = json.dump();
  std::filesystem::path unfinished = file;
  unfinished += ".new";
  {
    const Descriptor descriptor(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
    const std::string_view bytes = text;
    if (!descriptor.is_open() || !descriptor.write(bytes.substr(0, bytes.size() / 2))) {
      return failed("write", unfinished);
    }
    torn();
    if (!descriptor.write(bytes.substr(bytes.size() / 2)) || !descriptor.sync()) {
      return failed("write", unfinished);
    }
  }
  if (::rename(unfinished.c_str(), file.c_str()) != 0) return failed("rename", unfinished);
  const Descriptor folder(file.parent_path(), O_RDONLY | O_DIRECTORY);
  return folder.is_open() && folder.sync() ? Status::ok() : failed("sync", file.parent_path());
}

Status append_line(const std::filesystem::path& file, const std::string& line) {
  const Descriptor descriptor(file, O_WRONLY | O_CREAT | O_APPEND);
  return descriptor.is_open() && descriptor.write(line + "\n") ? Status::ok()
                                                               : failed("write", file);
}

}  // namespace starload::crash
