// The CREATE TABLE statement for --create-table. Plain values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace starload::cli {

struct InferredColumn {
  std::string name;
  std::string type;        // DDL spelling
  bool can_be_key = true;  // StarRocks takes no DOUBLE or JSON as a sort key
};

struct InferredTable {
  std::vector<InferredColumn> columns;
  bool is_sample = false;  // the types come from the beginning of the input only
  std::uint64_t rows = 0;  // that were looked at
};

// CREATE TABLE IF NOT EXISTS `db`.`t` (...) DUPLICATE KEY(`first`) DISTRIBUTED BY RANDOM, all
// columns nullable and in the file's order. Where the first column cannot be a key the table is
// sorted by the first that can (ORDER BY, StarRocks 3.3), without a key clause; where none can,
// both are left out. `properties` go into PROPERTIES (replication_num).
std::string create_table_statement(
    const std::string& database, const std::string& table, const InferredTable& inferred,
    const std::vector<std::pair<std::string, std::string>>& properties = {});

}  // namespace starload::cli
