// Reads an input's blocks on a thread of its own while those before are being written. Blocks,
// and rejected rows among them, come in the order of the input.
//
// One owner: next() is called on its thread. A few blocks are in flight, whose memory is used
// again.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/input/record_reader.h"

namespace starload::cli {

// What one step of the reader gave.
struct InputBlock {
  std::unique_ptr<RowBlock> rows;
  std::size_t row_count = 0;  // 0: the input has ended
  std::uint64_t first_line = 0;
  InputPosition end;          // where the next record begins
  std::uint64_t skipped = 0;  // RecordReader::skipped_records() so far
};

class ReadAhead final {
 public:
  // One is filled, one is written, and two wait: with fewer each thread sleeps once for every
  // block.
  static constexpr std::size_t kMostBlocks = 4;
  static constexpr std::size_t kMostRejectBytes = 1 << 20;  // that wait to be reported

  // Borrows the reader. schema: of its rows, null for raw records. stop_waiting ends a read that
  // waits for somebody (a pipe); it may be empty.
  ReadAhead(RecordReader& reader, std::shared_ptr<const Schema> schema, std::size_t block_bytes,
            std::function<void()> stop_waiting);
  ~ReadAhead();  // gives up what was read ahead, joins
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // The next block, once the rows that the reader refused up to its end are reported. A failure of
  // the reader, or of rejects, ends the input.
  Result<InputBlock> next(RejectSink& rejects);
  void give_back(std::unique_ptr<RowBlock> rows);

 private:
  // A copy of a refused row: the reader's views are gone when it is reported.
  struct KeptReject {
    std::string source, column, reason, raw;
    std::uint64_t line = 0;
  };
  // A block, or only rejects that are too many to wait for one.
  struct Item {
    std::vector<KeptReject> rejects;
    std::optional<InputBlock> block;
    Status status;
  };
  class Keeper;

  void run();
  void read_all();
  std::unique_ptr<RowBlock> take_block();
  bool push(Item item);  // false: stopping
  Item pop();

  RecordReader& reader_;
  const std::shared_ptr<const Schema> schema_;
  const std::size_t block_bytes_;
  const std::function<void()> stop_waiting_;
  std::mutex mutex_;  // guards items_, free_, stopping_
  std::condition_variable has_room_;
  std::condition_variable has_items_;
  std::deque<Item> items_;
  std::vector<std::unique_ptr<RowBlock>> free_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace starload::cli
