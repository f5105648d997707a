// Rows of a transaction that wait on disk for its commit: one file a transaction, written as the
// rows arrive, so that a big transaction needs no memory and prepare has little left to do.
//
// File: "SLSTAGE2", u32 number of columns, u32 index of each, u8 whether rows carry an operation,
// u8 whether they are a partial update, u32 length and bytes of the merge condition ("SLSTAGE1", of
// older versions, has not the last two); then the rows. A row: [u8 operation] and a cell for each
// column: u8 kind (0 NULL, 1 integer, 2 double, 3 text), then 8 bytes, or u32 length and the bytes.
// Little-endian. Our own files on our own machine: read with bounds checks, because a disk may
// fail, not because somebody attacks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "devserver/storage/storage.h"
#include "framework/base/status.h"

namespace starload::devserver {

// What prepare makes durable with the label.
struct StagedExtent {
  std::int64_t table_id = 0;  // a table that was dropped and made anew must not get the rows
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
};

std::string staged_text(const StagedExtent& extent);
// Fails on text that staged_text() did not write.
Result<StagedExtent> parse_staged(std::string_view text);

// Owned by one transaction; one thread at a time. Removes the file at its end, unless keep() was
// called.
class StagedWriter final {
 public:
  static Result<std::unique_ptr<StagedWriter>> create(std::filesystem::path path);
  ~StagedWriter();
  StagedWriter(const StagedWriter&) = delete;
  StagedWriter& operator=(const StagedWriter&) = delete;

  Status append(const RowBatch& batch);
  // Writes out what is buffered; waits for the disk when much is not on it yet, so that seal()
  // never has to wait for more than a little.
  Status end_load();
  // Everything is on disk when it returns.
  Status seal();
  void keep() { keep_ = true; }

  std::int64_t rows() const { return rows_; }
  std::int64_t bytes() const { return written_; }

 private:
  StagedWriter(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  void write_header(const RowBatch& batch);
  Status write_buffer();
  Status sync();
  Status failure(const char* doing) const;

  const std::filesystem::path path_;
  const int descriptor_;
  bool keep_ = false;
  bool has_header_ = false;
  bool has_op_ = false;
  std::string buffer_;
  std::int64_t rows_ = 0;
  std::int64_t written_ = 0;
  std::int64_t synced_ = 0;
};

// Reads a file back, a bounded batch at a time. One thread.
class StagedReader final {
 public:
  // A file that is missing or has not the size that was sealed is a failure.
  static Result<std::unique_ptr<StagedReader>> open(const std::filesystem::path& path,
                                                    const StagedExtent& extent);
  ~StagedReader();
  StagedReader(const StagedReader&) = delete;
  StagedReader& operator=(const StagedReader&) = delete;

  // True = a batch; false = all rows were read.
  Result<bool> next(RowBatch& batch);

 private:
  StagedReader(std::filesystem::path path, int descriptor, const StagedExtent& extent)
      : path_(std::move(path)), descriptor_(descriptor), extent_(extent) {}
  Status read_header();
  Status read_update_rules();
  Status read_row(RowBatch& batch);
  Status read_cell(Cell& cell);
  // At least `size` unread bytes; fails at the end of the file.
  Result<std::string_view> need(std::size_t size);
  Status damaged(const char* why) const;

  const std::filesystem::path path_;
  const int descriptor_;
  const StagedExtent extent_;
  std::vector<int> columns_;
  bool has_op_ = false;
  bool partial_update_ = false;
  std::string merge_condition_;
  bool has_header_ = false;
  std::string buffer_;
  std::size_t position_ = 0;
  std::int64_t rows_ = 0;
  std::size_t batch_bytes_ = 0;
};

}  // namespace starload::devserver
