#include "cli/input/nested_parser.h"

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
// Of a value as rows hold it, where {} takes as much as all members of its STRUCT: offsets in rows
// have 32 bits.
constexpr std::size_t kMaxBytes = std::size_t{256} << 20;

const sl_type& member_type(const sl_type& type, std::size_t index) {
  return *type.children[index].type;
}

}  // namespace

struct NestedParser::Node {
  Node(const CellColumn& cell, const sl_type& type) : column(cell) {
    for (std::size_t i = 0; i < cell.members.size(); ++i)
      members.push_back(std::make_unique<Node>(cell.members[i], member_type(type, i)));
    if (cell.kind == CellKind::kMap) {
      writers.push_back(NestedWriter::array_of(member_type(type, 0)));
      writers.push_back(NestedWriter::array_of(member_type(type, 1)));
    } else if (cell.is_nested()) {
      writers.emplace_back(type);
    }
    seen.resize(cell.members.size());
  }

  std::span<const std::uint8_t> value() const {
    return column.kind == CellKind::kMap ? std::span<const std::uint8_t>(map) : writers[0].bytes();
  }

  const CellColumn& column;
  std::vector<std::unique_ptr<Node>> members;
  std::vector<NestedWriter> writers;  // one; a map: keys, values; a scalar: none
  std::vector<std::uint8_t> map;
  std::vector<bool> seen;  // of a struct's members
  std::string key;         // that is being read
};

NestedParser::NestedParser(const CellColumn& column, const sl_type& type)
    : column_(column), root_(std::make_unique<Node>(column, type)) {}

NestedParser::~NestedParser() = default;

std::span<const std::uint8_t> NestedParser::value() const { return root_->value(); }

bool NestedParser::parse(std::string_view json) {
  steps_.clear();
  JsonCursor cursor(json);
  return parse_nested(*root_, cursor);
}

// "tags[2].name"
std::string NestedParser::path() const {
  std::string text = column_.name;
  for (const Step& step : steps_) {
    if (step.name.empty()) {
      text += "[" + std::to_string(step.index) + "]";
    } else {
      text += "." + printable(step.name, 80);
    }
  }
  return text;
}

bool NestedParser::refuse(const Node& node, std::string_view text) {
  reason_ = scalars_.describe(node.column, path(), text);
  return false;
}

bool NestedParser::refuse_member(std::string_view what) {
  reason_ = "'" + path() + "' " + std::string(what);
  return false;
}

bool NestedParser::parse_nested(Node& node, JsonCursor& cursor) {
  switch (node.column.kind) {
    case CellKind::kArray:
      return parse_array(node, cursor);
    case CellKind::kMap:
      return parse_map(node, cursor);
    default:
      return parse_struct(node, cursor);
  }
}

bool NestedParser::parse_item(Node& node, JsonCursor& cursor, NestedWriter& writer,
                              std::size_t slot) {
  const JsonKind kind = cursor.kind();
  if (kind == JsonKind::kNull) {
    cursor.take_value();
    return true;  // slots are NULL until they are set
  }
  const bool is_container = kind == JsonKind::kArray || kind == JsonKind::kObject;
  if (node.column.is_nested()) {
    const bool wants_array = node.column.kind == CellKind::kArray;
    if (kind != (wants_array ? JsonKind::kArray : JsonKind::kObject)) {
      scalars_.refuse(wants_array ? "a JSON array" : "a JSON object");
      return refuse(node, cursor.take_value());
    }
    if (!parse_nested(node, cursor)) return false;
    writer.set_nested(slot, node.value());
    return check_size(writer);
  }
  const std::string_view text = is_container ? cursor.take_value() : cursor.take_scalar(scratch_);
  if (!scalars_.parse(node.column, slot, text, writer)) return refuse(node, text);
  return check_size(writer);
}

bool NestedParser::check_size(const NestedWriter& writer) {
  return writer.bytes().size() <= kMaxBytes ||
         refuse_member("makes the value larger than 256 MiB in memory");
}

bool NestedParser::parse_array(Node& node, JsonCursor& cursor) {
  NestedWriter& writer = node.writers[0];
  writer.begin(count_items(cursor, scratch_));
  cursor.enter();
  for (std::size_t index = 0; cursor.next(); ++index) {
    steps_.push_back({{}, index});
    if (!parse_item(*node.members[0], cursor, writer, index)) return false;
    steps_.pop_back();
  }
  return true;
}

bool NestedParser::parse_map(Node& node, JsonCursor& cursor) {
  const std::size_t count = count_items(cursor, scratch_);
  for (NestedWriter& writer : node.writers) writer.begin(count);
  cursor.enter();
  for (std::size_t index = 0; cursor.next(); ++index) {
    const std::string_view key = cursor.take_key(node.key);
    steps_.push_back({key, index});
    if (!scalars_.parse(node.members[0]->column, index, key, node.writers[0]))
      return refuse(*node.members[0], key);
    if (!parse_item(*node.members[1], cursor, node.writers[1], index)) return false;
    steps_.pop_back();
  }
  lay_out_map(node.writers[0].bytes(), node.writers[1].bytes(), node.map);
  return true;
}

bool NestedParser::parse_struct(Node& node, JsonCursor& cursor) {
  NestedWriter& writer = node.writers[0];
  writer.begin();
  node.seen.assign(node.seen.size(), false);
  cursor.enter();
  while (cursor.next()) {
    const std::string_view key = cursor.take_key(node.key);
    steps_.push_back({key, 0});
    std::size_t member = kNone;
    for (std::size_t i = 0; i < node.members.size() && member == kNone; ++i) {
      if (equals_ignoring_case(node.column.members[i].name, key)) member = i;
    }
    if (member == kNone) {
      return refuse_member("is not a member of " + node.column.type_text);
    }
    if (node.seen[member]) return refuse_member("is there more than once");
    node.seen[member] = true;
    if (!parse_item(*node.members[member], cursor, writer, member)) return false;
    steps_.pop_back();
  }
  return true;
}

}  // namespace starload::cli
