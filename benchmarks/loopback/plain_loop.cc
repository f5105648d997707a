#include "benchmarks/loopback/plain_loop.h"

#include <charconv>
#include <chrono>
#include <cstring>
#include <string>

#include "benchmarks/loopback/plain_send.h"

namespace starload::bench {
namespace {

constexpr std::size_t kMaxRowBytes = 512;

char* two_digits(char* at, unsigned value) {
  *at++ = static_cast<char>('0' + value / 10);
  *at++ = static_cast<char>('0' + value % 10);
  return at;
}

char* write_time(char* at, std::int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(ms)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  at = std::to_chars(at, at + 5, static_cast<int>(date.year())).ptr;
  *at++ = '-';
  at = two_digits(at, static_cast<unsigned>(date.month()));
  *at++ = '-';
  at = two_digits(at, static_cast<unsigned>(date.day()));
  *at++ = ' ';
  at = two_digits(at, static_cast<unsigned>(clock.hours().count()));
  *at++ = ':';
  at = two_digits(at, static_cast<unsigned>(clock.minutes().count()));
  *at++ = ':';
  at = two_digits(at, static_cast<unsigned>(clock.seconds().count()));
  const auto fraction = static_cast<unsigned>(clock.subseconds().count());
  if (fraction == 0) return at;
  *at++ = '.';
  *at++ = static_cast<char>('0' + fraction / 100);
  at = two_digits(at, fraction % 100);
  std::memcpy(at, "000", 3);
  return at + 3;
}

char* write_text(char* at, std::string_view text) {
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

char* write_price(char* at, std::int64_t cents) {
  at = std::to_chars(at, at + 20, cents / 100).ptr;
  *at++ = '.';
  return two_digits(at, static_cast<unsigned>(cents % 100));
}

// A whole number keeps its ".0", as Java and the engine write it.
char* write_double(char* at, double value) {
  char* const end = std::to_chars(at, at + 30, value).ptr;
  for (; at < end; ++at) {
    if (*at == '.' || *at == 'e') return end;
  }
  return write_text(end, ".0");
}

char* write_csv(char* at, const SampleRow& row) {
  at = std::to_chars(at, at + 20, row.id).ptr;
  *at++ = '\t';
  at = write_text(at, row.name);
  *at++ = '\t';
  at = std::to_chars(at, at + 11, row.quantity).ptr;
  *at++ = '\t';
  at = write_price(at, row.price_cents);
  *at++ = '\t';
  at = write_double(at, row.ratio);
  *at++ = '\t';
  at = write_time(at, row.time_ms);
  *at++ = '\t';
  *at++ = row.active ? '1' : '0';
  *at++ = '\t';
  at = write_text(at, row.note);
  *at++ = '\n';
  return at;
}

char* write_json(char* at, const SampleRow& row) {
  at = std::to_chars(write_text(at, "{\"id\":"), at + 30, row.id).ptr;
  at = write_text(write_text(at, ",\"name\":\""), row.name);
  at = write_text(at, "\",\"quantity\":");
  at = std::to_chars(at, at + 11, row.quantity).ptr;
  at = write_price(write_text(at, ",\"price\":"), row.price_cents);
  at = write_double(write_text(at, ",\"ratio\":"), row.ratio);
  at = write_time(write_text(at, ",\"time\":\""), row.time_ms);
  at = write_text(at, "\",\"active\":");
  at = write_text(at, row.active ? "1" : "0");
  at = write_text(write_text(at, ",\"note\":\""), row.note);
  return write_text(at, "\"},");
}

// Fills bodies and sends them: CSV lines, or one JSON array each.
class Bodies final {
 public:
  Bodies(const PlainLoop& how, int port)
      : how_(how),
        sender_(port, how.transactions),
        body_(how.body_bytes + kMaxRowBytes, '\0'),
        at_(start()) {}

  void add(const SampleRow& row) {
    at_ = how_.json ? write_json(at_, row) : write_csv(at_, row);
    if (static_cast<std::size_t>(at_ - body_.data()) >= how_.body_bytes) flush();
  }

  std::uint64_t finish() {
    if (at_ > body_.data() + 1) flush();
    sender_.finish();
    return total_;
  }

 private:
  char* start() {
    if (how_.json) body_[0] = '[';
    return body_.data() + (how_.json ? 1 : 0);
  }

  void flush() {
    if (how_.json) at_[-1] = ']';  // the last comma
    const auto size = static_cast<std::size_t>(at_ - body_.data());
    sender_.load(body_.data(), size);
    total_ += size;
    at_ = start();
  }

  const PlainLoop how_;
  PlainSender sender_;
  std::string body_;
  char* at_;
  std::uint64_t total_ = 0;
};

}  // namespace

std::uint64_t run_plain_loop(const PlainLoop& how, std::span<const SampleRow> rows, int rounds,
                             int port) {
  Bodies bodies(how, port);
  for (int round = 0; round < rounds; ++round) {
    for (const SampleRow& row : rows) bodies.add(row);
  }
  return bodies.finish();
}

}  // namespace starload::bench
