// What one would write by hand to load a CSV file: split, parse every cell into its type, write the
// rows again, send. One thread, no retries, no NULLs, no quotes; ends at the first value that is
// none.
//
//   cli_plain_loop FILE PORT v1|v2      v1: stream loads; v2: one transaction
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "benchmarks/loopback/plain_send.h"

namespace starload::bench {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;
constexpr std::size_t kBodyBytes = std::size_t{40} << 20;
constexpr std::size_t kRowBytes = 512;
constexpr std::size_t kColumns = 8;

[[noreturn]] void refuse(const char* type, std::string_view cell) {
  std::fprintf(stderr, "cli_plain_loop: \"%.*s\" is no %s\n", static_cast<int>(cell.size()),
               cell.data(), type);
  std::exit(1);
}

template <typename Number>
char* put_number(const char* type, std::string_view cell, char* out) {
  Number value{};
  const auto parsed = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != cell.data() + cell.size()) refuse(type, cell);
  return std::to_chars(out, out + 40, value).ptr;
}

char* put_text(std::string_view cell, std::size_t longest, char* out) {
  if (cell.size() > longest) refuse("text that short", cell);
  std::memcpy(out, cell.data(), cell.size());
  return out + cell.size();
}

unsigned digits(std::string_view cell, std::size_t at, std::size_t count) {
  unsigned value = 0;
  const auto parsed = std::from_chars(cell.data() + at, cell.data() + at + count, value);
  if (parsed.ec != std::errc() || parsed.ptr != cell.data() + at + count) refuse("DATETIME", cell);
  return value;
}

char* put_digits(unsigned value, std::size_t count, char* out) {
  for (std::size_t i = count; i > 0; --i, value /= 10)
    out[i - 1] = static_cast<char>('0' + value % 10);
  return out + count;
}

// DECIMAL(10,2)
char* put_price(std::string_view cell, char* out) {
  if (cell.size() < 4 || cell[cell.size() - 3] != '.') refuse("DECIMAL", cell);
  const std::size_t point = cell.size() - 3;
  std::int64_t whole = 0;
  const auto parsed = std::from_chars(cell.data(), cell.data() + point, whole);
  if (parsed.ec != std::errc() || parsed.ptr != cell.data() + point) refuse("DECIMAL", cell);
  const std::int64_t cents = whole * 100 + digits(cell, point + 1, 2);
  out = std::to_chars(out, out + 20, cents / 100).ptr;
  *out++ = '.';
  return put_digits(static_cast<unsigned>(cents % 100), 2, out);
}

char* put_time(std::string_view cell, char* out) {
  if (cell.size() != 19 && cell.size() != 26) refuse("DATETIME", cell);
  const unsigned month = digits(cell, 5, 2);
  const unsigned day = digits(cell, 8, 2);
  const unsigned hour = digits(cell, 11, 2);
  const unsigned minute = digits(cell, 14, 2);
  const unsigned second = digits(cell, 17, 2);
  if (month - 1 > 11 || day - 1 > 30 || hour > 23 || minute > 59 || second > 59)
    refuse("DATETIME", cell);
  out = put_digits(digits(cell, 0, 4), 4, out);
  *out++ = '-';
  out = put_digits(month, 2, out);
  *out++ = '-';
  out = put_digits(day, 2, out);
  *out++ = ' ';
  out = put_digits(hour, 2, out);
  *out++ = ':';
  out = put_digits(minute, 2, out);
  *out++ = ':';
  out = put_digits(second, 2, out);
  if (cell.size() == 19) return out;
  *out++ = '.';
  return put_digits(digits(cell, 20, 6), 6, out);
}

char* put_bool(std::string_view cell, char* out) {
  if (cell != "0" && cell != "1") refuse("BOOLEAN", cell);
  *out++ = cell[0];
  return out;
}

char* put_row(const std::array<std::string_view, kColumns>& cells, char* out) {
  out = put_number<std::int64_t>("BIGINT", cells[0], out);
  *out++ = '\t';
  out = put_text(cells[1], 16, out);
  *out++ = '\t';
  out = put_number<std::int32_t>("INT", cells[2], out);
  *out++ = '\t';
  out = put_price(cells[3], out);
  *out++ = '\t';
  out = put_number<double>("DOUBLE", cells[4], out);
  *out++ = '\t';
  out = put_time(cells[5], out);
  *out++ = '\t';
  out = put_bool(cells[6], out);
  *out++ = '\t';
  out = put_text(cells[7], 32, out);
  *out++ = '\n';
  return out;
}

void split(std::string_view line, std::array<std::string_view, kColumns>& cells) {
  std::size_t column = 0;
  const char* at = line.data();
  const char* const end = at + line.size();
  while (column < kColumns) {
    const auto* comma =
        static_cast<const char*>(std::memchr(at, ',', static_cast<std::size_t>(end - at)));
    const char* const stop = comma == nullptr ? end : comma;
    cells[column++] = {at, static_cast<std::size_t>(stop - at)};
    if (comma == nullptr) break;
    at = comma + 1;
  }
  if (column != kColumns) refuse("row of eight cells", line);
}

// The bodies of loads, sent when they are full.
class Bodies final {
 public:
  explicit Bodies(PlainSender& sender) : sender_(sender), buffer_(kBodyBytes) {}
  void add(std::string_view line) {
    if (line.size() > kRowBytes) refuse("row that short", line);
    split(line, cells_);
    used_ = static_cast<std::size_t>(put_row(cells_, buffer_.data() + used_) - buffer_.data());
    if (used_ + kRowBytes > buffer_.size()) send();
  }
  void send() {
    if (used_ > 0) sender_.load(buffer_.data(), used_);
    used_ = 0;
  }

 private:
  PlainSender& sender_;
  std::vector<char> buffer_;
  std::array<std::string_view, kColumns> cells_;
  std::size_t used_ = 0;
};

void load(int file, Bodies& bodies) {
  std::vector<char> buffer(kReadBytes);
  std::size_t kept = 0;
  while (true) {
    const ssize_t got = ::read(file, buffer.data() + kept, buffer.size() - kept);
    if (got < 0) std::perror("cli_plain_loop: read"), std::exit(1);
    if (got == 0) break;
    const char* at = buffer.data();
    const char* const end = at + kept + got;
    while (const void* newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at))) {
      bodies.add({at, static_cast<std::size_t>(static_cast<const char*>(newline) - at)});
      at = static_cast<const char*>(newline) + 1;
    }
    kept = static_cast<std::size_t>(end - at);
    if (kept == buffer.size()) refuse("line that short", std::string_view(at, 100));
    std::memmove(buffer.data(), at, kept);
  }
  if (kept > 0) bodies.add({buffer.data(), kept});
  bodies.send();
}

}  // namespace
}  // namespace starload::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: cli_plain_loop FILE PORT v1|v2\n");
    return 2;
  }
  const int file = ::open(argv[1], O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    std::perror(argv[1]);
    return 1;
  }
  starload::bench::PlainSender sender(std::atoi(argv[2]), std::strcmp(argv[3], "v2") == 0);
  starload::bench::Bodies bodies(sender);
  starload::bench::load(file, bodies);
  sender.finish();
  ::close(file);
}
