#include "plugins/serializers/csv/csv_text.h"

#include <algorithm>

namespace starload::serializers {
namespace {

// Every character that a number, a boolean, a date or a timestamp may have.
constexpr std::string_view kScalarCharacters = "0123456789+-.: eNaInfity";

// Whether `delimiter` occurs in `text` at a place that touches [from, to).
bool occurs_touching(std::string_view text, std::string_view delimiter, std::size_t from,
                     std::size_t to) {
  for (std::size_t at = text.find(delimiter); at != std::string_view::npos;
       at = text.find(delimiter, at + 1)) {
    if (at < to && at + delimiter.size() > from) return true;
  }
  return false;
}

std::string_view head(std::string_view text, std::size_t size) { return text.substr(0, size); }
std::string_view tail(std::string_view text, std::size_t size) {
  return text.substr(text.size() - std::min(size, text.size()));
}

}  // namespace

CsvText::CsvText(const CsvFormat& format, bool alone)
    : format_(format),
      alone_(alone),
      long_delimiters_(format.separator.size() > 1 || format.row_delimiter.size() > 1),
      scan_(format.separator[0], format.row_delimiter[0],
            format.enclose.value_or(format.separator[0])) {}

bool CsvText::must_check_scalars() const {
  const auto has_special = [](std::string_view text) {
    return text.find_first_of(kScalarCharacters) != std::string_view::npos;
  };
  return has_special(format_.separator) || has_special(format_.row_delimiter) ||
         (format_.enclose && kScalarCharacters.find(*format_.enclose) != std::string_view::npos);
}

char* CsvText::put_made(const Column& column, RowContext& context, std::string_view text,
                        char* out) const {
  out = context.ensure(out, text.size());
  return out == nullptr ? nullptr : put_with_care(column, context, text, false, out);
}

char* CsvText::put_with_care(const Column& column, RowContext& context, std::string_view text,
                             bool clean, char* out) const {
  if (is_null_text(text)) {
    throw_bad_value(column,
                    "the text \\N stands for NULL in CSV and would be loaded as NULL; load with "
                    "'sink.properties.format' = 'json'");
  }
  if (clean && !text.empty()) return out + text.size();
  if (!needs_enclosing(text)) return sdk::copy_text(text, out);
  if (format_.enclose) return enclose(context, text, out);
  if (text.empty()) {
    throw_bad_value(column,
                    "an empty text as the only field makes an empty line, which the server skips; "
                    "load with 'sink.properties.format' = 'json'");
  }
  throw_bad_value(column,
                  "the value holds the column separator or the row delimiter, and this load cannot "
                  "enclose it; choose another 'sink.properties.column_separator' or "
                  "'sink.properties.row_delimiter', or 'sink.properties.format' = 'json'");
}

bool CsvText::needs_enclosing(std::string_view text) const {
  if (text.empty()) return alone_;
  if (format_.enclose && text.find(*format_.enclose) != std::string_view::npos) return true;
  if (!long_delimiters_) {
    return text.find(format_.separator[0]) != std::string_view::npos ||
           text.find(format_.row_delimiter[0]) != std::string_view::npos;
  }
  return touches_delimiter(text);
}

// A field stands between two delimiters. Only when no delimiter begins or ends inside it do readers
// cut at the right places: "a|" before "||" would be cut one byte too early.
bool CsvText::touches_delimiter(std::string_view text) const {
  const std::string* const delimiters[] = {&format_.separator, &format_.row_delimiter};
  const std::size_t longest = std::max(format_.separator.size(), format_.row_delimiter.size());
  for (const std::string* found : delimiters) {
    if (text.find(*found) != std::string_view::npos) return true;
    for (const std::string* neighbour : delimiters) {
      std::string window = *neighbour;
      window.append(head(text, longest)).append(text.size() <= longest ? *neighbour : "");
      const std::size_t end = neighbour->size() + std::min(text.size(), longest);
      if (occurs_touching(window, *found, neighbour->size(), end)) return true;
      window.assign(tail(text, longest)).append(*neighbour);
      if (occurs_touching(window, *found, 0, window.size() - neighbour->size())) return true;
    }
  }
  return false;
}

char* CsvText::enclose(RowContext& context, std::string_view text, char* out) const {
  const char quote = *format_.enclose;
  const auto inside = static_cast<std::size_t>(std::count(text.begin(), text.end(), quote));
  out = context.ensure(out, text.size() + inside + 2);
  if (out == nullptr) return nullptr;
  *out++ = quote;
  for (const char c : text) {
    if (c == quote) *out++ = quote;
    *out++ = c;
  }
  *out++ = quote;
  return out;
}

}  // namespace starload::serializers
