// All rejected rows of a load: counted, the first few kept for the terminal, each written to the
// --rejects file as a JSON line. The file holds row data and is made with mode 0600. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cli/input/reject_sink.h"
#include "framework/base/status.h"
#include "framework/engine/table_spec.h"

namespace starload::cli {

class RejectLog final : public RejectSink {
 public:
  // path empty: no file. keep_going: rejected rows are allowed (max_filter_ratio > 0); else the
  // first one ends the load.
  static Result<std::unique_ptr<RejectLog>> open(const std::string& path, bool keep_going);
  ~RejectLog() override;

  // A row that the reader refused. The failure tells row and reason when rows may not be left out.
  Status reject(const RejectedRow& row) override;
  // A row that a serializer refused (lines: where it lies in the input) or that the server's error
  // log names.
  void reject(const starload::RejectedRow& row, const std::string& where);

  Status status();  // a file that could not be written is a lost reject: an error
  std::uint64_t by_client();
  std::uint64_t by_server();  // those that the server named
  std::vector<std::string> first_reasons();

 private:
  RejectLog(int descriptor, std::string path, bool keep_going);
  void write_line(const std::string& line);
  void keep(const std::string& where, const std::string& reason);

  const int descriptor_;
  const std::string path_;
  const bool keep_going_;
  std::mutex mutex_;  // guards everything below
  std::uint64_t by_client_ = 0;
  std::uint64_t by_server_ = 0;
  std::vector<std::string> first_;
  Status status_;
};

}  // namespace starload::cli
