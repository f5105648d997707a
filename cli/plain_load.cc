#include "cli/plain_load.h"

namespace starload::cli {
namespace {

// Everything below has limits of its own (request timeouts, retries); this one is for what nobody
// thought of.
constexpr std::chrono::hours kLongestFlush{24};
constexpr std::chrono::seconds kLongestDrain{10};
constexpr std::uint64_t kOnlyCheckpoint = 1;

// Bytes of inputs that are done, as their readers counted them.
Status load_all(LoadJob& job, const LoadTools& tools, LoadRun& run, std::uint64_t& bytes) {
  for (LoadInput& input : job.inputs) {
    Result<std::unique_ptr<RecordReader>> reader = reader_of(job, input, {});
    if (!reader) return reader.status();
    const std::uint64_t before = bytes;
    STARLOAD_TRY(run.load(**reader, job.table.schema, *input.file, [&](const InputPosition& end) {
      bytes = before + end.offset;
      if (tools.on_progress) tools.on_progress({run.rows(), bytes});
      return Status::ok();
    }));
    bytes = before + (*reader)->bytes_consumed();
  }
  return Status::ok();
}

// Exactly-once without a state file is one checkpoint at the end. Its state would hold everything
// that waits on this side (stream load) in memory, for a file that nobody asked for: a flush does
// the same without it.
Status bring_in(Engine& engine, bool exactly_once) {
  if (!exactly_once || engine.counters().spilled_bytes > 0) return engine.flush(kLongestFlush);
  Result<std::string> state = engine.prepare(kOnlyCheckpoint, kLongestFlush);
  if (!state) return state.status();
  return engine.commit(kOnlyCheckpoint, kLongestFlush);
}

void fill(LoadSummary& summary, LoadRun& run, RejectLog& rejects) {
  summary.counters = run.engine().counters();
  summary.input_rows = run.input_rows();
  summary.skipped_records = run.skipped();
  summary.rejected_by_client = rejects.by_client();
  summary.rejects_named = rejects.by_client() + rejects.by_server();
  summary.first_rejects = rejects.first_reasons();
}

// Ends what is under way after a failure or interrupt.
void end(LoadRun& run, const LoadTools& tools, const Status& status, LoadSummary& summary) {
  Engine& engine = run.engine();
  const std::string failed_label = engine.failed_label();
  summary.interrupted = tools.interrupt.by_signal() && !status;
  if (!status) {
    const Status ignored = engine.drain(kLongestDrain);
    static_cast<void>(ignored);  // what stayed unclear is told by unresolved_labels()
  }
  tools.interrupt.set_action(nullptr);  // waits for a drain that the signal started
  engine.abort();
  summary.status = summary.interrupted ? Status::cancelled("interrupted") : status;
  summary.unresolved_labels = engine.unresolved_labels();
  if (status.code() == ErrorCode::kOutcomeUnknown && summary.unresolved_labels.empty())
    summary.unresolved_labels.push_back(failed_label);
}

}  // namespace

Status run_plain_load(LoadJob& job, const LoadTools& tools, LoadSummary& summary) {
  const bool exactly_once = job.setup.exactly_once;
  if (exactly_once) {
    tools.console.note(
        "exactly-once without --state: rows get into the table at the end, and a load that is "
        "killed cannot be resumed; --state FILE makes it resumable");
  }
  EngineConfig config = job.config;
  // A failure in the background must also end a read that waits for standard input.
  config.on_failure = [&tools](const Status&) { tools.interrupt.request(); };
  Result<std::unique_ptr<LoadRun>> opened =
      LoadRun::open(tools.rejects, tools.console.log_sink(), std::move(config), job.table);
  if (!opened) return opened.status();
  LoadRun& run = **opened;
  Engine& engine = run.engine();
  tools.interrupt.set_action([&] {
    tools.console.note("interrupted: ending the loads under way (again to stop at once)");
    const Status ignored = engine.drain(kLongestDrain);
    static_cast<void>(ignored);
  });
  Status status = load_all(job, tools, run, summary.input_bytes);
  if (status) {
    status = check_filter_ratio(tools.rejects.by_client(), run.input_rows(),
                                max_filter_ratio(engine.properties()));
  }
  if (status) status = bring_in(engine, exactly_once);
  if (status) status = tools.rejects.status();
  end(run, tools, status, summary);
  fill(summary, run, tools.rejects);
  return Status::ok();
}

}  // namespace starload::cli
