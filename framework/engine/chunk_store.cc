#include "framework/engine/chunk_store.h"

#include <sys/mman.h>

#include <algorithm>
#include <chrono>

namespace starload {

// Memory of the budget's reserve, taken from the system and given back as a whole.
class ReadBuffer final {
 public:
  // Readers wait for readers only, and each of those ends with its request.
  static constexpr std::chrono::minutes kLongestWait{30};

  static Result<std::shared_ptr<ReadBuffer>> take(MemoryBudget& budget, std::size_t bytes) {
    if (!budget.charge_reserved(bytes, kLongestWait))
      return Status::unavailable("no memory came free to read a spilled load back");
    void* data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) {
      budget.release_reserved(bytes);
      return Status::unavailable("the system has no memory to read a spilled load back");
    }
    return std::make_shared<ReadBuffer>(budget, static_cast<char*>(data), bytes);
  }
  ReadBuffer(MemoryBudget& budget, char* data, std::size_t bytes)
      : budget_(budget), data_(data), bytes_(bytes) {}
  ~ReadBuffer() {
    ::munmap(data_, bytes_);
    budget_.release_reserved(bytes_);
  }
  ReadBuffer(const ReadBuffer&) = delete;
  ReadBuffer& operator=(const ReadBuffer&) = delete;

  std::span<char> bytes() { return {data_, bytes_}; }

 private:
  MemoryBudget& budget_;
  char* const data_;
  const std::size_t bytes_;
};

namespace {

constexpr std::chrono::milliseconds kWaitSlice{1000};

Status gone(std::uint64_t id) {
  return Status::fatal("the rows of chunk " + std::to_string(id) + " are gone");
}

Result<std::shared_ptr<const LoadTarget>> target_of(const AttachedChunk& chunk) {
  auto target = std::make_shared<LoadTarget>();
  target->database = chunk.database;
  target->table = chunk.table;
  for (const auto& [name, value] : chunk.headers) {
    if (const Status status = check_load_header(name, name, value); !status)
      return status.with_context("the checkpoint state holds a load with a header that");
    target->headers.emplace_back(name, value);
  }
  return std::shared_ptr<const LoadTarget>(std::move(target));
}

}  // namespace

void ChunkStore::add(std::unique_ptr<Chunk> chunk, std::shared_ptr<const LoadTarget> target) {
  Entry entry;
  entry.rows = chunk->rows();
  entry.target = std::move(target);
  const std::uint64_t id = chunk->id();
  // Whoever lets go of the bytes last, store or request, gives the arena back.
  entry.chunk = std::shared_ptr<Chunk>(chunk.release(), [this](Chunk* done) {
    pool_.put(done->take_arena());
    delete done;
    budget_.wake();  // the arena itself is what a starved writer can use next
  });
  const std::lock_guard lock(mutex_);
  entries_.emplace(id, std::move(entry));
}

std::shared_ptr<const SpilledFrame> ChunkStore::own(SpilledFrame frame) {
  return {new SpilledFrame(std::move(frame)), [this](const SpilledFrame* done) {
            spill_.release(*done);
            delete done;
          }};
}

Status ChunkStore::make_reserve(std::uint64_t raw_bytes) {
  if (raw_bytes <= budget_.reserve()) return Status::ok();
  if (raw_bytes > budget_.limit() / 2) {
    return Status::config("a load of " + std::to_string(raw_bytes) +
                          " bytes does not fit into memory; set sink.buffer-flush.max-bytes to at "
                          "least " +
                          std::to_string(raw_bytes * 2));
  }
  budget_.raise_reserve(raw_bytes);
  return Status::ok();
}

Status ChunkStore::add_restored(std::uint64_t id, const AttachedChunk& chunk) {
  if (chunk.raw_bytes == 0)
    return Status::config("the checkpoint state holds a load without a byte: it was altered");
  STARLOAD_TRY(
      make_reserve(chunk.raw_bytes).with_context("the checkpoint state cannot be restored"));
  Result<std::shared_ptr<const LoadTarget>> target = target_of(chunk);
  if (!target) return target.status();
  Result<SpilledFrame> frame =
      spill_.put_frame({chunk.frame.data(), chunk.frame.size()}, chunk.raw_bytes);
  if (!frame) return frame.status();
  Entry entry{chunk.rows, target.take(), nullptr, own(frame.take())};
  const std::lock_guard lock(mutex_);
  entries_.emplace(id, std::move(entry));
  return Status::ok();
}

void ChunkStore::release(std::uint64_t id) {
  Entry released;  // ends outside the lock
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  released = std::move(found->second);
  entries_.erase(found);
}

Result<ChunkStore::Entry> ChunkStore::find(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return gone(id);
  return found->second;
}

class ChunkStore::SpillClaim final {
 public:
  // store.being_spilled_ holds the id already.
  SpillClaim(ChunkStore& store, std::uint64_t id) : store_(store), id_(id) {}
  ~SpillClaim() {
    const std::lock_guard lock(store_.mutex_);
    store_.being_spilled_.erase(id_);
    store_.spilled_.notify_all();
  }
  SpillClaim(const SpillClaim&) = delete;
  SpillClaim& operator=(const SpillClaim&) = delete;

 private:
  ChunkStore& store_;
  const std::uint64_t id_;
};

Status ChunkStore::spill(std::uint64_t id) {
  std::shared_ptr<const Chunk> chunk;
  {
    std::unique_lock lock(mutex_);
    while (being_spilled_.contains(id)) spilled_.wait_for(lock, kWaitSlice);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return gone(id);
    if (found->second.frame) return Status::ok();
    being_spilled_.insert(id);
    chunk = found->second.chunk;
  }
  return write_out(id, std::move(chunk));
}

bool ChunkStore::spill_newest() {
  std::uint64_t id = 0;
  std::shared_ptr<const Chunk> chunk;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const auto& entry) {
      return entry.second.chunk != nullptr && !being_spilled_.contains(entry.first);
    });
    if (found == entries_.rend()) return false;
    id = found->first;
    being_spilled_.insert(id);
    chunk = found->second.chunk;
  }
  return write_out(id, std::move(chunk)).is_ok();
}

Status ChunkStore::write_out(std::uint64_t id, std::shared_ptr<const Chunk> chunk) {
  const SpillClaim claim(*this, id);
  const sl_str body = chunk->body();
  STARLOAD_TRY(make_reserve(body.size));
  Result<SpilledFrame> frame = spill_.put({body.data, body.size});
  if (!frame) return frame.status();
  const std::shared_ptr<const SpilledFrame> owned = own(frame.take());
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return Status::ok();
  found->second.frame = owned;
  found->second.chunk.reset();
  return Status::ok();
}

std::shared_ptr<const LoadTarget> ChunkStore::target(std::uint64_t id) const {
  Result<Entry> entry = find(id);
  return entry ? entry->target : nullptr;
}

Result<std::shared_ptr<ReadBuffer>> ChunkStore::take_buffer(const std::vector<Entry>& entries) {
  std::size_t total = 0;
  for (const Entry& entry : entries) total += entry.chunk ? 0 : entry.frame->raw_bytes;
  if (total == 0) return std::shared_ptr<ReadBuffer>();
  STARLOAD_TRY(make_reserve(total));
  return ReadBuffer::take(budget_, total);
}

Result<std::vector<ChunkBody>> ChunkStore::bodies(std::uint64_t first, std::uint64_t count) {
  std::vector<Entry> entries;
  for (std::uint64_t id = first; id < first + count; ++id) {
    Result<Entry> entry = find(id);
    if (!entry) return entry.status();
    entries.push_back(entry.take());
  }
  Result<std::shared_ptr<ReadBuffer>> buffer = take_buffer(entries);
  if (!buffer) return buffer.status();
  std::span<char> room = *buffer ? (*buffer)->bytes() : std::span<char>();
  std::vector<ChunkBody> bodies;
  for (const Entry& entry : entries) {
    if (entry.chunk) {
      bodies.push_back({entry.chunk->body(), entry.rows, entry.target, entry.chunk});
      continue;
    }
    const std::span<char> bytes = room.first(entry.frame->raw_bytes);
    room = room.subspan(bytes.size());
    STARLOAD_TRY(spill_.get(*entry.frame, bytes));
    bodies.push_back({{bytes.data(), bytes.size()}, entry.rows, entry.target, *buffer});
  }
  return bodies;
}

Result<std::string> ChunkStore::seal(const EnvelopeOwner& owner, std::string_view state,
                                     const std::vector<std::uint64_t>& chunks) {
  constexpr std::size_t kRoughHeadBytes = 1024;
  constexpr std::size_t kLargeState = std::size_t{64} << 20;
  std::size_t expected = 0;
  std::vector<Entry> entries;
  for (const std::uint64_t id : chunks) {
    STARLOAD_TRY(spill(id));
    Result<Entry> entry = find(id);
    if (!entry) return entry.status();
    expected += entry->frame->frame_bytes + kRoughHeadBytes;
    entries.push_back(entry.take());
  }
  // Arenas that wait to be used again would come on top of the state; to fault them in anew costs
  // little beside making that.
  if (expected >= kLargeState) pool_.trim();
  EnvelopeWriter writer(owner, state, entries.size(), expected);
  for (const Entry& entry : entries) {
    AttachedChunk attached;
    attached.database = entry.target->database;
    attached.table = entry.target->table;
    for (const auto& [name, value] : entry.target->headers)
      attached.headers.emplace_back(name, value);
    attached.rows = entry.rows;
    attached.raw_bytes = entry.frame->raw_bytes;
    writer.add_chunk(attached, entry.frame->frame_bytes);
    STARLOAD_TRY(spill_.append_frame(*entry.frame, writer.text(), [&] { writer.sum_up(); }));
  }
  return std::move(writer).finish();
}

bool ChunkStore::holds_memory() const {
  const std::lock_guard lock(mutex_);
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const auto& entry) { return entry.second.chunk != nullptr; });
}

}  // namespace starload
