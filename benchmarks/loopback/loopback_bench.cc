// Loading over loopback into a server that only drains, three ways in turn: a plain loop, the
// engine, and `curl -T` of the same bytes. Each figure stands beside its budget.
//
//   loopback_bench DRAIN_SERVER [ROUNDS]
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "benchmarks/loopback/drain_process.h"
#include "benchmarks/loopback/plain_loop.h"
#include "benchmarks/loopback/sample_blocks.h"
#include "framework/engine/engine.h"

namespace starload::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRows = 200'000;
constexpr int kRepetitions = 5;
constexpr std::size_t kBodyBytes = 42u
                                   << 20;  // what the engine sends at once with its default budget
constexpr double kEngineBudget = 0.8;      // of the plain loop's rate

std::uint64_t run_engine(const std::vector<RowBlock>& blocks,
                         const std::shared_ptr<const Schema>& schema, int rounds, int port,
                         const char* format, const char* version) {
  EngineConfig config;
  const std::pair<const char*, std::string> properties[] = {
      {"load-url", "127.0.0.1:" + std::to_string(port)},
      {"database-name", "db"},
      {"table-name", "t"},
      {"username", "root"},
      {"sink.version", version},
      {"sink.buffer-flush.max-rows", "5000000"},
      {"sink.properties.format", format}};
  for (const auto& [key, value] : properties) config.properties.set(key, value, "benchmark");
  config.plugin_directories = {BUILTIN_PLUGINS};
  auto engine = Engine::open(std::move(config));
  require(engine.status());
  const auto table = (*engine)->add_table({"db", "t", schema, sample_columns()});
  require(table.status());
  for (int round = 0; round < rounds; ++round) {
    for (const RowBlock& block : blocks) require((*engine)->write(*table, block.abi()));
  }
  require((*engine)->close(std::chrono::minutes(5)));
  return (*engine)->counters().total_flush_bytes;
}

struct Figure {
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t bytes = 0;
  double rate() const { return static_cast<double>(bytes) / seconds / 1e9; }
};

double cpu_now() {
  rusage self{};
  ::getrusage(RUSAGE_SELF, &self);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(self.ru_utime) + seconds(self.ru_stime);
}

template <typename Work>
Figure measure(Work&& work) {
  const double cpu = cpu_now();
  const auto start = std::chrono::steady_clock::now();
  Figure figure;
  figure.bytes = work();
  figure.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  figure.cpu_seconds = cpu_now() - cpu;
  return figure;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print_row(const char* what, const std::vector<Figure>& figures) {
  std::vector<double> rates;
  std::vector<double> cpu;
  for (const Figure& figure : figures) {
    rates.push_back(figure.rate());
    cpu.push_back(figure.cpu_seconds / (static_cast<double>(figure.bytes) / 1e9));
  }
  std::sort(rates.begin(), rates.end());
  std::printf("%-28s %6.2f %6.2f %6.2f GB/s   %5.2f CPU s/GB\n", what, rates.front(), median(rates),
              rates.back(), median(cpu));
}

std::uint64_t run_curl(const fs::path& file, int port) {
  const std::string command = "curl -s -o /dev/null -H 'Expect: 100-continue' -T '" +
                              file.string() + "' http://127.0.0.1:" + std::to_string(port) +
                              "/api/db/t/_stream_load";
  if (std::system(command.c_str()) != 0) std::exit(1);
  return fs::file_size(file);
}

// The bytes of `rounds` rounds as a file, for curl: what the engine sent.
fs::path write_sample_file(std::span<const SampleRow> rows, int rounds) {
  const fs::path path =
      fs::temp_directory_path() / ("loopback-" + std::to_string(::getpid()) + ".csv");
  std::ofstream out(path);
  for (int round = 0; round < rounds; ++round) {
    for (const SampleRow& row : rows) {
      out << row.id << '\t' << row.name << '\t' << row.quantity << '\t' << row.price_cents / 100
          << ".00\t" << row.ratio << "\t2023-11-14 22:13:20.000000\t" << row.active << '\t'
          << row.note << '\n';
    }
  }
  return path;
}

int run(const char* drain_program, int rounds) {
  DrainServer server(drain_program);
  const auto rows = make_sample_rows(kRows);
  const auto schema = sample_schema();
  const auto blocks = make_blocks(rows, schema);
  const fs::path file = write_sample_file(rows, rounds);
  std::vector<Figure> plain, csv, transactions, json, curl;
  std::vector<double> ratios;
  for (int i = 0; i <= kRepetitions; ++i) {  // the first is warm-up
    const Figure a =
        measure([&] { return run_plain_loop(rows, rounds, server.port(), kBodyBytes); });
    const Figure b =
        measure([&] { return run_engine(blocks, schema, rounds, server.port(), "csv", "V1"); });
    const Figure t =
        measure([&] { return run_engine(blocks, schema, rounds, server.port(), "csv", "V2"); });
    const Figure c =
        measure([&] { return run_engine(blocks, schema, rounds, server.port(), "json", "V1"); });
    const Figure d = measure([&] { return run_curl(file, server.port()); });
    if (i == 0) continue;
    plain.push_back(a);
    csv.push_back(b);
    transactions.push_back(t);
    json.push_back(c);
    curl.push_back(d);
    ratios.push_back(a.seconds / b.seconds);
  }
  fs::remove(file);
  std::printf("%zu rows a run, %d runs in turn; minimum, median, maximum\n",
              kRows * static_cast<std::size_t>(rounds), kRepetitions);
  print_row("plain loop, CSV", plain);
  print_row("engine, CSV", csv);
  print_row("engine, CSV, transactions", transactions);
  print_row("engine, JSON", json);
  print_row("curl -T of the CSV", curl);
  const double ratio = median(ratios);
  std::printf("engine / plain loop, rows a second: %.2f (budget %.2f: %s)\n", ratio, kEngineBudget,
              ratio >= kEngineBudget ? "met" : "not met");
  return 0;
}

}  // namespace
}  // namespace starload::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: loopback_bench DRAIN_SERVER [ROUNDS]\n");
    return 2;
  }
  return starload::bench::run(argv[1], argc > 2 ? std::atoi(argv[2]) : 10);
}
