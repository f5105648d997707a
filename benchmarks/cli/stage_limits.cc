// What each stage of `starload load` costs by itself, in processor time of its thread, beside what
// the machine cannot do any faster: copying memory, reading a file from the page cache, sending
// over loopback. The figures of LIMITS.md.
//
//   cli_stage_limits FILE        FILE: as cli_rows csv writes it; its first 32 MiB are taken
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "cli/input/csv_reader.h"
#include "cli/input/line_block_reader.h"

namespace starload::cli {
namespace {

constexpr std::size_t kBlock = std::size_t{256} * 1024;
constexpr std::size_t kMostBytes = std::size_t{32} << 20;
constexpr int kRounds = 15;

double thread_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The best of some rounds: other work on the machine can only add.
void measure(const char* stage, std::size_t bytes, const std::function<void()>& work) {
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const double start = thread_seconds();
    work();
    best = std::min(best, thread_seconds() - start);
  }
  std::printf("%-52s %7.2f GB/s %7.3f ns/byte\n", stage, static_cast<double>(bytes) / best * 1e-9,
              best * 1e9 / static_cast<double>(bytes));
  std::fflush(stdout);
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::exit(1);
}

class NoRejects final : public RejectSink {
 public:
  Status reject(const RejectedRow& row) override { return Status::data(std::string(row.reason)); }
};

TableInfo table() {
  const auto column = [](const char* name, const char* type, std::optional<std::int64_t> size = {},
                         std::optional<std::int32_t> digits = {}) {
    ColumnInfo info;
    info.name = name;
    info.type = type;
    info.size = size;
    info.digits = digits;
    return info;
  };
  TableInfo info;
  info.columns = {column("id", "bigint"),      column("name", "varchar", 64),
                  column("quantity", "int"),   column("price", "decimal", 10, 2),
                  column("ratio", "double"),   column("seen", "datetime"),
                  column("active", "boolean"), column("note", "varchar", 64)};
  return info;
}

void measure_copies(const std::string& text) {
  std::vector<char> small(kBlock);
  std::vector<char> large(text.size());
  measure("copy of memory, 256 KiB blocks (in the cache)", text.size(), [&] {
    for (std::size_t at = 0; at + kBlock <= text.size(); at += kBlock)
      std::memcpy(small.data(), text.data() + at % (2 * kBlock), kBlock);
  });
  measure("copy of memory, 32 MiB", text.size(),
          [&] { std::memcpy(large.data(), text.data(), text.size()); });
}

void measure_file(const char* path, std::size_t bytes) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  require(file >= 0, path);
  std::vector<char> block(kBlock);
  measure("read() from the page cache, 256 KiB", bytes, [&] {
    for (std::size_t at = 0; at < bytes; at += kBlock)
      require(::pread(file, block.data(), kBlock, static_cast<off_t>(at)) > 0, path);
  });
  std::vector<char> load(bytes);
  measure("read() into 32 MiB", bytes, [&] {
    for (std::size_t at = 0; at < bytes; at += kBlock) {
      const std::size_t size = std::min(kBlock, bytes - at);
      require(::pread(file, load.data() + at, size, static_cast<off_t>(at)) > 0, path);
    }
  });
  ::close(file);
}

// Two ends of a connection over loopback.
std::pair<int, int> connect_loopback() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  require(::bind(listener, generic, size) == 0 && ::listen(listener, 1) == 0, "listen");
  ::getsockname(listener, generic, &size);
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  require(::connect(client, generic, size) == 0, "connect");
  const int server = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  ::close(listener);
  return {client, server};
}

void measure_loopback(const std::string& text) {
  const auto [client, server] = connect_loopback();
  std::thread drain([server = server] {
    std::vector<char> block(kBlock);
    while (::recv(server, block.data(), block.size(), 0) > 0) {
    }
  });
  measure("send over loopback (the sender's side)", text.size(), [&, client = client] {
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t count = ::send(client, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      require(count > 0, "send");
      sent += static_cast<std::size_t>(count);
    }
  });
  ::close(client);
  drain.join();
  ::close(server);
}

void measure_readers(const std::string& text) {
  NoRejects rejects;
  const auto all_blocks = [&](RowBlock& block, auto&& read) {
    for (std::size_t rows = 1; rows > 0; block.clear()) {
      const Result<std::size_t> count = read(block);
      require(count.is_ok(), "reader");
      rows = *count;
    }
  };
  std::vector<char> load(text.size() + kBlock);
  measure("--raw: copy into the load, lines counted", text.size(), [&] {
    MemorySource source("memory", text);
    LineBlockReader reader(source, false, {});
    std::size_t size = 0;
    for (std::size_t more = 1; more > 0; size += more)
      more = reader.read_into({load.data() + size, kBlock}, text.size())->bytes;
    require(size == text.size(), "reader");
  });
  RowBlock lines(nullptr);
  measure("--raw of a pipe: copy into the block, line ends", text.size(), [&] {
    MemorySource source("memory", text);
    LineBlockReader reader(source, false, {});
    all_blocks(lines, [&](RowBlock& block) { return reader.read(block, kBlock); });
  });
  measure("typed: copy, UTF-8, separators and quotes", text.size(), [&] {
    MemorySource source("memory", text);
    CsvSplitter splitter(source, {});
    CsvRecord record;
    while (*splitter.next(record) == SplitOutcome::kRecord) {
    }
  });
  const auto plan = map_columns({}, table(), "memory").take();
  RowBlock rows(plan->schema);
  measure("typed: the same, cells into typed rows", text.size(), [&] {
    MemorySource source("memory", text);
    CsvReader reader(source, {}, plan);
    all_blocks(rows, [&](RowBlock& block) { return reader.read_block(block, kBlock, rejects); });
  });
}

std::string start_of(const char* path) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  require(file >= 0, path);
  std::string text(kMostBytes, '\0');
  std::size_t size = 0;
  for (ssize_t count = 1; count > 0 && size < text.size();
       size += static_cast<std::size_t>(count)) {
    count = ::read(file, text.data() + size, text.size() - size);
    require(count >= 0, path);
  }
  ::close(file);
  text.resize(size);
  text.resize(text.rfind('\n') + 1);
  return text;
}

}  // namespace
}  // namespace starload::cli

int main(int argc, char** argv) {
  using namespace starload::cli;
  if (argc != 2) {
    std::fprintf(stderr, "usage: cli_stage_limits FILE\n");
    return 2;
  }
  const std::string text = start_of(argv[1]);
  measure_copies(text);
  measure_file(argv[1], text.size());
  measure_loopback(text);
  measure_readers(text);
  return 0;
}
