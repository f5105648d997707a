#include "cli/input/time_text.h"

#include <chrono>

#include "cli/input/plain_number.h"

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

// The forms that nearly every file has, yyyy-MM-dd[ HH:mm:ss[.f...]], where each digit has its
// place.
class FixedLayout final {
 public:
  explicit FixedLayout(std::string_view text) : text_(text) {}

  // false: another form, or a value that does not exist; value is not defined then.
  bool read(DateTimeText& value) {
    if (text_.size() < kDateSize || !read_date(value.days)) return false;
    value.micros_of_day = 0;
    value.has_time = text_.size() > kDateSize;
    return !value.has_time || read_time(value.micros_of_day);
  }

 private:
  static constexpr std::size_t kDateSize = 10;
  static constexpr std::size_t kTimeSize = 19;
  static constexpr std::size_t kLongestSize = kTimeSize + 1 + 6;

  bool read_date(std::int32_t& days) {
    const int year = two(0) * 100 + two(2);
    const int month = two(5);
    const int day = two(8);
    if (not_digit_ || text_[4] != '-' || text_[7] != '-') return false;
    return day_number(year, month, day, days) == TextError::kNone;
  }

  bool read_time(std::int64_t& micros) {
    if (text_.size() < kTimeSize || text_.size() > kLongestSize) return false;
    const int hour = two(11);
    const int minute = two(14);
    const int second = two(17);
    if (not_digit_ || (text_[10] != ' ' && text_[10] != 'T') || text_[13] != ':' ||
        text_[16] != ':' || hour > 23 || minute > 59 || second > 59)
      return false;
    micros = (hour * 60 + minute) * kMicrosPerMinute + second * kMicrosPerSecond;
    return text_.size() == kTimeSize || read_fraction(micros);
  }

  bool read_fraction(std::int64_t& micros) {
    const std::size_t count = text_.size() - kTimeSize - 1;
    std::uint64_t fraction = 0;
    if (text_[kTimeSize] != '.' || count == 0 ||
        !read_digits(text_.data() + kTimeSize + 1, count, fraction))
      return false;
    micros += static_cast<std::int64_t>(fraction * kPowersOfTen[6 - count]);
    return true;
  }

  int two(std::size_t at) {
    const auto tens = static_cast<unsigned>(text_[at]) - '0';
    const auto ones = static_cast<unsigned>(text_[at + 1]) - '0';
    not_digit_ |= tens > 9 || ones > 9;
    return static_cast<int>(tens * 10 + ones);
  }

  std::string_view text_;
  bool not_digit_ = false;
};

}  // namespace

std::int64_t DateTimeText::epoch_ms() const {
  return (days * kMicrosPerDay + micros_of_day - micros_of_day % 1000) / 1000;
}

std::int32_t DateTimeText::nanos_of_ms() const {
  return static_cast<std::int32_t>(micros_of_day % 1000) * 1000;
}

TextError parse_date_time(std::string_view text, DateTimeText& value) {
  if (FixedLayout(text).read(value)) return TextError::kNone;
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
