#include "framework/rows/schema.h"

#include <deque>
#include <set>

namespace starload {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::int32_t kMaxDecimalPrecision = 38;
constexpr std::int32_t kMaxFractionDigits = 9;

bool has_fraction(std::int32_t kind) {
  return kind == SL_TYPE_TIME || kind == SL_TYPE_TIMESTAMP || kind == SL_TYPE_TIMESTAMP_LTZ;
}

std::string number(std::int64_t value) { return std::to_string(value); }

Status check_scalar(const DataType& type) {
  if (type.kind < SL_TYPE_BOOLEAN || type.kind > SL_TYPE_NULL) {
    return Status::config("type number " + number(type.kind) + " is not known");
  }
  if (type.kind == SL_TYPE_DECIMAL) {
    if (type.precision < 1 || type.precision > kMaxDecimalPrecision) {
      return Status::config("DECIMAL precision " + number(type.precision) +
                            " is outside 1..38; declare a precision that it can hold");
    }
    if (type.scale < 0 || type.scale > type.precision) {
      return Status::config("DECIMAL scale " + number(type.scale) + " is outside 0.." +
                            number(type.precision) + " (the precision)");
    }
  }
  if (has_fraction(type.kind) && (type.precision < 0 || type.precision > kMaxFractionDigits)) {
    return Status::config("precision " + number(type.precision) +
                          " of a time or timestamp is outside 0..9");
  }
  if (type.length < 0) return Status::config("length " + number(type.length) + " is negative");
  return Status::ok();
}

std::size_t wanted_children(const DataType& type) {
  if (type.kind == SL_TYPE_ARRAY) return 1;
  if (type.kind == SL_TYPE_MAP) return 2;
  return type.kind == SL_TYPE_ROW ? type.children.size() : 0;
}

Status check_names(const std::vector<std::string>& names) {
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    if (name.empty()) return Status::config("a ROW member has no name");
    if (!seen.insert(name).second) {
      return Status::config("two ROW members are named '" + name + "'");
    }
  }
  return Status::ok();
}

Status check_type(const DataType& type, std::size_t depth) {
  if (depth > kMaxDepth) return Status::config("the type is nested deeper than 64 levels");
  STARLOAD_TRY(check_scalar(type));
  if (type.children.size() != wanted_children(type)) {
    return Status::config(
        "the type has " + number(static_cast<std::int64_t>(type.children.size())) +
        " inner types, wanted " + number(static_cast<std::int64_t>(wanted_children(type))));
  }
  if (type.kind == SL_TYPE_ROW) {
    if (type.child_names.size() != type.children.size()) {
      return Status::config("a ROW needs one name for each member");
    }
    STARLOAD_TRY(check_names(type.child_names));
  }
  for (const DataType& child : type.children) STARLOAD_TRY(check_type(child, depth + 1));
  return Status::ok();
}

Status check_columns(const std::vector<ColumnSpec>& columns) {
  if (columns.empty()) return Status::config("the schema has no columns");
  std::set<std::string_view> seen;
  for (const ColumnSpec& column : columns) {
    if (column.name.empty()) return Status::config("a column has no name");
    if (!seen.insert(column.name).second) {
      return Status::config("two columns are named '" + column.name + "'");
    }
    STARLOAD_TRY(check_type(column.type, 1).with_context("column '" + column.name + "'"));
  }
  return Status::ok();
}

sl_str borrow(const std::string& text) { return {text.data(), text.size()}; }

}  // namespace

// Deques keep the addresses of what they hold, so types and fields can point at each other.
struct Schema::Tree {
  std::vector<ColumnSpec> columns;
  std::deque<sl_type> types;
  std::deque<std::vector<sl_field>> field_lists;
  sl_schema schema{};

  const sl_type* add_type(const DataType& type) {
    const std::vector<sl_field>* children = nullptr;
    if (!type.children.empty()) children = &add_children(type);
    types.push_back({.struct_size = sizeof(sl_type),
                     .kind = type.kind,
                     .precision = type.precision,
                     .scale = type.scale,
                     .length = type.length,
                     .nullable = type.nullable ? 1u : 0u,
                     .reserved = 0,
                     .children = children != nullptr ? children->data() : nullptr,
                     .child_count = children != nullptr ? children->size() : 0});
    return &types.back();
  }

  const std::vector<sl_field>& add_children(const DataType& type) {
    std::vector<sl_field> fields;
    fields.reserve(type.children.size());
    for (std::size_t i = 0; i < type.children.size(); ++i) {
      const sl_str name = type.kind == SL_TYPE_ROW ? borrow(type.child_names[i]) : sl_str{};
      fields.push_back({.name = name, .type = add_type(type.children[i]), .target_type = {}});
    }
    field_lists.push_back(std::move(fields));
    return field_lists.back();
  }
};

Result<std::shared_ptr<const Schema>> Schema::make(std::vector<ColumnSpec> columns, bool has_op) {
  STARLOAD_TRY(check_columns(columns));
  auto tree = std::make_unique<Tree>();
  tree->columns = std::move(columns);
  std::vector<sl_field> fields;
  for (const ColumnSpec& column : tree->columns) {
    fields.push_back({.name = borrow(column.name),
                      .type = tree->add_type(column.type),
                      .target_type = borrow(column.target_type)});
  }
  tree->field_lists.push_back(std::move(fields));
  const std::vector<sl_field>& stored = tree->field_lists.back();
  tree->schema = {.struct_size = sizeof(sl_schema),
                  .format_version = SL_ROW_FORMAT_VERSION,
                  .flags = has_op ? SL_SCHEMA_HAS_OP : 0u,
                  .reserved = 0,
                  .fields = stored.data(),
                  .field_count = stored.size()};
  return std::shared_ptr<const Schema>(new Schema(std::move(tree)));
}

Schema::Schema(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Schema::~Schema() = default;

const sl_schema* Schema::abi() const { return &tree_->schema; }
std::size_t Schema::size() const { return tree_->columns.size(); }
const std::vector<ColumnSpec>& Schema::columns() const { return tree_->columns; }

}  // namespace starload
