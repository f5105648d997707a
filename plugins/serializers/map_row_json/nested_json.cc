#include "plugins/serializers/map_row_json/nested_json.h"

#include <cmath>

#include "plugins/serializers/common/json_text.h"

namespace starload::serializers {
namespace {

namespace layout = sdk::layout;
namespace format = sdk::format;

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kScratchBytes = 16;  // what write_json_string may touch behind its end

[[noreturn]] void refuse(const char* why) { throw sdk::Error::data(SL_NO_ROW, why); }

std::string member_key(std::string_view name, bool first) {
  std::string key(kMaxJsonExpansion * name.size() + 2 * kScratchBytes, '\0');
  char* out = key.data();
  if (!first) *out++ = ',';
  *out++ = '"';
  out = write_json_string(name, name.data() + name.size(), out);
  if (out == nullptr) throw sdk::Error::config("the name of a ROW member is not UTF-8");
  *out++ = '"';
  *out++ = ':';
  key.resize(static_cast<std::size_t>(out - key.data()));
  return key;
}

bool is_quoted(std::int32_t kind) {
  return kind == SL_TYPE_DATE || kind == SL_TYPE_TIME || layout::is_timestamp(kind);
}

bool is_infinite(const sdk::Field& field) {
  const std::int32_t kind = field.type().kind;
  return (kind == SL_TYPE_DOUBLE || kind == SL_TYPE_FLOAT) && !std::isfinite(field.as_double());
}

void check_day(std::int64_t day) {
  if (day < format::kFirstDay || day > format::kLastDay) {
    refuse("a date inside the nested value is outside the years 0000 to 9999");
  }
}

char* write_time(const sdk::Field& field, char* out) {
  const std::int64_t ms = field.as_int64();
  if (ms < 0 || ms >= format::kMsPerDay) refuse("a time inside the nested value is outside a day");
  return format::time_of_day(static_cast<std::int32_t>(ms), out);
}

char* write_timestamp(sdk::Timestamp value, ZoneCursor* zone, char* out) {
  check_day(format::floor_div(value.epoch_ms, format::kMsPerDay));
  if (zone != nullptr) value.epoch_ms = zone->to_local_ms(value.epoch_ms);
  return format::timestamp(value, out);
}

}  // namespace

NestedJson::NestedJson(const sl_type& type, std::shared_ptr<const TimeZone> zone)
    : root_(make_node(type, 1)), zone_(std::move(zone)) {
  if (!layout::is_nested(type.kind)) {
    throw sdk::Error::config("the nested serializer takes ARRAY, MAP and ROW types");
  }
}

NestedJson::Node NestedJson::make_node(const sl_type& type, std::size_t depth) {
  if (depth > kMaxDepth) throw sdk::Error::config("the type is nested deeper than 64 levels");
  Node node;
  node.type = &type;
  for (std::size_t i = 0; i < type.child_count; ++i) {
    const sl_field& child = type.children[i];
    if (type.kind == SL_TYPE_MAP && i == 0 && layout::is_nested(child.type->kind)) {
      throw sdk::Error::config("a MAP whose keys are nested values cannot be written as JSON");
    }
    node.children.push_back(make_node(*child.type, depth + 1));
    if (type.kind == SL_TYPE_ROW) node.keys.push_back(member_key(sdk::view(child.name), i == 0));
  }
  return node;
}

void NestedJson::append(const std::uint8_t* bytes, std::size_t size, sdk::Sink& out) {
  value_end_ = reinterpret_cast<const char*>(bytes) + size;
  const sl_type& type = *root_.type;
  if (type.kind == SL_TYPE_ARRAY) {
    write_array(root_, sdk::Array(*type.children[0].type, bytes), out);
  } else if (type.kind == SL_TYPE_MAP) {
    write_map(root_, sdk::Map(type, bytes), out);
  } else {
    write_record(root_, sdk::Record(type.children, type.child_count, bytes), out);
  }
}

void NestedJson::write(const Node& node, const sdk::Field& field, sdk::Sink& out) {
  if (field.is_null() || is_infinite(field)) return out.append("null");
  switch (node.type->kind) {
    case SL_TYPE_ARRAY:
      return write_array(node, field.as_array(), out);
    case SL_TYPE_MAP:
      return write_map(node, field.as_map(), out);
    case SL_TYPE_ROW:
      return write_record(node, field.as_record(), out);
    case SL_TYPE_CHAR:
    case SL_TYPE_VARCHAR:
      return write_string(field.as_string(), out);
    case SL_TYPE_BINARY:
    case SL_TYPE_VARBINARY:
      return write_bytes(field.as_string(), out);
    case SL_TYPE_BOOLEAN:
      return out.append(field.as_bool() ? "true" : "false");
    default:
      return write_scalar(field, false, out);
  }
}

void NestedJson::write_array(const Node& node, const sdk::Array& array, sdk::Sink& out) {
  out.append('[');
  for (std::size_t i = 0; i < array.size() && !out.full(); ++i) {
    if (i > 0) out.append(',');
    write(node.children[0], array[i], out);
  }
  out.append(']');
}

void NestedJson::write_map(const Node& node, const sdk::Map& map, sdk::Sink& out) {
  out.append('{');
  for (std::size_t i = 0; i < map.size() && !out.full(); ++i) {
    if (i > 0) out.append(',');
    write_key(map.keys()[i], out);
    out.append(':');
    write(node.children[1], map.values()[i], out);
  }
  out.append('}');
}

void NestedJson::write_record(const Node& node, const sdk::Record& record, sdk::Sink& out) {
  out.append('{');
  for (std::size_t i = 0; i < record.size() && !out.full(); ++i) {
    out.append(node.keys[i]);
    write(node.children[i], record[i], out);
  }
  out.append('}');
}

void NestedJson::write_key(const sdk::Field& key, sdk::Sink& out) {
  if (key.is_null()) refuse("a map has a NULL key, which JSON cannot carry");
  switch (key.type().kind) {
    case SL_TYPE_CHAR:
    case SL_TYPE_VARCHAR:
      return write_string(key.as_string(), out);
    case SL_TYPE_BINARY:
    case SL_TYPE_VARBINARY:
      return write_bytes(key.as_string(), out);
    case SL_TYPE_BOOLEAN:
      return out.append(key.as_bool() ? "\"true\"" : "\"false\"");
    default:
      return write_scalar(key, true, out);
  }
}

void NestedJson::write_scalar(const sdk::Field& field, bool as_key, sdk::Sink& out) {
  char text[2 * format::kMaxScalarText];
  char* end = text;
  const std::int32_t kind = field.type().kind;
  const bool quoted = as_key || is_quoted(kind);
  if (quoted) *end++ = '"';
  if (kind == SL_TYPE_TIME) {
    end = write_time(field, end);
  } else if (layout::is_timestamp(kind)) {
    end = write_timestamp(field.as_timestamp(), kind == SL_TYPE_TIMESTAMP_LTZ ? &zone_ : nullptr,
                          end);
  } else {
    if (kind == SL_TYPE_DATE) check_day(field.as_int64());
    end = format::scalar(field, end);
  }
  if (quoted) *end++ = '"';
  out.append({text, static_cast<std::size_t>(end - text)});
}

void NestedJson::write_string(std::string_view text, sdk::Sink& out) {
  const std::size_t worst = kMaxJsonExpansion * text.size() + 2 + kScratchBytes;
  char* at = nullptr;
  const bool direct = static_cast<std::size_t>(out.limit() - out.end()) >= worst;
  if (direct) {
    at = out.end();
  } else {
    escaped_.resize(json_string_size(text) + 2 + kScratchBytes);
    at = escaped_.data();
  }
  char* end = at;
  *end++ = '"';
  end = write_json_string(text, value_end_, end);
  if (end == nullptr) refuse("a text inside the nested value is not valid UTF-8");
  *end++ = '"';
  if (direct) {
    out.commit(end);
  } else {
    out.append({at, static_cast<std::size_t>(end - at)});
  }
}

void NestedJson::write_bytes(std::string_view bytes, sdk::Sink& out) {
  char* at = out.reserve(base64_size(bytes.size()) + 2);
  if (at == nullptr) return;
  *at++ = '"';
  at = write_base64(bytes, at);
  *at++ = '"';
  out.commit(at);
}

}  // namespace starload::serializers
