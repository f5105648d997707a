// Checking and normalising one value of an option.
#include <charconv>
#include <optional>

#include "framework/base/text.h"
#include "framework/properties/option_table.h"

namespace starload {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

// Flink's MemorySize and Duration spellings.
constexpr Unit kByteUnits[] = {{"", 1},
                               {"b", 1},
                               {"bytes", 1},
                               {"k", 1LL << 10},
                               {"kb", 1LL << 10},
                               {"kib", 1LL << 10},
                               {"kibibytes", 1LL << 10},
                               {"m", 1LL << 20},
                               {"mb", 1LL << 20},
                               {"mib", 1LL << 20},
                               {"mebibytes", 1LL << 20},
                               {"g", 1LL << 30},
                               {"gb", 1LL << 30},
                               {"gib", 1LL << 30},
                               {"gibibytes", 1LL << 30}};
constexpr Unit kTimeUnits[] = {{"", 1},          {"ms", 1},           {"milli", 1},
                               {"millis", 1},    {"s", 1000},         {"sec", 1000},
                               {"second", 1000}, {"seconds", 1000},   {"m", 60'000},
                               {"min", 60'000},  {"minute", 60'000},  {"minutes", 60'000},
                               {"h", 3'600'000}, {"hour", 3'600'000}, {"hours", 3'600'000}};

std::optional<std::int64_t> parse_number(std::string_view text, std::span<const Unit> units) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc()) return std::nullopt;
  const std::string unit = to_lower(trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  for (const Unit& known : units) {
    std::int64_t value = 0;
    if (known.name == unit && !__builtin_mul_overflow(number, known.factor, &value)) return value;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_number(const sl_option& option, std::string_view text) {
  switch (option.type) {
    case SL_OPTION_BYTES:
      return parse_number(text, kByteUnits);
    case SL_OPTION_DURATION_MS:
      return parse_number(text, kTimeUnits);
    default:
      return parse_number(text, std::span(kTimeUnits, 1));
  }
}

Status bad_value(const sl_option& option, std::string_view value, const std::string& wanted) {
  const std::string shown = option.type == SL_OPTION_SECRET ? "***" : std::string(value);
  return Status::config("Unsupported value '" + shown + "' for '" + option.key + "'. " + wanted);
}

Result<std::string> check_number(const sl_option& option, std::string_view value,
                                 std::string& warning) {
  const std::optional<std::int64_t> number = parse_number(option, value);
  if (!number)
    return bad_value(option, value, "Expected " + std::string(describe_type(option)) + ".");
  const bool ranged = option.min != 0 || option.max != 0;
  if (!ranged || (*number >= option.min && *number <= option.max)) return std::to_string(*number);
  if ((option.flags & SL_OPTION_CLAMP) == 0) {
    return bad_value(option, value, "Supported value range: " + describe_range(option) + ".");
  }
  const std::string used = std::to_string(*number < option.min ? option.min : option.max);
  warning = std::string("'") + option.key + "' = " + std::string(value) + " is outside " +
            describe_range(option) + "; " + used + " is used";
  return used;
}

Result<std::string> check_choice(const sl_option& option, std::string_view value) {
  for (const std::string& choice : split(option.choices, '|')) {
    if (equals_ignoring_case(choice, value)) return choice;
  }
  return bad_value(option, value, "Supported values are " + describe_range(option) + ".");
}

Result<std::string> check_bool(const sl_option& option, std::string_view value) {
  const std::string text = to_lower(value);
  if (text == "true" || text == "false") return text;
  return bad_value(option, value, "Expected true or false.");
}

}  // namespace

Result<std::string> check_option_value(const sl_option& option, std::string_view value,
                                       std::string& warning) {
  switch (option.type) {
    case SL_OPTION_BOOL:
      return check_bool(option, trim(value));
    case SL_OPTION_INT:
    case SL_OPTION_BYTES:
    case SL_OPTION_DURATION_MS:
      return check_number(option, trim(value), warning);
    case SL_OPTION_ENUM:
      return check_choice(option, trim(value));
    default:
      return std::string(value);
  }
}

std::string describe_range(const sl_option& option) {
  if (option.type == SL_OPTION_ENUM) {
    std::string text;
    for (const std::string& choice : split(option.choices, '|'))
      text += (text.empty() ? "" : " | ") + choice;
    return text;
  }
  if (option.min == 0 && option.max == 0) return "";
  std::string text = "[" + std::to_string(option.min) + ", " + std::to_string(option.max) + "]";
  if (option.unit != nullptr) text += std::string(" ") + option.unit;
  return text;
}

std::string_view describe_type(const sl_option& option) {
  switch (option.type) {
    case SL_OPTION_BOOL:
      return "true or false";
    case SL_OPTION_INT:
      return "a whole number";
    case SL_OPTION_BYTES:
      return "a size in bytes (94371840, 90mb)";
    case SL_OPTION_DURATION_MS:
      return "a time in milliseconds (5000, 5 s)";
    case SL_OPTION_ENUM:
      return "one of a list";
    case SL_OPTION_SECRET:
      return "secret text";
    case SL_OPTION_LIST:
      return "a list separated by ';'";
    default:
      return "text";
  }
}

}  // namespace starload
