#include "cli/load_summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.h"
#include "cli/progress/human_format.h"

namespace starload::cli {
namespace {

double rate(double amount, double seconds) { return amount / std::max(seconds, 1e-3); }

const char* outcome(const LoadSummary& summary) {
  if (summary.resume && summary.resume->nothing_to_do) return "nothing to do";
  if (!summary.unresolved_labels.empty()) return "outcome unknown";
  if (summary.interrupted) return "interrupted";
  if (!summary.status) return "failed";
  return "loaded";
}

nlohmann::ordered_json resume_json(const ResumeSummary& resume) {
  return {{"file", resume.file},
          {"resumed", resume.resumed},
          {"resumed_input_rows", resume.resumed_rows},
          {"finished", resume.finished},
          {"pending_checkpoint", resume.pending},
          {"total_input_rows", resume.total.input_rows},
          {"total_loaded_rows", resume.total.loaded},
          {"total_rejected_by_client", resume.total.rejected_by_client},
          {"total_rejected_by_server", resume.total.rejected_by_server},
          {"total_unselected_rows", resume.total.unselected},
          {"position", resume.place},
          {"percent", resume.percent},
          {"checkpoints", resume.checkpoints},
          {"replays", resume.replays}};
}

}  // namespace

std::uint64_t LoadSummary::rejected_rows() const {
  return rejected_by_client +
         (resume ? resume->total.rejected_by_server : counters.total_filtered_rows);
}

int LoadSummary::exit_code() const {
  if (!unresolved_labels.empty()) return kExitOutcomeUnknown;
  if (interrupted) return kExitInterrupted;
  if (!status) return cli::exit_code(status);
  return rejected_rows() > 0 ? kExitRowsRejected : kExitDone;
}

std::string summary_line(const LoadSummary& summary) {
  if (summary.resume && summary.resume->nothing_to_do) {
    return "nothing to do: all " + human_count(summary.resume->total.loaded) + " rows are in " +
           summary.database + "." + summary.table + " already (" + summary.resume->file + ")" +
           (summary.rejected_rows() > 0
                ? ", " + human_count(summary.rejected_rows()) + " rows were rejected"
                : "");
  }
  const double bytes = static_cast<double>(summary.input_bytes);
  std::string line =
      std::string(outcome(summary)) + ": " + human_count(summary.loaded_rows()) + " rows into " +
      summary.database + "." + summary.table + " (" + human_bytes(summary.input_bytes) + " read, " +
      human_duration(summary.seconds) + ", " +
      human_count(static_cast<std::uint64_t>(
          rate(static_cast<double>(summary.loaded_rows()), summary.seconds))) +
      " rows/s, " + human_bytes(static_cast<std::uint64_t>(rate(bytes, summary.seconds))) + "/s, " +
      human_count(summary.counters.total_flush_succeeded_times) +
      (summary.counters.total_flush_succeeded_times == 1 ? " load)" : " loads)");
  if (summary.rejected_rows() > 0)
    line += ", " + human_count(summary.rejected_rows()) + " rows rejected";
  if (summary.counters.total_unselected_rows > 0) {
    line += ", " + human_count(summary.counters.total_unselected_rows) + " rows left out by where";
  }
  if (summary.skipped_records > 0) {
    line += ", " + human_count(summary.skipped_records) +
            (summary.skipped_records == 1 ? " record" : " records") + " without a row skipped";
  }
  if (summary.counters.retries > 0)
    line += ", " + human_count(summary.counters.retries) + " retries";
  if (summary.resume && summary.resume->replays > 0) {
    line += ", went back to a checkpoint " + human_count(summary.resume->replays) +
            (summary.resume->replays == 1 ? " time" : " times");
  }
  if (summary.resume && summary.resume->resumed)
    line += "; with earlier starts " + human_count(summary.resume->total.loaded) + " rows";
  return line;
}

std::string resume_line(const LoadSummary& summary) {
  if (!summary.resume || summary.resume->finished) return {};
  const ResumeSummary& resume = *summary.resume;
  std::string line = "--state " + resume.file + ": " + human_count(resume.total.loaded) +
                     " rows are in the table, the input up to " + resume.place + " (" +
                     std::to_string(resume.percent) + " %)";
  if (resume.pending)
    line += "; the checkpoint behind that is recorded, and the next start settles it";
  return line + ". Start again with the same arguments to go on";
}

std::string summary_json(const LoadSummary& summary) {
  nlohmann::ordered_json object = {{"outcome", outcome(summary)},
                                   {"exit_code", summary.exit_code()},
                                   {"error", summary.status.message()},
                                   {"database", summary.database},
                                   {"table", summary.table},
                                   {"input_rows", summary.input_rows},
                                   {"input_bytes", summary.input_bytes},
                                   {"loaded_rows", summary.loaded_rows()},
                                   {"rejected_rows", summary.rejected_rows()},
                                   {"unselected_rows", summary.counters.total_unselected_rows},
                                   {"skipped_records", summary.skipped_records},
                                   {"sent_bytes", summary.counters.total_flush_bytes},
                                   {"loads", summary.counters.total_flush_succeeded_times},
                                   {"failed_loads", summary.counters.total_flush_failed_times},
                                   {"retries", summary.counters.retries},
                                   {"blocked_ms", summary.counters.blocked_ms},
                                   {"unknown_labels", summary.unresolved_labels},
                                   {"first_rejects", summary.first_rejects},
                                   {"seconds", summary.seconds}};
  if (summary.resume) object["state"] = resume_json(*summary.resume);
  return object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> reject_lines(const LoadSummary& summary) {
  std::vector<std::string> lines;
  if (summary.rejected_rows() == 0 && summary.first_rejects.empty()) return lines;
  for (const std::string& reason : summary.first_rejects) lines.push_back("rejected: " + reason);
  const std::uint64_t all = std::max(summary.rejected_rows(), summary.rejects_named);
  lines.push_back("rejected rows: shown " + std::to_string(summary.first_rejects.size()) + " of " +
                  std::to_string(all));
  return lines;
}

}  // namespace starload::cli
