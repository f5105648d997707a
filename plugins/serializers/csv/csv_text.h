// Puts text into a CSV field: as it is, enclosed, or refused. Owned by one serializer; one thread.
#pragma once

#include "plugins/serializers/common/row_encoder.h"
#include "plugins/serializers/common/text_scan.h"
#include "plugins/serializers/csv/csv_format.h"

namespace starload::serializers {

class CsvText final {
 public:
  // alone: the row has no other field, so an empty field would make an empty line, which the server
  // skips.
  CsvText(const CsvFormat& format, bool alone);

  // Writes the text as the column's field; the new end, or nullptr when the sink is full. Throws
  // sdk::Error for a value that this CSV cannot carry. readable_end: how far reading behind the
  // text is allowed.
  char* put(const Column& column, RowContext& context, std::string_view text,
            const char* readable_end, char* out) const {
    out = context.ensure(out, text.size());
    if (out == nullptr) return nullptr;
    const std::size_t clean = copy_clean(scan_, text.data(), text.size(), readable_end, out);
    const bool suspect = clean != text.size() || text.empty() || is_null_text(text);
    return suspect || long_delimiters_ ? put_with_care(column, context, text, out)
                                       : out + text.size();
  }

  // Whether a number or date could hold one of the special characters, so that its text must be
  // put() too.
  bool must_check_scalars() const;

 private:
  static bool is_null_text(std::string_view text) {
    return text.size() == 2 && text[0] == '\\' && text[1] == 'N';
  }
  char* put_with_care(const Column& column, RowContext& context, std::string_view text,
                      char* out) const;
  char* enclose(RowContext& context, std::string_view text, char* out) const;
  bool needs_enclosing(std::string_view text) const;
  bool touches_delimiter(std::string_view text) const;

  const CsvFormat& format_;
  bool alone_;
  bool long_delimiters_;  // of more than one byte: a value and its neighbours together may form one
  ByteScan scan_;
};

}  // namespace starload::serializers
