// Turns JSON text into the value of an ARRAY, MAP or STRUCT column, member by member. One owner,
// one thread; the memory is reused from value to value.
//
// Members of a STRUCT are found by name, ignoring case; one that is missing is NULL, one that the
// type does not have is refused. A text member takes any JSON value as text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/input/cell_column.h"
#include "cli/input/json_cursor.h"
#include "cli/input/scalar_parser.h"
#include "framework/rows/nested_writer.h"

namespace starload::cli {

class NestedParser final {
 public:
  // Both are borrowed; type: of the rows' schema.
  NestedParser(const CellColumn& column, const sl_type& type);
  ~NestedParser();

  // REQUIRES: check_json() took the text, and it is an array or an object as the column wants it.
  // false: something inside does not fit; reason() names its path.
  bool parse(std::string_view json);
  std::span<const std::uint8_t> value() const;  // until the next parse()
  const std::string& reason() const { return reason_; }

 private:
  struct Node;  // of the tree of types: its writers, and the nodes of its members

  // A step of the path: a member's name, or an index where the name is empty.
  struct Step {
    std::string_view name;
    std::size_t index = 0;
  };

  bool parse_nested(Node& node, JsonCursor& cursor);
  bool parse_array(Node& node, JsonCursor& cursor);
  bool parse_map(Node& node, JsonCursor& cursor);
  bool parse_struct(Node& node, JsonCursor& cursor);
  bool parse_item(Node& node, JsonCursor& cursor, NestedWriter& writer, std::size_t slot);
  bool refuse(const Node& node, std::string_view text);
  bool refuse_member(std::string_view what);
  bool check_size(const NestedWriter& writer);
  std::string path() const;

  const CellColumn& column_;
  std::unique_ptr<Node> root_;
  ScalarParser scalars_;
  std::vector<Step> steps_;
  std::string scratch_;
  std::string reason_;
};

}  // namespace starload::cli
