// The rows of the suite `cli` as text: eight mixed columns, always the same.
//
//   cli_rows csv|jsonl ROWS        writes them to standard output
#include <charconv>
#include <cstdio>
#include <cstring>

#include "benchmarks/parts/input_text.h"

int main(int argc, char** argv) {
  using namespace starload::bench;
  std::size_t count = 0;
  const bool given =
      argc == 3 && (std::strcmp(argv[1], "csv") == 0 || std::strcmp(argv[1], "jsonl") == 0);
  if (!given || std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), count).ec != std::errc()) {
    std::fprintf(stderr, "usage: cli_rows csv|jsonl ROWS\n");
    return 2;
  }
  const std::vector<BenchRow> rows = make_rows(count, Doubles::kMeasured);
  const bool csv = argv[1][0] == 'c';
  const std::string text = csv ? csv_text(rows, Quotes::kNone) : json_lines(rows);
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}
