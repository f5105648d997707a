#include "cli/load_command.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "cli/exit_codes.h"
#include "cli/load_job.h"
#include "cli/plain_load.h"
#include "cli/progress/progress.h"
#include "cli/resumable_load.h"
#include "cli/resume_state.h"

namespace starload::cli {
namespace {

using Clock = std::chrono::steady_clock;

bool shows_progress(const LoadArguments& arguments) {
  return !arguments.job.quiet && !arguments.no_progress && !arguments.job.json;
}

void print_summary(const LoadArguments& arguments, const LoadSummary& summary) {
  if (arguments.job.json) {
    std::puts(summary_json(summary).c_str());
  } else if (!arguments.job.quiet) {
    std::puts(summary_line(summary).c_str());
  }
}

void print_outcome(const LoadArguments& arguments, const LoadSummary& summary, Console& console) {
  if (!summary.status && !summary.interrupted) console.error(summary.status);
  for (const std::string& label : summary.unresolved_labels) {
    console.error("outcome unknown for label " + label +
                  (summary.resume
                       ? ": the next start with the same arguments asks the server for it"
                       : ": ask the server with SHOW LOAD or get_load_state before loading its "
                         "rows again"));
  }
  for (const std::string& line : reject_lines(summary)) console.note(line);
  if (const std::string line = resume_line(summary); !line.empty()) console.note(line);
  print_summary(arguments, summary);
}

// One load: options, state, table, rows.
class LoadCommand final {
 public:
  explicit LoadCommand(const LoadArguments& arguments)
      : arguments_(arguments),
        console_(arguments.job.quiet, arguments.job.verbose),
        job_(arguments) {}

  int run() {
    const Status status = prepare();
    if (status && !is_done_already()) {
      if (const Status begun = load(); !begun) return fail(begun);
      return summary_.exit_code();
    }
    if (!status) return fail(status);
    tell_done_already();
    return summary_.exit_code();
  }

 private:
  int fail(const Status& status) {
    console_.error(status);
    return exit_code(status);
  }

  Status prepare() {
    STARLOAD_TRY(read_load_job(job_, interrupt_));
    if (!arguments_.state_file.empty()) {
      Result<ResumeState> resume = open_resume_state(job_);
      if (!resume) return resume.status();
      resume_ = resume.take();
    }
    if (is_done_already()) return Status::ok();
    // A table that is gone took the rows of earlier starts with it.
    STARLOAD_TRY(prepare_table(job_, console_, !resume_ || !resume_->has_begun()));
    Result<std::unique_ptr<RejectLog>> rejects = open_rejects();
    if (!rejects) return rejects.status();
    rejects_ = rejects.take();
    return resume_ ? begin_resume_state(*resume_, job_) : Status::ok();
  }

  Result<std::unique_ptr<RejectLog>> open_rejects() const {
    const bool keep_going = max_filter_ratio(job_.effective()) > 0;
    return resume_ ? RejectLog::open_to_resume(arguments_.rejects_file, keep_going)
                   : RejectLog::open(arguments_.rejects_file, keep_going);
  }

  bool is_done_already() const { return resume_ && resume_->state.finished; }

  void name_table() {
    summary_.database = job_.table.database;
    summary_.table = job_.table.table;
  }

  void tell_done_already() {
    name_table();
    ResumeSummary& resume = summary_.resume.emplace();
    resume.file = resume_->file->path();
    resume.resumed = resume.finished = resume.nothing_to_do = true;
    resume.total = resume_->state.committed.counts;
    resume.resumed_rows = resume.total.input_rows;
    resume.place = "the end of the input";
    resume.percent = 100;
    summary_.input_rows = resume.total.input_rows;
    summary_.skipped_records = resume.total.skipped;
    summary_.rejected_by_client = resume.total.rejected_by_client;
    print_summary(arguments_, summary_);
  }

  Progress::Done done_before() const {
    if (!resume_) return {};
    const LoadState& state = resume_->state;
    const LoadPosition& position = state.committed.position;
    Progress::Done done{state.committed.counts.input_rows, position.at.offset};
    for (std::size_t i = 0; i < position.input && i < state.identity.inputs.size(); ++i)
      done.bytes += state.identity.inputs[i].facts.size;
    return done;
  }

  Status load() {
    name_table();
    if (resume_ && resume_->has_begun()) {
      console_.note("going on with the load of " + resume_->file->path() + ": " +
                    std::to_string(resume_->state.committed.counts.loaded) +
                    " rows are in the table");
    }
    const Clock::time_point start = Clock::now();
    Progress progress(progress_options_for(STDERR_FILENO, shows_progress(arguments_)),
                      total_bytes(job_.inputs), done_before());
    if (shows_progress(arguments_)) console_.set_line_eraser([&progress] { progress.erase(); });
    const LoadTools tools{console_, interrupt_, *rejects_, [&progress](const LoadProgress& now) {
                            progress.update(now.rows, now.bytes);
                          }};
    Status begun;
    if (resume_) {
      ResumableLoad(job_, tools, *resume_).run(summary_);
    } else {
      begun = run_plain_load(job_, tools, summary_);
    }
    console_.set_line_eraser(nullptr);
    progress.finish();
    summary_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (begun) print_outcome(arguments_, summary_, console_);
    return begun;
  }

  const LoadArguments& arguments_;
  Interrupt interrupt_;  // before every other thread
  Console console_;
  LoadJob job_;
  std::optional<ResumeState> resume_;
  std::unique_ptr<RejectLog> rejects_;
  LoadSummary summary_;
};

}  // namespace

int run_load(const LoadArguments& arguments) { return LoadCommand(arguments).run(); }

}  // namespace starload::cli
