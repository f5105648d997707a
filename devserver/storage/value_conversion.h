// Turns a value into the canonical form that a column of a type stores, as CAST and INSERT do. Pure
// functions.
#pragma once

#include <optional>
#include <string>

#include "devserver/storage/cell_text.h"
#include "devserver/storage/table.h"

namespace starload::devserver {

// nullopt = not convertible or out of range. NULL stays NULL. Lengths of CHAR and VARCHAR are not
// checked.
std::optional<Cell> convert_cell(const Type& type, const Cell& value);

// A date or datetime in any form that the server takes ("2013-1-5", "20130105",
// "2013-01-05T10:00:00.5"), taken apart.
struct DateTime {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int microsecond = 0;
};
std::optional<DateTime> parse_datetime(std::string_view text);
std::string date_text(const DateTime& value);
std::string datetime_text(const DateTime& value);
// Days since 1970-01-01, and back.
std::int64_t days_from_civil(int year, int month, int day);
DateTime civil_from_days(std::int64_t days);

}  // namespace starload::devserver
