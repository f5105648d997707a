#include "framework/engine/writer.h"

#include <algorithm>
#include <set>
#include <utility>

namespace starload {
namespace {

constexpr std::chrono::milliseconds kWaitSlice{200};

std::string table_name(const TableSpec& spec) { return spec.database + "." + spec.table; }

}  // namespace

Writer::Writer(const WriterLimits& limits, Ports ports, std::shared_ptr<const Clock> clock,
               Counters& counters)
    : limits_(limits),
      ports_(std::move(ports)),
      clock_(std::move(clock)),
      counters_(counters),
      budget_(limits.budget_bytes),
      pool_(budget_, limits.chunk_bytes),
      store_(budget_, pool_, ports_.open_spill) {
  budget_.raise_reserve(limits.reserve_bytes);
}

Writer::~Writer() = default;

std::uint32_t Writer::add_table(std::unique_ptr<TableWriter> table) {
  const std::lock_guard lock(mutex_);
  tables_.push_back(std::move(table));
  return static_cast<std::uint32_t>(tables_.size() - 1);
}

Status Writer::write(std::uint32_t table, const sl_row_block& block) {
  std::size_t next_row = 0;
  std::chrono::milliseconds waited{0};
  while (next_row < block.row_count) {
    STARLOAD_TRY(ports_.failure());
    bool starved = false;
    STARLOAD_TRY(write_some(table, block, next_row, starved));
    if (starved && !move_to_free_arena(table)) STARLOAD_TRY(make_room(Arena::kStepBytes, waited));
  }
  return Status::ok();
}

TableWriter& Writer::with_open_chunk(std::uint32_t index) {
  TableWriter& table = *tables_[index];
  if (!table.has_open_chunk()) {
    table.open_chunk(
        std::make_unique<Chunk>(next_chunk_++, index, pool_.take(), table.tail_bytes()));
  }
  return table;
}

// Rows that came into a table's open chunk.
void Writer::count_rows(std::uint32_t index, std::uint64_t rows_before) {
  const std::uint64_t rows = tables_[index]->chunk().rows();
  counters_.written_rows += rows - rows_before;
  if (rows_before > 0 || rows == 0) return;
  Event started;
  started.kind = SL_EVENT_CHUNK_STARTED;
  started.table = index;
  ports_.post(std::move(started));
}

// The filler runs without the mutex; until it is done nobody closes the chunk that it writes to.
Result<bool> Writer::fill_lines(std::uint32_t index, std::size_t bytes, const LineFiller& filler) {
  STARLOAD_TRY(ports_.failure());
  const LineRoom room = open_room(index, bytes);
  if (room.bytes.empty()) return false;
  const Result<FilledLines> filled = filler(room);
  STARLOAD_TRY(take_lines(index, filled ? *filled : FilledLines{}));
  if (!filled) return filled.status();
  return filled->rows > 0;
}

LineRoom Writer::open_room(std::uint32_t index, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  TableWriter& table = with_open_chunk(index);
  const LineRoom room = table.room_for_lines(bytes, limits_.chunk_rows);
  table.is_being_filled = !room.bytes.empty();
  return room;
}

Status Writer::take_lines(std::uint32_t index, const FilledLines& filled) {
  const std::lock_guard lock(mutex_);
  TableWriter& table = *tables_[index];
  table.is_being_filled = false;
  filled_.notify_all();
  const bool close = std::exchange(table.close_when_filled, false);
  const std::uint64_t rows_before = table.chunk().rows();
  table.add_lines(filled);
  count_rows(index, rows_before);
  return close || table.chunk().rows() >= limits_.chunk_rows ? close_locked(table, index)
                                                             : Status::ok();
}

// Appends rows until the block ends, a chunk was closed, a row was refused, or memory ran out
// (`starved`).
Status Writer::write_some(std::uint32_t index, const sl_row_block& block, std::size_t& next_row,
                          bool& starved) {
  const std::lock_guard lock(mutex_);
  TableWriter& table = with_open_chunk(index);
  const std::uint64_t rows_before = table.chunk().rows();
  const TableWriter::Progress progress = table.append(block, next_row, limits_.chunk_rows);
  next_row = progress.next_row;
  const std::uint64_t rows = table.chunk().rows();
  count_rows(index, rows_before);
  switch (progress.stop) {
    case TableWriter::Stop::kEndOfBlock:
      return rows >= limits_.chunk_rows ? close_locked(table, index) : Status::ok();
    case TableWriter::Stop::kChunkFull:
      if (rows > 0) return close_locked(table, index);
      return Status::data("table " + table_name(table.spec()) +
                          ": one row is larger than a load may be (" +
                          std::to_string(limits_.chunk_bytes) +
                          " bytes: a part of sink.buffer-flush.max-bytes, at most "
                          "sink.chunk-limit)");
    case TableWriter::Stop::kNoMemory:
      starved = true;
      return Status::ok();
    case TableWriter::Stop::kBadRow:
      ++next_row;
      return refuse(table, index, progress);
    default:
      return progress.status.with_context("table " + table_name(table.spec()));
  }
}

Status Writer::refuse(TableWriter& table, std::uint32_t index,
                      const TableWriter::Progress& progress) {
  ++counters_.refused_rows;
  if (limits_.max_filter_ratio <= 0)
    return progress.status.with_context("table " + table_name(table.spec()));
  ++table.refused_rows;
  if (ports_.on_reject)
    ports_.on_reject({false, index, progress.next_row, "", progress.status.message(), ""});
  return Status::ok();
}

// Memory that came free while the open chunk was begun elsewhere: copying the little that is there
// costs less than giving it to the system and taking it anew, page by page.
bool Writer::move_to_free_arena(std::uint32_t index) {
  const std::lock_guard lock(mutex_);
  TableWriter& table = *tables_[index];
  if (!table.has_open_chunk()) return false;
  std::unique_ptr<Arena> arena = pool_.take_larger(table.chunk().memory_bytes());
  if (!arena) return false;
  pool_.put(table.chunk().move_to(std::move(arena)));
  return true;
}

Status Writer::make_room(std::size_t bytes, std::chrono::milliseconds& waited) {
  if (pool_.trim(bytes)) return Status::ok();
  {
    const std::lock_guard lock(mutex_);
    if (should_close_open_chunk()) {
      const std::uint32_t largest = largest_open_table();
      const TableWriter& table = *tables_[largest];
      if (table.has_open_chunk() && table.chunk().rows() > 0)
        return close_locked(*tables_[largest], largest);
    }
  }
  if (waited >= limits_.longest_wait) {
    return Status::unavailable(
        "no memory came free within " + std::to_string(limits_.longest_wait.count()) +
        " ms (sink.buffer-flush.enqueue-timeout-ms): the server takes rows too slowly or not at "
        "all; the budget is sink.buffer-flush.max-bytes = " +
        std::to_string(limits_.budget_bytes));
  }
  if (help_to_spill()) return Status::ok();
  const std::int64_t start_ms = clock_->now_ms();
  budget_.wait_for_room(bytes, kWaitSlice);
  const std::chrono::milliseconds took(clock_->now_ms() - start_ms);
  waited += took;
  counters_.blocked_ms += static_cast<std::uint64_t>(took.count());
  return Status::ok();
}

Status Writer::make_room_for(std::size_t bytes, std::chrono::milliseconds& waited) {
  return budget_.has_room(bytes) ? Status::ok() : make_room(bytes, waited);
}

// When nothing is on its way that could set memory free, or too little of what is closed for
// anybody to think of sending it for good.
bool Writer::should_close_open_chunk() const {
  if (!store_.holds_memory()) return true;
  if (!limits_.chunks_are_kept) return false;
  std::size_t open_bytes = 0;
  for (const auto& table : tables_) {
    if (table->has_open_chunk()) open_bytes += table->chunk().memory_bytes();
  }
  return open_bytes > limits_.budget_bytes / 4;
}

std::uint32_t Writer::largest_open_table() const {
  std::uint32_t largest = 0;
  std::size_t most = 0;
  for (std::uint32_t i = 0; i < tables_.size(); ++i) {
    const bool open = tables_[i]->has_open_chunk() && tables_[i]->chunk().rows() > 0;
    const std::size_t size = open ? tables_[i]->chunk().size() : 0;
    if (open && size >= most) {
      largest = i;
      most = size;
    }
  }
  return largest;
}

Status Writer::close_locked(TableWriter& table, std::uint32_t index) {
  if (!table.has_open_chunk() || table.chunk().rows() == 0) return Status::ok();
  const std::uint64_t rows = table.chunk().rows();
  const std::uint64_t refused = table.refused_rows;
  if (static_cast<double>(refused) >
      limits_.max_filter_ratio * static_cast<double>(rows + refused)) {
    return Status::data("table " + table_name(table.spec()) + ": " + std::to_string(refused) +
                        " of " + std::to_string(rows + refused) +
                        " rows could not be serialized, more than max_filter_ratio " +
                        "allows; the load was not sent");
  }
  std::unique_ptr<Chunk> chunk = table.close_chunk();
  Event closed;
  closed.kind = SL_EVENT_CHUNK_CLOSED;
  closed.table = index;
  closed.chunk = chunk->id();
  closed.rows = rows;
  closed.bytes = chunk->size();
  store_.add(std::move(chunk), table.target());
  ports_.post(std::move(closed));  // under the mutex: chunks are reported in the order of their ids
  return Status::ok();
}

Status Writer::close_chunk(std::uint32_t table) {
  const std::lock_guard lock(mutex_);
  TableWriter& writer = *tables_[table];
  writer.close_when_filled = writer.is_being_filled;
  return writer.is_being_filled ? Status::ok() : close_locked(writer, table);
}

Status Writer::close_all_chunks() {
  std::unique_lock lock(mutex_);
  for (std::uint32_t i = 0; i < tables_.size(); ++i) {
    while (tables_[i]->is_being_filled) filled_.wait_for(lock, kWaitSlice);
    STARLOAD_TRY(close_locked(*tables_[i], i));
  }
  return Status::ok();
}

Result<std::uint64_t> Writer::restore_chunk(const AttachedChunk& chunk) {
  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = next_chunk_++;
  }
  STARLOAD_TRY(store_.add_restored(id, chunk));
  return id;
}

std::shared_ptr<const LoadTarget> Writer::target(std::uint32_t table) {
  const std::lock_guard lock(mutex_);
  return table < tables_.size() ? tables_[table]->target() : nullptr;
}

std::vector<std::string> Writer::databases() {
  const std::lock_guard lock(mutex_);
  std::set<std::string> names;
  for (const auto& table : tables_) names.insert(table->spec().database);
  return {names.begin(), names.end()};
}

bool Writer::idle() {
  const std::lock_guard lock(mutex_);
  return !store_.holds_memory() &&
         std::none_of(tables_.begin(), tables_.end(), [](const auto& table) {
           return table->has_open_chunk() && table->chunk().rows() > 0;
         });
}

}  // namespace starload
