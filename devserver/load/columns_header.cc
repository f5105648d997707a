#include "devserver/load/columns_header.h"

#include <algorithm>

#include <fmt/format.h>

namespace starload::devserver {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_identifier_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_bare_identifier(std::string_view text) {
  if (text.empty()) return false;
  bool only_digits = true;
  for (const char c : text) {
    if (!is_identifier_byte(c)) return false;
    only_digits = only_digits && c >= '0' && c <= '9';
  }
  return !only_digits;
}

bool is_back_quoted(std::string_view text) {
  return text.size() >= 3 && text.front() == '`' && text.back() == '`' &&
         text.substr(1, text.size() - 2).find('`') == std::string_view::npos;
}

Status invalid(std::string_view header, std::string_view why) {
  return Status::refused(
      fmt::format("Getting syntax error in the header 'columns'. Detail message: {}, columns: {}",
                  why, header));
}

// Follows quotes and brackets, so that separators inside them do not count.
class Nesting final {
 public:
  // False: a bracket closes that was never opened.
  bool step(std::string_view text, std::size_t& i) {
    const char c = text[i];
    if (quote_ != '\0') {
      if (c == '\\' && quote_ != '`' && i + 1 < text.size()) {
        ++i;
      } else if (c == quote_) {
        quote_ = '\0';
      }
      return true;
    }
    if (c == '\'' || c == '"' || c == '`') quote_ = c;
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if (c == ')' || c == ']' || c == '}') return --depth_ >= 0;
    return true;
  }
  bool outside() const { return depth_ == 0 && quote_ == '\0'; }

 private:
  int depth_ = 0;
  char quote_ = '\0';
};

// `\,` is a comma that does not separate items (lambdas).
Result<std::vector<std::string>> split_items(std::string_view header) {
  std::vector<std::string> items(1);
  Nesting nesting;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i] == '\\' && i + 1 < header.size() && header[i + 1] == ',') {
      items.back() += ',';
      ++i;
      continue;
    }
    if (header[i] == ',' && nesting.outside()) {
      items.emplace_back();
      continue;
    }
    const std::size_t start = i;
    if (!nesting.step(header, i)) return invalid(header, "unbalanced brackets");
    items.back() += header.substr(start, i - start + 1);
  }
  if (!nesting.outside()) return invalid(header, "unbalanced brackets or quotes");
  return items;
}

// The position of the `=` that follows the column's name (not of `==`, `<=`, `!=` in an
// expression).
std::size_t find_assignment(std::string_view item) {
  const std::size_t equals = item.front() == '`'
                                 ? item.find('=', std::min(item.find('`', 1), item.size()))
                                 : item.find('=');
  return equals;
}

}  // namespace

bool is_plain_reference(std::string_view expression, std::string& name) {
  if (is_back_quoted(expression)) {
    name = expression.substr(1, expression.size() - 2);
    return true;
  }
  if (!is_bare_identifier(expression)) return false;
  name = expression;
  return true;
}

Result<ColumnsHeader> parse_columns_header(std::string_view header) {
  Result<std::vector<std::string>> items = split_items(header);
  if (!items) return items.status();
  ColumnsHeader parsed;
  for (const std::string& raw : *items) {
    const std::string_view item = trim(raw);
    if (item.empty()) return invalid(header, "empty column name");
    const std::size_t equals = find_assignment(item);
    std::string name;
    if (!is_plain_reference(trim(item.substr(0, equals)), name)) {
      return invalid(header, fmt::format("'{}' is not a column name", item));
    }
    if (equals == std::string_view::npos) {
      parsed.fields.push_back(std::move(name));
      continue;
    }
    const std::string_view expression = trim(item.substr(equals + 1));
    if (expression.empty())
      return invalid(header, fmt::format("no expression for column '{}'", name));
    parsed.mappings.push_back({std::move(name), std::string(expression)});
  }
  return parsed;
}

}  // namespace starload::devserver
