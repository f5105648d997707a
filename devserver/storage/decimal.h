// Exact decimal arithmetic on text, for LARGEINT and DECIMAL values. Pure functions; a DecimalSum
// belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace starload::devserver {

// [+-]digits[.digits], at least one digit; no exponent.
bool is_decimal(std::string_view text);

// "1.5e3" -> "1500"; nullopt when it is no number or the exponent is beyond +-400.
std::optional<std::string> plain_decimal(std::string_view text);

// By value: 1.5 equals 1.50. What is no decimal sorts behind all decimals, by bytes.
int compare_decimals(std::string_view a, std::string_view b);

// Canonical text with exactly `scale` digits after the point, rounded half away from zero; nullopt
// when it is no number or has more than precision - scale digits before the point.
std::optional<std::string> fit_decimal(std::string_view text, int precision, int scale);

// The exact product; "0" when one of them is no decimal.
std::string multiply_decimals(std::string_view a, std::string_view b);

// An exact running total.
class DecimalSum final {
 public:
  DecimalSum();
  ~DecimalSum();
  DecimalSum(const DecimalSum&) = delete;
  DecimalSum& operator=(const DecimalSum&) = delete;

  void add(std::string_view decimal);       // what is no decimal counts as 0
  void subtract(std::string_view decimal);  // for moving windows
  std::string text() const;
  // The total divided by `count`, with `extra_scale` more digits, rounded half away from zero.
  std::string average_text(std::int64_t count, int extra_scale) const;

 private:
  struct State;
  void accumulate(std::string_view decimal, bool negate);
  std::unique_ptr<State> state_;
};

}  // namespace starload::devserver
