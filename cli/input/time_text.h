// Dates and times from text. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "cli/input/number_text.h"

namespace starload::cli {

struct DateTimeText {
  std::int32_t days = 0;  // since 1970-01-01
  std::int64_t micros_of_day = 0;
  bool has_time = false;

  std::int64_t epoch_ms() const;
  std::int32_t nanos_of_ms() const;
};

// Date: yyyy-MM-dd (also yyyy-M-d, yyyy/MM/dd and yyyyMMdd), years 0000 to 9999.
// Time, behind ' ' or 'T': HH:mm[:ss[.f...]]; digits beyond microseconds are cut off, as the server
// does. A zone at the end (Z, +02:00, +0200, +02, -05:30) moves the value to UTC; without one it is
// taken as it stands. kSyntax: another form. kRange: a date or time that does not exist, or a year
// outside 0000 to 9999.
TextError parse_date_time(std::string_view text, DateTimeText& value);

}  // namespace starload::cli
