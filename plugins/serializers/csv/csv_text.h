// Puts text into a CSV field: as it is, enclosed, or refused. Owned by one serializer; one thread.
#pragma once

#include "plugins/serializers/common/scalar_cells.h"
#include "plugins/serializers/common/text_scan.h"
#include "plugins/serializers/csv/csv_format.h"

namespace starload::serializers {

class CsvText final {
 public:
  // alone: the row has no other field, so an empty field would make an empty line, which the server
  // skips.
  CsvText(const CsvFormat& format, bool alone);

  // Writes a text of the row as the column's field; the new end, or nullptr when the sink is full.
  // Throws sdk::Error for a value that this CSV cannot carry. word: the text's slot. REQUIRES: no
  // long delimiters.
  char* put(const Column& column, RowContext& context, std::uint64_t word, char* out) const {
    if (layout::is_inline(word)) {
      const std::size_t size = layout::inline_size(word);
      const bool clean = copy_few_if_clean(scan_, word, size, out);
      if (clean && size > 2) return out + size;
      char text[sizeof(word)];
      std::memcpy(text, &word, sizeof(word));
      return put_with_care(column, context, {text, size}, clean, out);
    }
    const std::string_view text = text_at(context, word);
    const bool clean = copy_if_clean(scan_, text.data(), text.size(), out);
    if (clean && text.size() > 2) return out + text.size();
    return put_with_care(column, context, text, clean, out);
  }

  // The same for any text, also one that was made of the row's value and is longer than it, and for
  // any delimiters.
  char* put_made(const Column& column, RowContext& context, std::string_view text, char* out) const;

  // Whether a delimiter has more than one byte: a value and its neighbours together may form one.
  bool long_delimiters() const { return long_delimiters_; }

  // Whether a number or date could hold one of the special characters, so that its text must be
  // put() too.
  bool must_check_scalars() const;

 private:
  static bool is_null_text(std::string_view text) {
    return text.size() == 2 && text[0] == '\\' && text[1] == 'N';
  }
  // What is short, empty or holds a byte that needs care. clean: written already, if it may stand.
  char* put_with_care(const Column& column, RowContext& context, std::string_view text, bool clean,
                      char* out) const;
  char* enclose(RowContext& context, std::string_view text, char* out) const;
  bool needs_enclosing(std::string_view text) const;
  bool touches_delimiter(std::string_view text) const;

  const CsvFormat& format_;
  bool alone_;
  bool long_delimiters_;
  ByteScan scan_;
};

}  // namespace starload::serializers
