#include "cli/progress/human_format.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace starload::cli {
namespace {

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

}  // namespace

std::string human_count(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string human_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes);
  const char* const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t unit = 0;
  // 999950 would be shown as 1000.0 kB.
  while (value >= 999.95 && unit + 1 < std::size(units)) {
    value /= 1000;
    ++unit;
  }
  return formatted("%.1f %s", value, units[unit]);
}

std::string human_duration(double seconds) {
  if (!(seconds > 0)) return "0.00 s";
  if (seconds < 0.995) return formatted("%.2f s", seconds);
  if (seconds < 59.95) return formatted("%.1f s", seconds);
  if (seconds > 1e9) return "a long time";
  const auto whole = static_cast<unsigned long long>(std::llround(seconds));
  if (whole < 3600) return formatted("%llum %02llus", whole / 60, whole % 60);
  const unsigned long long minutes = whole / 60;
  if (minutes < 24ULL * 60) return formatted("%lluh %02llum", minutes / 60, minutes % 60);
  return formatted("%llud %02lluh", minutes / 1440, minutes / 60 % 24);
}

}  // namespace starload::cli
