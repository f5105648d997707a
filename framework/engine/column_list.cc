#include "framework/engine/column_list.h"

#include <algorithm>
#include <optional>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload {
namespace {

constexpr char kKey[] = "sink.properties.columns";

Status bad_list(std::string_view text, const std::string& what) {
  return Status::config(std::string("'") + kKey + "' = " + printable(text) + ": " + what);
}

// Behind the quoted text that starts at `start`; npos when it is not closed. A doubled quote stands
// for itself, as does what follows a backslash, but not between back-ticks.
std::size_t skip_quoted(std::string_view text, std::size_t start) {
  const char quote = text[start];
  for (std::size_t i = start + 1; i < text.size(); ++i) {
    if (text[i] == '\\' && quote != '`') {
      ++i;
    } else if (text[i] == quote) {
      if (i + 1 >= text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return std::string_view::npos;
}

struct Piece {
  std::string_view text;
  std::optional<std::size_t> assignment;  // where its first bare '=' stands
};

// Cuts the text at bare commas. A comma behind a backslash belongs to an expression (x -> ...).
Result<std::vector<Piece>> cut(std::string_view text) {
  std::vector<Piece> pieces;
  Piece piece;
  std::size_t begin = 0;
  int open = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '\'' || c == '"' || c == '`') {
      const std::size_t end = skip_quoted(text, i);
      if (end == std::string_view::npos)
        return bad_list(text, std::string("the quote ") + c + " is not closed");
      i = end;
      continue;
    }
    if (c == '(') ++open;
    if (c == ')' && --open < 0) return bad_list(text, "a ')' has no '('");
    if (c == '=' && open == 0 && !piece.assignment) piece.assignment = i - begin;
    if (c == ',' && open == 0) {
      piece.text = text.substr(begin, i - begin);
      pieces.push_back(std::exchange(piece, {}));
      begin = i + 1;
    }
    i += c == '\\' ? 2 : 1;
  }
  if (open > 0) return bad_list(text, "a '(' is not closed");
  piece.text = text.substr(begin);
  pieces.push_back(piece);
  return pieces;
}

std::string unquoted(std::string_view name) {
  name = trim(name);
  const bool is_quoted = name.size() >= 2 && name.front() == '`' && name.back() == '`';
  if (!is_quoted) return std::string(name);
  std::string plain;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    plain += name[i];
    if (name[i] == '`') ++i;
  }
  return plain;
}

}  // namespace

Result<std::vector<ColumnItem>> parse_column_list(std::string_view text) {
  Result<std::vector<Piece>> pieces = cut(text);
  if (!pieces) return pieces.status();
  std::vector<ColumnItem> items;
  for (const Piece& piece : *pieces) {
    ColumnItem item;
    item.is_mapping = piece.assignment.has_value();
    item.name = unquoted(piece.text.substr(0, piece.assignment.value_or(piece.text.size())));
    if (item.name.empty()) {
      return bad_list(text, "item " + std::to_string(items.size() + 1) + " has no name");
    }
    items.push_back(std::move(item));
  }
  return items;
}

const ColumnItem* find_item(const std::vector<ColumnItem>& items, std::string_view name) {
  const auto same = [&](const ColumnItem& item) { return equals_ignoring_case(item.name, name); };
  const auto found = std::find_if(items.begin(), items.end(), same);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace starload
