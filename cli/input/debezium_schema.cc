// The schema that Kafka Connect's JSON converter puts beside a payload.
#include <simdjson.h>

#include <charconv>

#include "cli/input/debezium_type.h"
#include "framework/base/text.h"

namespace starload::cli {
namespace {

namespace dom = simdjson::dom;

struct NamedKind {
  std::string_view name;
  DebeziumKind kind;
};

constexpr NamedKind kNamed[] = {
    {"io.debezium.time.Date", DebeziumKind::kDate},
    {"org.apache.kafka.connect.data.Date", DebeziumKind::kDate},
    {"io.debezium.time.Timestamp", DebeziumKind::kTimestampMillis},
    {"org.apache.kafka.connect.data.Timestamp", DebeziumKind::kTimestampMillis},
    {"io.debezium.time.MicroTimestamp", DebeziumKind::kTimestampMicros},
    {"io.debezium.time.NanoTimestamp", DebeziumKind::kTimestampNanos},
    {"io.debezium.time.Time", DebeziumKind::kTimeMillis},
    {"org.apache.kafka.connect.data.Time", DebeziumKind::kTimeMillis},
    {"io.debezium.time.MicroTime", DebeziumKind::kTimeMicros},
    {"io.debezium.time.NanoTime", DebeziumKind::kTimeNanos},
    {"org.apache.kafka.connect.data.Decimal", DebeziumKind::kDecimal},
    {"io.debezium.data.VariableScaleDecimal", DebeziumKind::kVariableDecimal},
    {"io.debezium.data.Bits", DebeziumKind::kBits},
    {"io.debezium.data.Json", DebeziumKind::kJson},
};

std::string_view text_of(dom::object object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return {};
  return text;
}

DebeziumType type_of_field(dom::object field) {
  DebeziumType type{DebeziumKind::kPlain, 0};
  const std::string_view name = text_of(field, "name");
  if (text_of(field, "type") == "bytes") type.kind = DebeziumKind::kBytes;
  for (const NamedKind& named : kNamed) {
    if (named.name == name) type.kind = named.kind;
  }
  dom::object parameters;
  if (field["parameters"].get(parameters) != simdjson::SUCCESS) return type;
  const std::string_view scale = text_of(parameters, "scale");
  std::from_chars(scale.data(), scale.data() + scale.size(), type.scale);
  return type;
}

}  // namespace

bool DebeziumSchema::parse(std::string_view schema) {
  types_.clear();
  dom::parser parser;
  dom::array images;
  if (parser.parse(schema.data(), schema.size())["fields"].get(images) != simdjson::SUCCESS)
    return false;
  for (const dom::element element : images) {
    dom::object image;
    dom::array fields;
    if (element.get(image) != simdjson::SUCCESS) return false;
    const std::string_view name = text_of(image, "field");
    if (name != "after" && name != "before") continue;
    if (image["fields"].get(fields) != simdjson::SUCCESS) continue;
    for (const dom::element each : fields) {
      dom::object field;
      if (each.get(field) != simdjson::SUCCESS) return false;
      types_[to_lower(text_of(field, "field"))] = type_of_field(field);
    }
  }
  return !types_.empty();
}

DebeziumType DebeziumSchema::type_of(const std::string& field) const {
  const auto found = types_.find(to_lower(field));
  return found == types_.end() ? DebeziumType{DebeziumKind::kPlain, 0} : found->second;
}

}  // namespace starload::cli
