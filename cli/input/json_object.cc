#include "cli/input/json_object.h"

#include <simdjson.h>

#include "cli/input/input_buffer.h"

namespace starload::cli {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(InputBuffer::kPadding >= simdjson::SIMDJSON_PADDING);

std::string_view trim_end(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// Numbers, true, false and null are checked here: the parser looks at them only when they are
// converted.
simdjson::error_code read_scalar(JsonMember& member) {
  member.text = member.raw;
  if (member.raw == "null") {
    member.kind = JsonKind::kNull;
  } else if (member.raw == "true" || member.raw == "false") {
    member.kind = JsonKind::kBool;
  } else if (is_json_number(member.raw)) {
    member.kind = JsonKind::kNumber;
  } else {
    return simdjson::NUMBER_ERROR;
  }
  return simdjson::SUCCESS;
}

template <typename Nested>
simdjson::error_code read_nested(simdjson::simdjson_result<Nested> nested, JsonMember& member) {
  Nested value;
  if (const auto error = std::move(nested).get(value)) return error;
  if (const auto error = value.raw_json().get(member.raw)) return error;
  member.raw = trim_end(member.raw);
  member.text = member.raw;
  member.kind = check_json(member.raw, kMaxJsonDepth - 1);
  if (member.kind == JsonKind::kInvalid) return simdjson::TAPE_ERROR;
  return simdjson::SUCCESS;
}

simdjson::error_code read_member(ondemand::field& field, JsonMember& member) {
  if (const auto error = field.unescaped_key().get(member.key)) return error;
  ondemand::value value = field.value();
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  if (type == ondemand::json_type::object) return read_nested(value.get_object(), member);
  if (type == ondemand::json_type::array) return read_nested(value.get_array(), member);
  member.raw = trim_end(value.raw_json_token());
  if (type != ondemand::json_type::string) {
    return read_scalar(member);
  }
  member.kind = JsonKind::kString;
  return value.get_string().get(member.text);
}

}  // namespace

struct JsonObjectParser::Parser {
  ondemand::parser json;
};

JsonObjectParser::JsonObjectParser() : parser_(std::make_unique<Parser>()) {}
JsonObjectParser::~JsonObjectParser() = default;

bool JsonObjectParser::parse(std::string_view text) {
  reason_.clear();
  members_.clear();
  if (read_members(text)) return true;
  if (reason_.empty()) reason_ = "the line is not a JSON object";
  return false;
}

bool JsonObjectParser::read_members(std::string_view text) {
  const auto failed = [this](simdjson::error_code error) {
    reason_ = std::string("the line is not one JSON object of at most 64 levels (") +
              simdjson::error_message(error) + ")";
    return false;
  };
  ondemand::document document;
  const simdjson::padded_string_view padded(text.data(), text.size(),
                                            text.size() + InputBuffer::kPadding);
  if (const auto error = parser_->json.iterate(padded).get(document)) return failed(error);
  ondemand::object object;
  if (const auto error = document.get_object().get(object)) return failed(error);
  for (auto next : object) {
    ondemand::field field;
    if (const auto error = std::move(next).get(field)) return failed(error);
    JsonMember member;
    if (const auto error = read_member(field, member)) return failed(error);
    members_.push_back(member);
  }
  // Behind the last value there is no location.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return failed(simdjson::TRAILING_CONTENT);
  }
  return true;
}

}  // namespace starload::cli
