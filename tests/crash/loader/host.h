// The host under test: loads the source's rows with one engine a writer, takes checkpoints as a
// Flink job would, and goes on from the newest one after a crash. One thread.
#pragma once

#include <memory>
#include <vector>

#include "framework/engine/engine.h"
#include "framework/rows/row_block.h"
#include "tests/crash/loader/options.h"
#include "tests/crash/loader/source.h"
#include "tests/crash/loader/state_file.h"

namespace starload::crash {

class Host final {
 public:
  explicit Host(LoaderOptions options);
  ~Host();

  // Until the source ends. A failure leaves the engines as they are: end the process, start again.
  Status run();
  // The failure can be mended by starting again from the newest checkpoint.
  bool must_replay() const;

 private:
  struct Writer;

  Status open_writers();
  Status open_writer(std::uint32_t index);
  Status restore();
  Status take_checkpoint();
  Status write_rows();
  Status write_block(Writer& writer, std::uint32_t split, std::uint64_t count);
  Status prepare(std::uint64_t id);
  Status give_up(std::uint64_t id);
  Status commit(std::uint64_t id);
  Status finish();
  bool is_last() const;
  void pass(KillPoint point);

  const LoaderOptions options_;
  const Source source_;
  RowBlock block_;
  Checkpoint stored_;                     // the newest durable checkpoint
  std::uint64_t last_id_ = 0;             // of a checkpoint, given up ones included
  std::vector<std::uint64_t> positions_;  // of each split: the next row to write
  std::vector<std::string> states_;       // of the checkpoint being taken
  std::vector<std::unique_ptr<Writer>> writers_;
  std::uint64_t passes_ = 0;
};

}  // namespace starload::crash
