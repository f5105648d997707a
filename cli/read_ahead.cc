#include "cli/read_ahead.h"

#include <chrono>
#include <exception>
#include <utility>

namespace starload::cli {
namespace {

// With a limit, as the wait without one is a function of libstdc++ that older systems lack.
template <typename Done>
void wait_until(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, Done done) {
  while (!changed.wait_for(lock, std::chrono::seconds(1), done)) {
  }
}

}  // namespace

// The reader's RejectSink: keeps rows until the block that they belong to is taken, and hands them
// on earlier where a file has many in a row.
class ReadAhead::Keeper final : public RejectSink {
 public:
  explicit Keeper(ReadAhead& owner) : owner_(owner) {}

  Status reject(const RejectedRow& row) override {
    kept_.push_back({std::string(row.source), std::string(row.column), std::string(row.reason),
                     std::string(row.raw), row.line});
    bytes_ += sizeof(KeptReject) + row.reason.size() + row.raw.size();
    if (bytes_ < kMostRejectBytes) return Status::ok();
    return owner_.push({take(), std::nullopt, {}}) ? Status::ok()
                                                   : Status::cancelled("reading was stopped");
  }

  std::vector<KeptReject> take() {
    bytes_ = 0;
    return std::exchange(kept_, {});
  }

 private:
  ReadAhead& owner_;
  std::vector<KeptReject> kept_;
  std::size_t bytes_ = 0;
};

ReadAhead::ReadAhead(RecordReader& reader, std::shared_ptr<const Schema> schema,
                     std::size_t block_bytes, std::function<void()> stop_waiting)
    : reader_(reader),
      schema_(std::move(schema)),
      block_bytes_(block_bytes),
      stop_waiting_(std::move(stop_waiting)),
      thread_([this] { run(); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  has_room_.notify_one();
  if (stop_waiting_) stop_waiting_();
  thread_.join();
}

void ReadAhead::run() {
  try {
    read_all();
  } catch (const std::exception& error) {  // no memory
    push({{}, std::nullopt, Status::fatal(std::string("reading the input: ") + error.what())});
  }
}

void ReadAhead::read_all() {
  Keeper keeper(*this);
  bool goes_on = true;
  while (goes_on) {
    InputBlock block;
    block.rows = take_block();
    block.first_line = reader_.position().line;
    Result<std::size_t> rows = reader_.read_block(*block.rows, block_bytes_, keeper);
    if (!rows) {
      push({keeper.take(), std::nullopt, rows.status()});
      return;
    }
    block.row_count = *rows;
    block.end = reader_.position();
    block.skipped = reader_.skipped_records();
    goes_on = push({keeper.take(), std::move(block), {}}) && *rows > 0;
  }
}

std::unique_ptr<RowBlock> ReadAhead::take_block() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return std::make_unique<RowBlock>(schema_);
  std::unique_ptr<RowBlock> block = std::move(free_.back());
  free_.pop_back();
  return block;
}

void ReadAhead::give_back(std::unique_ptr<RowBlock> rows) {
  rows->clear();
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(rows));
}

bool ReadAhead::push(Item item) {
  constexpr std::size_t kMostWaiting = kMostBlocks - 2;
  {
    std::unique_lock lock(mutex_);
    wait_until(has_room_, lock, [this] { return stopping_ || items_.size() < kMostWaiting; });
    if (stopping_) return false;
    items_.push_back(std::move(item));
  }
  has_items_.notify_one();  // without the lock, which whoever wakes up takes first
  return true;
}

ReadAhead::Item ReadAhead::pop() {
  Item item;
  {
    std::unique_lock lock(mutex_);
    wait_until(has_items_, lock, [this] { return !items_.empty(); });
    item = std::move(items_.front());
    items_.pop_front();
  }
  has_room_.notify_one();
  return item;
}

Result<InputBlock> ReadAhead::next(RejectSink& rejects) {
  while (true) {
    Item item = pop();
    for (const KeptReject& row : item.rejects)
      STARLOAD_TRY(rejects.reject({row.source, row.line, row.column, row.reason, row.raw}));
    if (!item.status) return item.status;
    if (item.block) return std::move(*item.block);
  }
}

}  // namespace starload::cli
