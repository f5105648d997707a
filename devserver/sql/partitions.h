// The partitions of a table, read from its PARTITION BY clause: which of them a row falls into. The
// server keeps no data by partition; it only refuses the rows that StarRocks would refuse. Owned by
// one load; one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "devserver/storage/table.h"
#include "framework/base/status.h"

namespace starload::devserver {

class Partitions final {
 public:
  // A clause that cannot be read gives partitions that take every row and have no names.
  static Partitions of(const Table& table);

  // Only these partitions take rows from now on; a name that there is not is refused.
  Status select(const std::vector<std::string>& names);

  // False: there is no need to ask takes().
  bool is_selective() const { return selective_; }
  // Indexes into Table::columns.
  const std::vector<int>& columns() const { return columns_; }
  // values: of columns(), in order.
  bool takes(const std::vector<Cell>& values) const;

 private:
  friend class PartitionParser;
  enum class Kind { kWhole, kRange, kList, kByTime, kByValue, kUnknown };

  struct Range {
    std::string name;
    std::vector<Cell> low;   // empty = from the beginning
    std::vector<Cell> high;  // not in it; empty = to the end
    // The bound goes on with MAXVALUE: rows that begin like it come before it.
    bool low_is_open = false;
    bool high_is_open = false;
  };
  struct List {
    std::string name;
    std::vector<std::vector<Cell>> values;
  };

  // The automatic partition's name: p20240131, pBeijing.
  std::string automatic_name(const std::vector<Cell>& values) const;
  const std::string* name_of(const std::vector<Cell>& values) const;
  bool knows(const std::string& name) const;

  Kind kind_ = Kind::kWhole;
  std::string table_name_;
  std::vector<int> columns_;
  std::vector<Type> types_;
  std::vector<Range> ranges_;
  std::vector<List> lists_;
  std::string unit_;  // of kByTime: hour, day, month, year
  std::optional<std::vector<std::string>> selected_;
  bool selective_ = false;
};

}  // namespace starload::devserver
