#include "cli/load_run.h"

#include "framework/buffer/memory_budget.h"

namespace starload::cli {
namespace {

constexpr std::size_t kBlockBytes = 1 << 20;
constexpr std::size_t kHostBytes =
    3 * kBlockBytes;  // one row block with its slack, and the input buffer
// Everything below has limits of its own (request timeouts, retries); this one is for what nobody
// thought of.
constexpr std::chrono::hours kLongestFlush{24};
constexpr std::chrono::seconds kLongestDrain{10};

}  // namespace

LoadRun::LoadRun(Parts parts) : parts_(std::move(parts)) {}

LoadRun::~LoadRun() {
  parts_.interrupt.set_action(nullptr);
  if (engine_) engine_->budget().release(kHostBytes);
}

Result<std::unique_ptr<LoadRun>> LoadRun::open(Parts parts, EngineConfig config, TableSpec table) {
  std::unique_ptr<LoadRun> run(new LoadRun(std::move(parts)));
  config.log = run->parts_.console.log_sink();
  config.on_reject = [self = run.get()](const starload::RejectedRow& row) { self->on_reject(row); };
  // A failure in the background must also end a read that waits for standard input.
  config.on_failure = [self = run.get()](const Status&) { self->parts_.interrupt.request(); };
  Result<std::unique_ptr<Engine>> engine = Engine::open(std::move(config));
  if (!engine) return engine.status();
  run->engine_ = engine.take();
  if (!run->engine_->budget().try_charge(kHostBytes))
    return Status::fatal("the memory budget has no room for a block");
  Result<std::uint32_t> index = run->engine_->add_table(std::move(table));
  if (!index) return index.status();
  run->table_ = *index;
  run->max_filter_ratio_ = max_filter_ratio(run->engine_->properties());
  run->parts_.interrupt.set_action([self = run.get()] {
    self->parts_.console.note("interrupted: ending the loads under way (again to stop at once)");
    const Status ignored = self->engine_->drain(kLongestDrain);
    static_cast<void>(ignored);  // what stayed unclear is told by unresolved_labels()
  });
  return run;
}

Status LoadRun::load(RecordReader& reader, const std::shared_ptr<const Schema>& schema,
                     const std::string& source) {
  RowBlock block(schema);
  while (true) {
    block.clear();
    const std::uint64_t first_line = reader.position().line;
    Result<std::size_t> rows = reader.read_block(block, kBlockBytes, parts_.rejects);
    if (!rows) return engine_->failure() ? rows.status() : engine_->failure();
    if (*rows == 0) break;
    where_ = source + ", lines " + std::to_string(first_line) + " to " +
             std::to_string(reader.position().line - 1);
    if (Status written = engine_->write(table_, block.abi()); !written) {
      // Only a bad row has to do with these lines; other failures come from loads sent earlier.
      return written.code() == ErrorCode::kData ? written.with_context(where_) : written;
    }
    STARLOAD_TRY(parts_.rejects.status());
    rows_ += *rows;
    report(reader);
  }
  bytes_before_ += reader.bytes_consumed();
  return Status::ok();
}

void LoadRun::report(const RecordReader& reader) {
  if (parts_.on_progress) parts_.on_progress({rows_, bytes_before_ + reader.bytes_consumed()});
}

void LoadRun::on_reject(const starload::RejectedRow& row) { parts_.rejects.reject(row, where_); }

Status LoadRun::check_ratio() const {
  const std::uint64_t refused = parts_.rejects.by_client();
  const std::uint64_t all = rows_ + refused;
  if (static_cast<double>(refused) <= max_filter_ratio_ * static_cast<double>(all))
    return Status::ok();
  return Status::data(std::to_string(refused) + " of " + std::to_string(all) +
                      " rows were rejected, more than sink.properties.max_filter_ratio allows");
}

void LoadRun::finish(Status status, LoadSummary& summary) {
  if (status) status = check_ratio();
  if (status) status = engine_->flush(kLongestFlush);
  if (status) status = parts_.rejects.status();
  const std::string failed_label = engine_->failed_label();
  const bool outcome_unknown = status.code() == ErrorCode::kOutcomeUnknown;
  summary.interrupted = parts_.interrupt.by_signal() && !status;
  if (!status) {
    const Status ignored = engine_->drain(kLongestDrain);
    static_cast<void>(ignored);
  }
  parts_.interrupt.set_action(nullptr);  // waits for a drain that the signal started
  engine_->abort();
  summary.status = summary.interrupted ? Status::cancelled("interrupted") : status;
  summary.unresolved_labels = engine_->unresolved_labels();
  if (outcome_unknown && summary.unresolved_labels.empty())
    summary.unresolved_labels.push_back(failed_label);
  summary.counters = engine_->counters();
  summary.input_rows = rows_ + parts_.rejects.by_client();
  summary.rejected_by_client = parts_.rejects.by_client();
  summary.rejects_named = parts_.rejects.by_client() + parts_.rejects.by_server();
  summary.first_rejects = parts_.rejects.first_reasons();
}

}  // namespace starload::cli
