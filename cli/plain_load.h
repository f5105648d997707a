// A load without --state: rows go into the table as they come (at-least-once), or all at the end
// (exactly-once). One owner, one thread.
#pragma once

#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/load_job.h"
#include "cli/load_run.h"
#include "cli/load_summary.h"

namespace starload::cli {

// What a load works with; all borrowed.
struct LoadTools {
  Console& console;
  Interrupt& interrupt;
  RejectLog& rejects;
  std::function<void(const LoadProgress&)> on_progress;
};

// Loads everything and fills what the summary tells about it. An error means that nothing was
// begun.
Status run_plain_load(LoadJob& job, const LoadTools& tools, LoadSummary& summary);

}  // namespace starload::cli
