#include "cli/load_run.h"

#include "cli/input/input_buffer.h"
#include "cli/input/line_block_reader.h"
#include "framework/buffer/memory_budget.h"

namespace starload::cli {
namespace {

// Small enough that what one thread reads is still in the cache where the other one writes it.
constexpr std::size_t kBlockBytes = std::size_t{256} * 1024;
// A block's memory is at most doubled when it grows; and there is the input buffer.
constexpr std::size_t kHostBytes =
    ReadAhead::kMostBlocks * 2 * kBlockBytes + InputBuffer::kDefaultBytes;

}  // namespace

LoadRun::LoadRun(RejectLog& rejects) : rejects_(rejects), rejected_before_(rejects.by_client()) {}

LoadRun::~LoadRun() {
  if (charged_) engine_->budget().release(kHostBytes);
}

Result<std::unique_ptr<LoadRun>> LoadRun::open(RejectLog& rejects, LogSink log, EngineConfig config,
                                               TableSpec table) {
  std::unique_ptr<LoadRun> run(new LoadRun(rejects));
  config.log = std::move(log);
  config.on_reject = [self = run.get()](const starload::RejectedRow& row) {
    self->rejects_.reject(row, self->where_);
  };
  Result<std::unique_ptr<Engine>> engine = Engine::open(std::move(config));
  if (!engine) return engine.status();
  run->engine_ = engine.take();
  run->charged_ = run->engine_->budget().try_charge(kHostBytes);
  if (!run->charged_) return Status::fatal("the memory budget has no room for a block");
  Result<std::uint32_t> index = run->engine_->add_table(std::move(table));
  if (!index) return index.status();
  run->table_ = *index;
  return run;
}

Status LoadRun::load(RecordReader& reader, const std::shared_ptr<const Schema>& schema,
                     InputFile& file, const AfterBlock& after_block) {
  if (LineBlockReader* lines = reader.lines(); lines != nullptr && !file.may_wait())
    return load_lines(*lines, file.name(), after_block);
  const std::uint64_t skipped_before = skipped_;
  ReadAhead blocks(reader, schema, kBlockBytes, [&file] { file.stop_waiting(); });
  while (true) {
    Result<InputBlock> block = blocks.next(rejects_);
    if (!block) return engine_->failure() ? block.status() : engine_->failure();
    skipped_ = skipped_before + block->skipped;
    if (block->row_count == 0) return Status::ok();
    STARLOAD_TRY(write(*block, file.name()));
    STARLOAD_TRY(after_block(block->end));
    blocks.give_back(std::move(block->rows));
  }
}

// Lines that stay as they are need no thread that reads ahead: they are read into the load itself
// where it has room, and sending runs beside that.
Status LoadRun::load_lines(LineBlockReader& lines, const std::string& source,
                           const AfterBlock& after_block) {
  InputBlock block;
  block.rows = std::make_unique<RowBlock>(nullptr);
  while (true) {
    Result<bool> more = fill_lines(lines);
    if (more && !*more) more = write_lines(lines, block, source);
    if (!more) return engine_->failure() ? more.status() : engine_->failure();
    if (!*more) return Status::ok();
    STARLOAD_TRY(rejects_.status());
    STARLOAD_TRY(after_block(lines.position()));
  }
}

Result<bool> LoadRun::fill_lines(LineBlockReader& lines) {
  std::uint64_t rows = 0;
  Result<bool> filled =
      engine_->fill_lines(table_, kBlockBytes, [&](const LineRoom& room) -> Result<FilledLines> {
        const Result<ReadLines> read = lines.read_into(room.bytes, room.most_rows);
        if (!read) return read.status();
        rows = read->lines;
        return FilledLines{read->bytes, rows};
      });
  if (filled) rows_ += rows;
  return filled;
}

// By way of a block, which can be divided between two loads, and grows with a long line.
Result<bool> LoadRun::write_lines(LineBlockReader& lines, InputBlock& block,
                                  const std::string& source) {
  block.rows->clear();
  block.first_line = lines.position().line;
  const Result<std::size_t> count = lines.read(*block.rows, kBlockBytes);
  if (!count) return count.status();
  block.row_count = *count;
  block.end = lines.position();
  if (*count > 0) STARLOAD_TRY(write(block, source));
  return *count > 0;
}

Status LoadRun::write(const InputBlock& block, const std::string& source) {
  where_ = source + ", lines " + std::to_string(block.first_line) + " to " +
           std::to_string(block.end.line - 1);
  if (Status written = engine_->write(table_, block.rows->abi()); !written) {
    // Only a bad row has to do with these lines; other failures come from loads sent earlier.
    return written.code() == ErrorCode::kData ? written.with_context(where_) : written;
  }
  rows_ += block.row_count;
  return rejects_.status();
}

// Rows that the serializer refused came from a reader, too.
std::uint64_t LoadRun::input_rows() const {
  const std::uint64_t rejected = rejects_.by_client() - rejected_before_;
  return rows_ + rejected - engine_->counters().refused_rows;
}

Status check_filter_ratio(std::uint64_t rejected, std::uint64_t input_rows, double max_ratio) {
  if (static_cast<double>(rejected) <= max_ratio * static_cast<double>(input_rows))
    return Status::ok();
  return Status::data(std::to_string(rejected) + " of " + std::to_string(input_rows) +
                      " rows were rejected, more than sink.properties.max_filter_ratio allows");
}

}  // namespace starload::cli
