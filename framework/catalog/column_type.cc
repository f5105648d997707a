#include "framework/catalog/column_type.h"

#include <algorithm>
#include <string_view>

#include "framework/base/text.h"

namespace starload {
namespace {

constexpr std::size_t kMaxDepth = 64;

// Reads "array<struct<a int(11), `b` varchar(10)>>" as information_schema prints it. Only
// members keep their case.
class TypeReader final {
 public:
  explicit TypeReader(std::string_view text) : rest_(text) {}

  std::optional<ColumnType> read() {
    std::optional<ColumnType> type = read_type(1);
    return type && trim(rest_).empty() ? type : std::nullopt;
  }

 private:
  std::optional<ColumnType> read_type(std::size_t depth) {
    const std::string word = to_lower(trim(take_word()));
    if (word.empty() || depth > kMaxDepth) return std::nullopt;
    if (!accept('<')) return scalar(word);
    ColumnType type;
    type.name = word;
    do {
      if (word == "struct") type.child_names.push_back(take_name());
      std::optional<ColumnType> child = read_type(depth + 1);
      if (!child) return std::nullopt;
      type.children.push_back(std::move(*child));
    } while (accept(','));
    return accept('>') && has_right_count(type) ? std::optional(std::move(type)) : std::nullopt;
  }

  static bool has_right_count(const ColumnType& type) {
    if (type.name == "array") return type.children.size() == 1;
    if (type.name == "map") return type.children.size() == 2;
    return type.name == "struct";
  }

  static ColumnType scalar(const std::string& word) {
    ColumnInfo column;
    column.data_type = word.substr(0, word.find_first_of("( "));
    column.column_type = word;
    derive_type(column);
    ColumnType type;
    type.name = column.type;
    type.size = column.size;
    type.digits = column.digits;
    return type;
  }

  // Up to the next '<', '>' or ',' that stands outside parentheses.
  std::string_view take_word() {
    std::size_t end = 0;
    int open = 0;
    for (; end < rest_.size(); ++end) {
      const char c = rest_[end];
      if (c == '(') ++open;
      if (c == ')') --open;
      if (open == 0 && (c == '<' || c == '>' || c == ',')) break;
    }
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return word;
  }

  // A member's name, and the blank or colon behind it.
  std::string take_name() {
    skip_blanks();
    std::string name;
    if (accept('`')) {
      while (!rest_.empty() && !(rest_.front() == '`' && !rest_.substr(1).starts_with('`'))) {
        if (rest_.front() == '`') rest_.remove_prefix(1);
        take_character(name);
      }
      accept('`');
    } else {
      while (!rest_.empty() && rest_.front() != ' ' && rest_.front() != ':') take_character(name);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    return name;
  }

  void take_character(std::string& text) {
    text += rest_.front();
    rest_.remove_prefix(1);
  }

  bool accept(char wanted) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

  std::string_view rest_;
};

}  // namespace

std::string ColumnType::text() const {
  if (children.empty()) {
    ColumnInfo column;
    column.type = name;
    column.size = size;
    column.digits = digits;
    return column.type_text();
  }
  std::string text;
  for (const char c : name) text += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 32) : c;
  text += '<';
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (i > 0) text += ',';
    if (i < child_names.size()) text += child_names[i] + " ";
    text += children[i].text();
  }
  return text + ">";
}

ColumnType column_type_of(const ColumnInfo& column) {
  const bool nested = column.type == "array" || column.type == "map" || column.type == "struct";
  if (nested) {
    std::optional<ColumnType> type = TypeReader(column.column_type).read();
    if (type && type->name == column.type) return std::move(*type);
  }
  ColumnType type;
  type.name = column.type;
  type.size = column.size;
  type.digits = column.digits;
  return type;
}

}  // namespace starload
