// The rows with fmt, as one would write them: a call a row, the text of JSON escaped beside it.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <iterator>
#include <string>

#include "benchmarks/serializers/peer_loops.h"

namespace starload::bench {
namespace {

char* put_time(std::int64_t at_ms, char* out) {
  out = fmt::format_to(out, "{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(std::time_t{at_ms / 1000}));
  return at_ms % 1000 == 0 ? out : fmt::format_to(out, ".{:06}", at_ms % 1000 * 1000);
}

void escape(std::string_view text, std::string& out) {
  out.clear();
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
}

}  // namespace

std::size_t fmt_csv(const std::vector<BenchRow>& rows, char* out) {
  char* const begin = out;
  char at[40];
  for (const BenchRow& row : rows) {
    const std::string_view time(at, static_cast<std::size_t>(put_time(row.at_ms, at) - at));
    out = fmt::format_to(out, "{}\t{}\t{}\t{}.{:02}\t{}\t{}\t{:d}\t{}\n", row.id, row.name,
                         row.count, row.price_cents / 100, row.price_cents % 100, row.ratio, time,
                         row.active, row.note);
  }
  return static_cast<std::size_t>(out - begin);
}

std::size_t fmt_json(const std::vector<BenchRow>& rows, char* out) {
  char* const begin = out;
  char at[40];
  std::string name;
  std::string note;
  *out++ = '[';
  for (const BenchRow& row : rows) {
    const std::string_view time(at, static_cast<std::size_t>(put_time(row.at_ms, at) - at));
    escape(row.name, name);
    escape(row.note, note);
    out =
        fmt::format_to(out,
                       R"({{"id":{},"name":"{}","count":{},"price":{}.{:02},"ratio":{},"at":"{}",)"
                       R"("active":{:d},"note":"{}"}},)",
                       row.id, name, row.count, row.price_cents / 100, row.price_cents % 100,
                       row.ratio, time, row.active, note);
  }
  return static_cast<std::size_t>(out - begin);
}

}  // namespace starload::bench
