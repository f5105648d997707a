// What a load with --state tells at its end.
#include "cli/load_summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace starload::cli {
namespace {

LoadSummary resumed() {
  LoadSummary summary;
  summary.database = "d";
  summary.table = "t";
  summary.counters.total_flush_rows = 300;
  summary.counters.total_flush_succeeded_times = 2;
  summary.seconds = 1;
  ResumeSummary& resume = summary.resume.emplace();
  resume.file = "my.state";
  resume.resumed = true;
  resume.resumed_rows = 700;
  resume.total.input_rows = resume.total.loaded = 1000;
  resume.finished = true;
  resume.percent = 100;
  resume.place = "the end of the input";
  return summary;
}

TEST(LoadSummary, TellsRowsOfThisStartAndOfAll) {
  const std::string line = summary_line(resumed());
  EXPECT_TRUE(line.starts_with("loaded: 300 rows into d.t (")) << line;
  EXPECT_TRUE(line.ends_with("; with earlier starts 1,000 rows")) << line;
  EXPECT_EQ(resume_line(resumed()), "");
  EXPECT_EQ(resumed().exit_code(), 0);
}

TEST(LoadSummary, TellsHowFarAnInterruptedLoadCameAndWhatToDo) {
  LoadSummary summary = resumed();
  summary.interrupted = true;
  summary.resume->finished = false;
  summary.resume->place = "rows.csv line 17";
  summary.resume->percent = 42;
  EXPECT_EQ(resume_line(summary),
            "--state my.state: 1,000 rows are in the table, the input up to rows.csv line 17 (42 "
            "%). Start again with the same arguments to go on");
  summary.resume->pending = true;
  EXPECT_NE(resume_line(summary).find("the checkpoint behind that is recorded, and the next start "
                                      "settles it"),
            std::string::npos);
  EXPECT_EQ(summary.exit_code(), 130);
}

TEST(LoadSummary, RowsThatAnEarlierStartRejectedCount) {
  LoadSummary summary = resumed();
  summary.resume->total.rejected_by_server = 2;
  summary.rejected_by_client = 3;
  EXPECT_EQ(summary.rejected_rows(), 5u);
  EXPECT_EQ(summary.exit_code(), 3);
}

TEST(LoadSummary, NothingToDoHasTheExitCodeThatTheLoadHad) {
  LoadSummary summary = resumed();
  summary.resume->nothing_to_do = true;
  EXPECT_EQ(summary.exit_code(), 0);
  EXPECT_EQ(summary_line(summary), "nothing to do: all 1,000 rows are in d.t already (my.state)");
  summary.rejected_by_client = 3;
  EXPECT_EQ(summary.exit_code(), 3);
  EXPECT_EQ(summary_line(summary),
            "nothing to do: all 1,000 rows are in d.t already (my.state), 3 rows were rejected");
}

TEST(LoadSummary, AnUnknownOutcomeHasItsExitCodeAlsoWhenInterrupted) {
  LoadSummary summary = resumed();
  summary.interrupted = true;
  summary.unresolved_labels = {"l1"};
  EXPECT_EQ(summary.exit_code(), 4);
}

TEST(LoadSummary, JsonHoldsTheState) {
  LoadSummary summary = resumed();
  summary.resume->replays = 2;
  const nlohmann::json object = nlohmann::json::parse(summary_json(summary));
  EXPECT_EQ(object["loaded_rows"], 300);
  EXPECT_EQ(object["state"]["total_loaded_rows"], 1000);
  EXPECT_EQ(object["state"]["resumed_input_rows"], 700);
  EXPECT_EQ(object["state"]["replays"], 2);
  EXPECT_EQ(object["state"]["finished"], true);
  summary.resume.reset();
  EXPECT_FALSE(nlohmann::json::parse(summary_json(summary)).contains("state"));
}

}  // namespace
}  // namespace starload::cli
