// The benchmarks' rows as files hold them, and the columns of their table.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "benchmarks/serializers/bench_rows.h"
#include "cli/input/column_mapping.h"
#include "cli/input/reject_sink.h"

namespace starload::bench {

enum class Quotes : std::uint8_t { kNone, kAroundTexts };  // kAroundTexts: with "" and , inside

std::string csv_text(const std::vector<BenchRow>& rows, Quotes quotes);
std::string json_lines(const std::vector<BenchRow>& rows);
// All columns, in their order. Ends the program with a message when that fails.
std::shared_ptr<const cli::RowPlan> bench_plan();

// For readers that must not refuse anything: ends the program with the reason.
class NoRejects final : public cli::RejectSink {
 public:
  Status reject(const cli::RejectedRow& row) override;
};

}  // namespace starload::bench
