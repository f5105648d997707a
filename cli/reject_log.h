// All rejected rows of a load: counted, the first few kept for the terminal, each written to the
// --rejects file as a JSON line. The file holds row data and is made with mode 0600. Thread-safe.
//
// A resumable load goes on with the file: rewind() takes back what was reported behind a mark,
// because those rows are read, and reported, again.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "cli/input/reject_sink.h"
#include "cli/resume/load_state.h"
#include "framework/base/status.h"
#include "framework/engine/table_spec.h"

namespace starload::cli {

class RejectLog final : public RejectSink {
 public:
  // path empty: no file. keep_going: rejected rows are allowed (max_filter_ratio > 0); else the
  // first one ends the load.
  static Result<std::unique_ptr<RejectLog>> open(const std::string& path, bool keep_going);
  // The same for a load with --state, which may go on with a file that is there: nothing is touched
  // before the first rewind().
  static Result<std::unique_ptr<RejectLog>> open_to_resume(const std::string& path,
                                                           bool keep_going);
  ~RejectLog() override;

  // A row that the reader refused. The failure tells row and reason when rows may not be left out.
  Status reject(const RejectedRow& row) override;
  // A row that a serializer refused (lines: where it lies in the input) or that the server's error
  // log names.
  void reject(const starload::RejectedRow& row, const std::string& where);

  // Where the log stands; what it reported so far is on disk then.
  Result<RejectMark> mark();
  // Back to a mark of this or of an earlier run.
  Status rewind(const RejectMark& mark);
  // The same for a checkpoint that was recorded and may have been committed: whole lines behind the
  // mark stay, since only the server can have named them, while it was committed. What it named
  // since `before`, the checkpoint before, and names once more is reported once.
  Status rewind_to_pending(const RejectMark& mark, const RejectMark& before);

  Status status();  // a file that could not be written is a lost reject: an error
  std::uint64_t by_client();
  std::uint64_t by_server();  // those that the server named
  std::vector<std::string> first_reasons();

 private:
  RejectLog(int descriptor, std::string path, bool keep_going);
  static Result<std::unique_ptr<RejectLog>> open(const std::string& path, bool keep_going,
                                                 int flags);
  void write_line(const std::string& line);
  Status go_to(const RejectMark& mark);
  Status shorten();
  Status read_named(std::uint64_t from, std::uint64_t mark);
  Status cannot(const char* what) const;
  void keep(const std::string& where, const std::string& reason);

  const int descriptor_;
  const std::string path_;
  const bool keep_going_;
  std::mutex mutex_;  // guards everything below
  std::uint64_t by_client_ = 0;
  std::uint64_t by_server_ = 0;
  std::uint64_t bytes_ = 0;  // of the file
  std::vector<std::string> first_;
  // Lines of the server's rows: it may name those of a label with several answers.
  std::multiset<std::string> named_before_;  // up to the last mark; once more is no news
  std::multiset<std::string> named_since_;
  Status status_;
};

}  // namespace starload::cli
