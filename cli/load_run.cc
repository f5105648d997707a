#include "cli/load_run.h"

#include "framework/buffer/memory_budget.h"

namespace starload::cli {
namespace {

constexpr std::size_t kBlockBytes = 1 << 20;
constexpr std::size_t kHostBytes =
    3 * kBlockBytes;  // one row block with its slack, and the input buffer

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
                     const std::string& source, const AfterBlock& after_block) {
  RowBlock block(schema);
  const std::uint64_t skipped_before = skipped_;
  while (true) {
    block.clear();
    const std::uint64_t first_line = reader.position().line;
    Result<std::size_t> rows = reader.read_block(block, kBlockBytes, rejects_);
    skipped_ = skipped_before + reader.skipped_records();
    if (!rows) return engine_->failure() ? rows.status() : engine_->failure();
    if (*rows == 0) return Status::ok();
    where_ = source + ", lines " + std::to_string(first_line) + " to " +
             std::to_string(reader.position().line - 1);
    if (Status written = engine_->write(table_, block.abi()); !written) {
      // Only a bad row has to do with these lines; other failures come from loads sent earlier.
      return written.code() == ErrorCode::kData ? written.with_context(where_) : written;
    }
    STARLOAD_TRY(rejects_.status());
    rows_ += *rows;
    STARLOAD_TRY(after_block(reader));
  }
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
