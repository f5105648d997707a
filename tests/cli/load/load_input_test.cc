// Several inputs of one load: whether they can be read alike.
#include "cli/load_input.h"

#include <gtest/gtest.h>

#include "tests/cli/resume/temporary_folder.h"

namespace starload::cli {
namespace {

using testing::TemporaryFolder;

TableInfo keyed_table() {
  TableInfo table{"db", "t", "", KeysModel::kPrimary, {}};
  for (const char* name : {"id", "v"}) {
    ColumnInfo column;
    column.name = name;
    column.type = "int";
    table.columns.push_back(column);
  }
  table.columns[0].is_key = true;
  return table;
}

// "planned", or the error. extension: csv, jsonl.
std::string planned(const std::string& extension, const std::string& first,
                    const std::string& second, const MappingOptions& options) {
  const TemporaryFolder folder;
  const std::atomic<bool> interrupted = false;
  LoadArguments arguments;
  arguments.header = extension == "csv";
  arguments.files = {folder.write("1." + extension, first), folder.write("2." + extension, second)};
  Result<std::vector<LoadInput>> inputs = open_inputs(arguments, &interrupted);
  if (!inputs) return inputs.status().message();
  const auto plan = plan_rows(*inputs, keyed_table(), options);
  return plan ? "planned" : plan.status().message();
}

constexpr char kRefusal[] = "do not have the same columns in the same order";

TEST(LoadInput, FieldsOfAllTextFilesStandInTheSamePlaces) {
  MappingOptions by_list;
  by_list.columns = ColumnList{{"id", "v"}, {}};
  EXPECT_EQ(planned("csv", "id,v\n1,2\n", "ID,v\n3,4\n", by_list), "planned");
  EXPECT_NE(planned("csv", "id,v\n1,2\n", "v,id\n4,3\n", by_list).find(kRefusal),
            std::string::npos);
  MappingOptions by_operation;
  by_operation.op_column = "op";
  EXPECT_NE(planned("csv", "id,v,op\n1,2,0\n", "op,id,v\n0,3,4\n", by_operation).find(kRefusal),
            std::string::npos);
}

TEST(LoadInput, FieldsOfJsonAreFoundByTheirNames) {
  MappingOptions options;
  options.op_column = "op";
  EXPECT_EQ(
      planned("jsonl", "{\"id\":1,\"v\":2,\"op\":0}\n", "{\"op\":0,\"id\":3,\"v\":4}\n", options),
      "planned");
}

}  // namespace
}  // namespace starload::cli
