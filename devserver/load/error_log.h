// The error log of a load: why rows were filtered, with the rows. Files of mode 0600 below the data
// directory, served by /api/_load_error_log.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/status.h"

namespace starload::devserver {

constexpr std::int64_t kMaxErrorLogRows = 50;

// One load's log; its file is made when the first row comes. Owned by the load; one thread.
class ErrorLog final {
 public:
  // rejected_limit: rows for the rejected-record file; -1 = all, 0 = none.
  ErrorLog(std::filesystem::path directory, std::string id, std::int64_t rejected_limit)
      : directory_(std::move(directory)), id_(std::move(id)), rejected_limit_(rejected_limit) {}

  // Writes "Error: <reason>. Row: <row>" for the first kMaxErrorLogRows rows. A full disk loses the
  // line, not the load.
  void add(std::string_view reason, std::string_view row);
  // Name for the ErrorURL; empty = no row came.
  std::string file_name() const;
  // Empty = no row was kept.
  std::string rejected_path() const;
  // Brings the lines to the files, so that the URL can be read.
  void flush();

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  static File open_private(const std::filesystem::path& path);

  std::filesystem::path directory_;
  std::string id_;
  std::int64_t rejected_limit_;
  std::int64_t row_count_ = 0;
  std::int64_t rejected_count_ = 0;
  File log_{nullptr, &std::fclose};
  File rejected_{nullptr, &std::fclose};
};

// The directory of the logs. Thread-safe: it holds nothing but the path.
class ErrorLogStore final {
 public:
  // Creates <data_dir>/error_log with mode 0700.
  static Result<ErrorLogStore> open(const std::filesystem::path& data_dir);

  std::unique_ptr<ErrorLog> create(std::int64_t transaction_id, std::int64_t rejected_limit) const;
  // The text of a log; nullopt: no such file, or a name that is none of ours.
  std::optional<std::string> read(std::string_view file_name) const;

 private:
  explicit ErrorLogStore(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path directory_;
};

}  // namespace starload::devserver
