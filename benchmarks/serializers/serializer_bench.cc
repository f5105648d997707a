// The serializers, each column type on its own and mixed rows, the latter beside a plain loop, fmt
// and nlohmann::json.
#include "benchmarks/parts/bench_case.h"
#include "benchmarks/parts/type_columns.h"
#include "benchmarks/serializers/peer_loops.h"
#include "benchmarks/serializers/plugin_runner.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 2'000;       // about those of a block of 256 KiB, as hosts make them
constexpr std::size_t kManyRows = 10'000;  // more than the second cache holds
constexpr std::size_t kTypeRows = 4'000;
constexpr std::size_t kTypeRowBytes = 16 * 1024;  // room for one row of eight long texts, escaped

// The plugin over one block, again and again.
std::function<std::size_t()> serialize(const std::string& plugin, RowBlock block,
                                       std::size_t room) {
  const auto kept = std::make_shared<RowBlock>(std::move(block));
  const auto runner = std::make_shared<PluginRunner>(plugin, kept->schema()->abi(), "map_row_json");
  const auto buffer = std::make_shared<std::vector<std::uint8_t>>(room);
  return [kept, runner, buffer] { return runner->run(kept->abi(), *buffer); };
}

struct MixedRows {
  std::string suffix;  // of the case's name
  std::size_t count = kRows;
  Doubles doubles = Doubles::kMeasured;
};

void add_mixed(const std::string& plugin, const MixedRows& rows) {
  add_case(plugin + "-" + rows.suffix + "/starload", rows.count, [plugin, rows] {
    return serialize(plugin, make_block(make_rows(rows.count, rows.doubles)),
                     rows.count * kPlainRowBytes);
  });
}

void add_peer(const std::string& form, const std::string& peer, PeerLoop loop,
              const MixedRows& rows) {
  add_case(form + "-" + rows.suffix + "/" + peer, rows.count, [loop, rows] {
    const auto made = std::make_shared<std::vector<BenchRow>>(make_rows(rows.count, rows.doubles));
    const auto buffer = std::make_shared<std::vector<char>>(rows.count * kPlainRowBytes);
    return [loop, made, buffer] { return loop(*made, buffer->data()); };
  });
}

void add_all_mixed(const MixedRows& rows) {
  add_mixed("csv", rows);
  add_peer("csv", "plain-loop", &plain_csv, rows);
  add_peer("csv", "fmt", &fmt_csv, rows);
  add_mixed("json", rows);
  add_peer("json", "plain-loop", &plain_json, rows);
  add_peer("json", "fmt", &fmt_json, rows);
  add_peer("json", "nlohmann", &nlohmann_json, rows);
}

void add_type(const std::string& plugin, const TypeColumn& column) {
  add_case(plugin + "-" + column.name + "/starload", kTypeRows, [plugin, &column] {
    RowBlock block(schema_of(column));
    write_rows(column, kTypeRows, block);
    return serialize(plugin, std::move(block), kTypeRows * kTypeRowBytes);
  });
}

}  // namespace

void add_cases() {
  add_all_mixed({.suffix = "mixed"});
  add_all_mixed({.suffix = "mixed-many-rows", .count = kManyRows});
  add_all_mixed({.suffix = "mixed-random-doubles", .doubles = Doubles::kRandom});
  for (const char* plugin : {"csv", "json"}) {
    for (const TypeColumn& column : type_columns()) add_type(plugin, column);
  }
}

}  // namespace starload::bench

int main(int argc, char** argv) {
  return starload::bench::run_cases(argc, argv, &starload::bench::add_cases);
}
