#include "cli/input/column_list.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr std::string_view kProperty = "sink.properties.columns";
constexpr std::string_view kOperation = "__op";

// Cuts the list at its commas.
class ListSplitter final {
 public:
  std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\') {
        ++i;
      } else if (!step(text[i])) {
        parts.push_back(trim(text.substr(start, i - start)));
        start = i + 1;
      }
    }
    parts.push_back(trim(text.substr(start)));
    return parts;
  }
  bool is_closed() const { return quote_ == 0 && depth_ == 0; }

 private:
  // false: a comma between two parts.
  bool step(char c) {
    if (quote_ != 0) {
      if (c == quote_) quote_ = 0;
    } else if (c == '\'' || c == '"' || c == '`') {
      quote_ = c;
    } else if (c == '(' || c == '[') {
      ++depth_;
    } else if (c == ')' || c == ']') {
      --depth_;
    }
    return c != ',' || quote_ != 0 || depth_ > 0;
  }

  char quote_ = 0;
  int depth_ = 0;
};

// The `=` behind a name; npos: the part is a name only.
std::size_t assignment(std::string_view part) {
  bool quoted = false;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == '`') quoted = !quoted;
    if (part[i] == '=' && !quoted) return i;
  }
  return std::string_view::npos;
}

Status bad_part(std::string_view part) {
  return Status::config(std::string(kProperty) + ": '" + printable(part, 80) +
                        "' is neither a field's name nor COLUMN=EXPRESSION; write for example "
                        "id,tmp,users=to_bitmap(tmp)");
}

Result<std::string> plain_name(std::string_view text, std::string_view part) {
  text = trim(text);
  const bool quoted = text.size() > 2 && text.front() == '`' && text.back() == '`';
  if (quoted) text = text.substr(1, text.size() - 2);
  const std::size_t bad = quoted ? text.find('`') : text.find_first_of(" \t()'\"`");
  if (text.empty() || bad != std::string_view::npos) return bad_part(part);
  return std::string(text);
}

}  // namespace

bool ColumnList::computes(std::string_view column) const {
  return std::any_of(computed.begin(), computed.end(),
                     [&](const std::string& name) { return equals_ignoring_case(name, column); });
}

Result<ColumnList> parse_column_list(std::string_view text) {
  ListSplitter splitter;
  ColumnList list;
  for (const std::string_view part : splitter.split(text)) {
    const std::size_t equals = assignment(part);
    Result<std::string> name = plain_name(part.substr(0, equals), part);
    if (!name) return name.status();
    (equals == std::string_view::npos ? list.fields : list.computed).push_back(name.take());
  }
  if (!splitter.is_closed())
    return Status::config(std::string(kProperty) + ": a quote or a parenthesis is not closed");
  const auto op = std::find_if(list.fields.begin(), list.fields.end(), [](const std::string& name) {
    return equals_ignoring_case(name, kOperation);
  });
  if (op == list.fields.end()) return list;
  if (op + 1 != list.fields.end()) {
    return Status::config(std::string(kProperty) +
                          ": `__op` is the last field of the rows that are sent; write it behind "
                          "the other fields, or leave it out");
  }
  list.fields.erase(op);
  return list;
}

}  // namespace starload::cli
