// A schema: names and types of a stream's columns, owned by the framework and seen by plugins as
// sl_schema. Immutable after make(); shared by everything that reads its rows; any thread.
#pragma once

#include <starload/abi/rows.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/base/status.h"

namespace starload {

// A type as a value, for building schemas. Members as in sl_type.
struct DataType {
  std::int32_t kind = SL_TYPE_VARCHAR;
  std::int32_t precision = 0;
  std::int32_t scale = 0;
  std::int64_t length = 0;
  bool nullable = true;
  std::vector<DataType> children = {};
  std::vector<std::string> child_names = {};  // ROW members; empty otherwise
};

struct ColumnSpec {
  std::string name;
  DataType type;
  std::string target_type;  // StarRocks' DATA_TYPE in lower case, empty = not known
};

class Schema final {
 public:
  // has_op: the table is a PRIMARY KEY table. Refuses empty or duplicate names, bad precisions,
  // nesting over 64.
  static Result<std::shared_ptr<const Schema>> make(std::vector<ColumnSpec> columns, bool has_op);
  ~Schema();

  const sl_schema* abi() const;
  std::size_t size() const;
  const std::vector<ColumnSpec>& columns() const;

 private:
  struct Tree;
  explicit Schema(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace starload
