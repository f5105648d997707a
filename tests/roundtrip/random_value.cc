#include "tests/roundtrip/values.h"

#include <bit>
#include <cmath>
#include <limits>

namespace starload::roundtrip {
namespace {

constexpr std::int64_t kFirstDay = -719162;  // 0001-01-01
constexpr std::int64_t kLastDay = 2932896;   // 9999-12-31
constexpr std::int64_t kMicrosADay = 86'400'000'000;

// What breaks formats more often than letters do.
constexpr std::string_view kOddPieces[] = {"\t",
                                           "\n",
                                           "\r\n",
                                           "\"",
                                           "\"\"",
                                           "'",
                                           "\\",
                                           "\\\\",
                                           "\\N",
                                           ",",
                                           "|",
                                           "\x01",
                                           "\x02",
                                           "\x1f",
                                           "\x7f",
                                           " ",
                                           "{",
                                           "}",
                                           "[1,2]",
                                           "null",
                                           "{\"a\":1}",
                                           "\\u0041",
                                           "%s",
                                           "&lt;",
                                           "ä",
                                           "߿",
                                           "€",
                                           "中文",
                                           "\xF0\x9F\x9A\x80",
                                           "\xE2\x80\xA8",
                                           "e\xCC\x81",
                                           "\xEF\xBB\xBF",
                                           "",
                                           "0",
                                           "-",
                                           "--"};

std::string random_digits(int digits, Dice& dice) {
  std::string text;
  for (int i = 0; i < digits; ++i) text += static_cast<char>('0' + dice.between(0, 9));
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string::npos ? "0" : text.substr(first);
}

// Edges first: they are where formats break.
std::int64_t random_integer(std::int64_t low, std::int64_t high, Dice& dice) {
  switch (dice.between(0, 5)) {
    case 0:
      return low;
    case 1:
      return high;
    case 2:
      return 0;
    case 3:
      return dice.between(-9, 9);
    default: {
      const auto raw = static_cast<std::int64_t>(dice.next());
      const std::int64_t small = raw >> dice.between(0, 62);
      return std::clamp(small, low, high);
    }
  }
}

std::string random_largeint(Dice& dice) {
  if (dice.chance(100)) return "-170141183460469231731687303715884105728";
  if (dice.chance(100)) return "170141183460469231731687303715884105727";
  const std::string digits = random_digits(static_cast<int>(dice.between(1, 38)), dice);
  return dice.chance(500) && digits != "0" ? "-" + digits : digits;
}

std::string random_decimal(const DataType& type, Dice& dice) {
  const int digits = static_cast<int>(dice.between(1, type.precision));
  std::string text = dice.chance(100) ? std::string(static_cast<std::size_t>(digits), '9')
                                      : random_digits(digits, dice);
  const auto scale = static_cast<std::size_t>(type.scale);
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  if (scale > 0) text.insert(text.size() - scale, ".");
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return dice.chance(500) && !zero ? "-" + text : text;
}

double random_double(Dice& dice) {
  switch (dice.between(0, 4)) {
    case 0:
      return static_cast<double>(dice.between(-1000, 1000));
    case 1:
      return static_cast<double>(dice.between(-100000, 100000)) / 100;
    case 2:
      return std::numeric_limits<double>::max();
    case 3:
      return std::numeric_limits<double>::min();
    default: {
      const auto value = std::bit_cast<double>(dice.next());
      return std::isfinite(value) && std::fpclassify(value) != FP_SUBNORMAL ? value : 0.1;
    }
  }
}

float random_float(Dice& dice) {
  const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(dice.next()));
  const bool ordinary = std::isfinite(value) && std::fpclassify(value) != FP_SUBNORMAL;
  return ordinary && dice.chance(500) ? value : static_cast<float>(dice.between(-5000, 5000)) / 8;
}

bool allowed(std::string_view text, const TextRules& rules) {
  if (!rules.null_marker_allowed && text == "\\N") return false;
  return text.find_first_of(rules.forbidden_bytes) == std::string_view::npos;
}

std::string try_text(std::size_t most_bytes, Dice& dice) {
  std::string text;
  for (std::int64_t pieces = dice.between(0, 6); pieces > 0; --pieces) {
    const std::string_view piece =
        dice.chance(500) ? kOddPieces[static_cast<std::size_t>(dice.next() % std::size(kOddPieces))]
                         : std::string_view("plain text").substr(0, dice.next() % 11);
    if (text.size() + piece.size() <= most_bytes) text += piece;
  }
  return text;
}

std::string random_text(std::size_t most_bytes, const TextRules& rules, Dice& dice) {
  for (int tries = 0; tries < 50; ++tries) {
    std::string text = try_text(most_bytes, dice);
    if (allowed(text, rules)) return text;
  }
  return "plain";
}

std::string random_bytes(std::size_t most, Dice& dice) {
  std::string bytes;
  for (std::int64_t size = dice.between(0, static_cast<std::int64_t>(most)); size > 0; --size)
    bytes += static_cast<char>(dice.next());
  return bytes;
}

Value random_json(const TextRules& rules, Dice& dice, int depth) {
  switch (dice.between(0, depth > 2 ? 3 : 5)) {
    case 0:
      return dice.between(-100000, 100000);
    case 1:
      return dice.chance(500);
    case 2:
      return static_cast<double>(dice.between(-100000, 100000)) / 64;
    case 3:
      return random_text(30, rules, dice);
    case 4: {
      Value list = Value::array();
      for (std::int64_t n = dice.between(0, 3); n > 0; --n)
        list.push_back(random_json(rules, dice, depth + 1));
      return list;
    }
    default: {
      Value object = Value::object();
      for (std::int64_t n = dice.between(0, 3); n > 0; --n)
        object["k" + std::to_string(n)] = random_json(rules, dice, depth + 1);
      return object;
    }
  }
}

Value random_of(const DataType& type, const TextRules& rules, Dice& dice);

Value random_map(const DataType& type, const TextRules& rules, Dice& dice) {
  Value map = Value::array();
  const std::int64_t count = dice.between(0, 3);
  // Keys rise: reading the map back from JSON sorts them.
  for (std::int64_t n = 1; n <= count; ++n) {
    const std::string key = "key" + std::to_string(n) + random_text(10, rules, dice);
    map.push_back({key, random_of(type.children[1], rules, dice)});
  }
  return map;
}

Value random_list(const DataType& type, const TextRules& rules, Dice& dice) {
  Value list = Value::array();
  const bool is_row = type.kind == SL_TYPE_ROW;
  const auto count = is_row ? type.children.size() : static_cast<std::size_t>(dice.between(0, 4));
  for (std::size_t i = 0; i < count; ++i)
    list.push_back(random_of(type.children[is_row ? i : 0], rules, dice));
  return list;
}

Value random_number(const DataType& type, Dice& dice) {
  switch (type.kind) {
    case SL_TYPE_BOOLEAN:
      return dice.chance(500);
    case SL_TYPE_TINYINT:
      return random_integer(INT8_MIN, INT8_MAX, dice);
    case SL_TYPE_SMALLINT:
      return random_integer(INT16_MIN, INT16_MAX, dice);
    case SL_TYPE_INT:
      return random_integer(INT32_MIN, INT32_MAX, dice);
    case SL_TYPE_BIGINT:
      return random_integer(INT64_MIN, INT64_MAX, dice);
    case SL_TYPE_LARGEINT:
      return random_largeint(dice);
    case SL_TYPE_FLOAT:
      return random_float(dice);
    case SL_TYPE_DOUBLE:
      return random_double(dice);
    default:
      return random_decimal(type, dice);
  }
}

Value random_of(const DataType& type, const TextRules& rules, Dice& dice) {
  if (type.nullable && dice.chance(150)) return nullptr;
  switch (type.kind) {
    case SL_TYPE_CHAR:
    case SL_TYPE_VARCHAR:
      return random_text(static_cast<std::size_t>(type.length), rules, dice);
    case SL_TYPE_VARBINARY:
      return rules.raw_bytes_allowed ? random_bytes(30, dice) : random_text(30, rules, dice);
    case SL_TYPE_DATE:
      return random_integer(kFirstDay, kLastDay, dice);
    case SL_TYPE_TIMESTAMP:
      return random_integer(kFirstDay * kMicrosADay, (kLastDay + 1) * kMicrosADay - 1, dice);
    case SL_TYPE_ARRAY:
    case SL_TYPE_ROW:
      return random_list(type, rules, dice);
    case SL_TYPE_MAP:
      return random_map(type, rules, dice);
    default:
      return random_number(type, dice);
  }
}

}  // namespace

Value random_value(const ColumnSpec& column, const TextRules& rules, Dice& dice) {
  const bool is_json = column.target_type == "json";
  if (!is_json) return random_of(column.type, rules, dice);
  // A JSON null and SQL's NULL cannot be told apart by every client: not made at the top.
  if (dice.chance(150)) return nullptr;
  return random_json(rules, dice, 0);
}

}  // namespace starload::roundtrip
