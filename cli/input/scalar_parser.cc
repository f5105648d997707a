#include "cli/input/scalar_parser.h"

#include "framework/base/hex.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr std::size_t kShownBytes = 60;  // of a value, in a reason

}  // namespace

const char* ScalarParser::read_hexadecimal(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  if (text.size() % 2 != 0) return "an even number of hexadecimal digits";
  scratch_.clear();
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return "hexadecimal";
    scratch_ += static_cast<char>(high * 16 + low);
  }
  return nullptr;
}

std::string ScalarParser::describe(const CellColumn& column, std::string_view name,
                                   std::string_view text) const {
  const std::string target = column.type_text + " column '" + std::string(name) + "'";
  if (problem_ == Problem::kTooLong)
    return "value of " + std::to_string(size_) + " bytes is too long for " + target;
  const std::string value =
      "value '" + printable(column.kind == CellKind::kText ? text : trimmed(text), kShownBytes) +
      "' is ";
  if (problem_ == Problem::kOutOfRange) return value + "out of range for " + target;
  return value + "not " + expected_ + " for " + target;
}

}  // namespace starload::cli
