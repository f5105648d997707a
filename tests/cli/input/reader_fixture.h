// What the reader tests share: tables without a server, rows as text, rejects that are kept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/input/column_mapping.h"
#include "cli/input/record_reader.h"
#include "framework/catalog/table_info.h"

namespace starload::cli::testing {

// "a INT, b VARCHAR(20), c DECIMAL(10,2) NOT NULL" -> db.t
TableInfo table_of(std::string_view columns);
std::shared_ptr<const RowPlan> plan_of(std::string_view columns,
                                       const std::vector<std::string>& names = {});
// The same for a table whose first column is its PRIMARY KEY.
TableInfo primary_table_of(std::string_view columns);
std::shared_ptr<const RowPlan> primary_plan_of(std::string_view columns,
                                               const std::vector<std::string>& names,
                                               const MappingOptions& options);
// Options with these flags; a condition that cannot be parsed fails the test.
MappingOptions operations(const std::string& op_column, const std::string& delete_where = "");

class KeptRejects final : public RejectSink {
 public:
  Status reject(const RejectedRow& row) override;
  std::vector<std::string> lines;  // "source:line [column] reason"
  std::vector<std::string> raw;
  bool stop = false;
};

// All rows, fields joined by '|', NULL as <null>, those that are deleted with "-" in front; then
// "error: ..." when reading failed.
std::vector<std::string> read_all(RecordReader& reader, const RowPlan& plan, KeptRejects& rejects,
                                  std::size_t max_bytes = 1 << 20);

}  // namespace starload::cli::testing
