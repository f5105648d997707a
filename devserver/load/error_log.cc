#include "devserver/load/error_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <random>

#include <fmt/format.h>

namespace starload::devserver {
namespace {

constexpr std::string_view kPrefix = "error_log_";

// Not to be guessed: the URL needs no password.
std::string random_id() {
  std::random_device device;
  std::string id;
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", device());
  return id;
}

}  // namespace

ErrorLog::File ErrorLog::open_private(const std::filesystem::path& path) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) return {nullptr, &std::fclose};
  std::FILE* file = ::fdopen(descriptor, "w");
  if (file == nullptr) ::close(descriptor);
  return {file, &std::fclose};
}

void ErrorLog::add(std::string_view reason, std::string_view row) {
  if (row_count_++ == 0) log_ = open_private(directory_ / file_name());
  if (log_ && row_count_ <= kMaxErrorLogRows) {
    const std::string line = fmt::format("Error: {}. Row: {}\n", reason, row);
    std::fwrite(line.data(), 1, line.size(), log_.get());
  }
  if (rejected_limit_ != -1 && rejected_count_ >= rejected_limit_) return;
  if (rejected_count_++ == 0) rejected_ = open_private(directory_ / ("rejected_record_" + id_));
  if (!rejected_) return;
  const std::string line = fmt::format("{}\t{}\t-\n", row, reason);
  std::fwrite(line.data(), 1, line.size(), rejected_.get());
}

std::string ErrorLog::file_name() const {
  return row_count_ == 0 ? std::string() : std::string(kPrefix) + id_;
}

std::string ErrorLog::rejected_path() const {
  return rejected_count_ == 0 ? std::string() : (directory_ / ("rejected_record_" + id_)).string();
}

void ErrorLog::flush() {
  if (log_) std::fflush(log_.get());
  if (rejected_) std::fflush(rejected_.get());
}

Result<ErrorLogStore> ErrorLogStore::open(const std::filesystem::path& data_dir) {
  const std::filesystem::path directory = data_dir / "error_log";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return Status::unavailable(
        fmt::format("cannot create the directory {}: {}", directory.string(), error.message()));
  }
  return ErrorLogStore(directory);
}

std::unique_ptr<ErrorLog> ErrorLogStore::create(std::int64_t transaction_id,
                                                std::int64_t rejected_limit) const {
  return std::make_unique<ErrorLog>(directory_, fmt::format("{}_{}", transaction_id, random_id()),
                                    rejected_limit);
}

std::optional<std::string> ErrorLogStore::read(std::string_view file_name) const {
  constexpr std::string_view kAllowed = "0123456789abcdef_";
  if (file_name.substr(0, kPrefix.size()) != kPrefix ||
      file_name.substr(kPrefix.size()).find_first_not_of(kAllowed) != std::string_view::npos) {
    return std::nullopt;
  }
  std::ifstream file(directory_ / std::string(file_name), std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace starload::devserver
