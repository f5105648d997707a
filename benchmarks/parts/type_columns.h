// Every column type with usual values: rows of eight columns of one type. The values come from a
// fixed seed.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "framework/rows/row_block.h"
#include "framework/rows/row_writer.h"

namespace starload::bench {

constexpr std::size_t kTypeColumns = 8;

// Sets one field of the row that was begun.
using SetField = std::function<void(RowWriter&, std::size_t field, std::mt19937_64&)>;

struct TypeColumn {
  std::string name;  // as a case spells it: "decimal-10-2"
  DataType type;
  std::string target_type;
  // The setter for a schema's columns of this type; it may keep memory that it uses again.
  std::function<SetField(const sl_schema&)> setter;
};

const std::vector<TypeColumn>& type_columns();

std::shared_ptr<const Schema> schema_of(const TypeColumn& column);
void write_rows(const TypeColumn& column, std::size_t rows, RowBlock& block);

}  // namespace starload::bench
