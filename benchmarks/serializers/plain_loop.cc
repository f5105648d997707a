#include "benchmarks/serializers/peer_loops.h"

#include <charconv>
#include <chrono>
#include <cstring>
#include <string_view>

namespace starload::bench {
namespace {

char* put(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

template <typename Number>
char* put_number(Number value, char* out) {
  return std::to_chars(out, out + 64, value).ptr;
}

char* put_two(unsigned value, char* out) {
  out[0] = static_cast<char>('0' + value / 10);
  out[1] = static_cast<char>('0' + value % 10);
  return out + 2;
}

char* put_price(std::int64_t cents, char* out) {
  out = put_number(cents / 100, out);
  *out++ = '.';
  return put_two(static_cast<unsigned>(cents % 100), out);
}

char* put_timestamp(std::int64_t at_ms, char* out) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds(at_ms)};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss clock(at - day);
  out = put_number(static_cast<int>(date.year()), out);
  *out++ = '-';
  out = put_two(static_cast<unsigned>(date.month()), out);
  *out++ = '-';
  out = put_two(static_cast<unsigned>(date.day()), out);
  *out++ = ' ';
  out = put_two(static_cast<unsigned>(clock.hours().count()), out);
  *out++ = ':';
  out = put_two(static_cast<unsigned>(clock.minutes().count()), out);
  *out++ = ':';
  out = put_two(static_cast<unsigned>(clock.seconds().count()), out);
  if (clock.subseconds().count() == 0) return out;
  *out++ = '.';
  const auto micros = static_cast<unsigned>(clock.subseconds().count()) * 1000;
  out = put_two(micros / 10000, out);
  out = put_two(micros / 100 % 100, out);
  return put_two(micros % 100, out);
}

char* put_quoted(std::string_view text, char* out) {
  *out++ = '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') *out++ = '\\';
    *out++ = c;
  }
  *out++ = '"';
  return out;
}

}  // namespace

std::size_t plain_csv(const std::vector<BenchRow>& rows, char* out) {
  char* const begin = out;
  for (const BenchRow& row : rows) {
    out = put_number(row.id, out);
    *out++ = '\t';
    out = put(row.name, out);
    *out++ = '\t';
    out = put_number(row.count, out);
    *out++ = '\t';
    out = put_price(row.price_cents, out);
    *out++ = '\t';
    out = put_number(row.ratio, out);
    *out++ = '\t';
    out = put_timestamp(row.at_ms, out);
    *out++ = '\t';
    *out++ = row.active ? '1' : '0';
    *out++ = '\t';
    out = put(row.note, out);
    *out++ = '\n';
  }
  return static_cast<std::size_t>(out - begin);
}

std::size_t plain_json(const std::vector<BenchRow>& rows, char* out) {
  char* const begin = out;
  *out++ = '[';
  for (const BenchRow& row : rows) {
    out = put("{\"id\":", out);
    out = put_number(row.id, out);
    out = put_quoted(row.name, put(",\"name\":", out));
    out = put_number(row.count, put(",\"count\":", out));
    out = put_price(row.price_cents, put(",\"price\":", out));
    out = put_number(row.ratio, put(",\"ratio\":", out));
    out = put("\"", put_timestamp(row.at_ms, put(",\"at\":\"", out)));
    out = put(row.active ? ",\"active\":1" : ",\"active\":0", out);
    out = put_quoted(row.note, put(",\"note\":", out));
    out = put("},", out);
  }
  return static_cast<std::size_t>(out - begin);
}

}  // namespace starload::bench
