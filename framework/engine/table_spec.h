// What a host says about one table that it will load into, and about rows that were rejected.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "framework/properties/property_map.h"
#include "framework/rows/schema.h"

namespace starload {

struct TableSpec {
  std::string database;
  std::string table;
  std::shared_ptr<const Schema> schema;  // null: raw records only
  std::vector<std::string>
      columns;  // for the `columns` header, in the order of the fields; may be empty when raw
  bool has_op =
      false;  // raw records of a PRIMARY KEY table carry __op last; else taken from schema
  // sink.properties.* and sink.serializer of this table alone, before the engine's.
  PropertyMap properties = {};
};

struct RejectedRow {
  bool by_server = false;
  std::uint32_t table = 0;
  std::size_t block_row = 0;  // the row's index in the block being written; client side only
  std::string label;          // server side only
  std::string reason;
  std::string row;  // the server's print of it; client side empty
};

using RejectListener = std::function<void(const RejectedRow& row)>;

}  // namespace starload
