#include "cli/input/time_text.h"

#include <chrono>

namespace starload::cli {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr std::int64_t kMicrosPerDay = std::int64_t{24} * 60 * kMicrosPerMinute;
constexpr std::int32_t kFirstDay = -719528;  // 0000-01-01
constexpr std::int32_t kLastDay = 2932896;   // 9999-12-31

// Reads from the front of a text.
class Cursor final {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool done() const { return at_ == end_; }
  char peek() const { return done() ? '\0' : *at_; }
  bool take(char c) {
    if (done() || *at_ != c) return false;
    ++at_;
    return true;
  }
  // Between least and most digits; false: fewer are there.
  bool number(int least, int most, int& value) {
    value = 0;
    int count = 0;
    while (count < most && !done() && *at_ >= '0' && *at_ <= '9') {
      value = value * 10 + (*at_++ - '0');
      ++count;
    }
    return count >= least;
  }

 private:
  const char* at_;
  const char* end_;
};

TextError day_number(int year, int month, int day, std::int32_t& days) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return TextError::kRange;
  days = static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
  return TextError::kNone;
}

TextError parse_date(Cursor& cursor, std::int32_t& days) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!cursor.number(4, 4, year)) return TextError::kSyntax;
  const char separator = cursor.peek();
  if (separator == '-' || separator == '/') {
    cursor.take(separator);
    if (!cursor.number(1, 2, month) || !cursor.take(separator) || !cursor.number(1, 2, day)) {
      return TextError::kSyntax;
    }
  } else if (!cursor.number(2, 2, month) || !cursor.number(2, 2, day)) {
    return TextError::kSyntax;
  }
  return day_number(year, month, day, days);
}

TextError parse_fraction(Cursor& cursor, std::int64_t& micros) {
  std::int64_t unit = 100'000;
  int digit = 0;
  if (!cursor.number(1, 1, digit)) return TextError::kSyntax;
  do {
    micros += digit * unit;
    unit /= 10;
  } while (cursor.number(1, 1, digit));
  return TextError::kNone;
}

TextError parse_time(Cursor& cursor, std::int64_t& micros) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!cursor.number(1, 2, hour) || !cursor.take(':') || !cursor.number(2, 2, minute)) {
    return TextError::kSyntax;
  }
  std::int64_t fraction = 0;
  if (cursor.take(':')) {
    if (!cursor.number(2, 2, second)) return TextError::kSyntax;
    if (cursor.take('.')) {
      if (const TextError error = parse_fraction(cursor, fraction); error != TextError::kNone) {
        return error;
      }
    }
  }
  if (hour > 23 || minute > 59 || second > 59) return TextError::kRange;
  micros = (hour * 60 + minute) * kMicrosPerMinute + second * kMicrosPerSecond + fraction;
  return TextError::kNone;
}

// "", "Z", "+02:00", "+0200", "+02".
TextError parse_zone(Cursor& cursor, std::int64_t& offset_micros) {
  if (cursor.done() || cursor.take('Z') || cursor.take('z')) return TextError::kNone;
  const bool west = cursor.peek() == '-';
  if (!cursor.take('-') && !cursor.take('+')) return TextError::kSyntax;
  int hours = 0;
  int minutes = 0;
  if (!cursor.number(2, 2, hours)) return TextError::kSyntax;
  if (cursor.take(':') || !cursor.done()) {
    if (!cursor.number(2, 2, minutes)) return TextError::kSyntax;
  }
  if (hours > 15 || minutes > 59) return TextError::kRange;
  offset_micros = (hours * 60 + minutes) * kMicrosPerMinute * (west ? -1 : 1);
  return TextError::kNone;
}

}  // namespace

std::int64_t DateTimeText::epoch_ms() const {
  return (days * kMicrosPerDay + micros_of_day - micros_of_day % 1000) / 1000;
}

std::int32_t DateTimeText::nanos_of_ms() const {
  return static_cast<std::int32_t>(micros_of_day % 1000) * 1000;
}

TextError parse_date_time(std::string_view text, DateTimeText& value) {
  Cursor cursor(text);
  value = {};
  if (const TextError error = parse_date(cursor, value.days); error != TextError::kNone) {
    return error;
  }
  if (cursor.done()) return TextError::kNone;
  if (!cursor.take('T') && !cursor.take('t') && !cursor.take(' ')) return TextError::kSyntax;
  value.has_time = true;
  if (const TextError error = parse_time(cursor, value.micros_of_day); error != TextError::kNone) {
    return error;
  }
  std::int64_t offset = 0;
  if (const TextError error = parse_zone(cursor, offset); error != TextError::kNone) return error;
  if (!cursor.done()) return TextError::kSyntax;
  value.micros_of_day -= offset;
  if (value.micros_of_day < 0) {
    value.micros_of_day += kMicrosPerDay;
    --value.days;
  } else if (value.micros_of_day >= kMicrosPerDay) {
    value.micros_of_day -= kMicrosPerDay;
    ++value.days;
  }
  const bool in_range = value.days >= kFirstDay && value.days <= kLastDay;
  return in_range ? TextError::kNone : TextError::kRange;
}

}  // namespace starload::cli
