// The serializers, each column type on its own and mixed rows, the latter beside a plain loop, fmt
// and nlohmann::json.
#include "benchmarks/parts/bench_case.h"
#include "benchmarks/parts/type_columns.h"
#include "benchmarks/serializers/peer_loops.h"
#include "benchmarks/serializers/plugin_runner.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 10'000;
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

void add_mixed(const std::string& plugin, const std::string& name, Doubles doubles) {
  add_case(name + "/starload", kRows, [plugin, doubles] {
    return serialize(plugin, make_block(make_rows(kRows, doubles)), kRows * kPlainRowBytes);
  });
}

void add_peer(const std::string& name, PeerLoop loop, Doubles doubles) {
  add_case(name, kRows, [loop, doubles] {
    const auto rows = std::make_shared<std::vector<BenchRow>>(make_rows(kRows, doubles));
    const auto buffer = std::make_shared<std::vector<char>>(kRows * kPlainRowBytes);
    return [loop, rows, buffer] { return loop(*rows, buffer->data()); };
  });
}

void add_all_mixed(const std::string& suffix, Doubles doubles) {
  add_mixed("csv", "csv-" + suffix, doubles);
  add_peer("csv-" + suffix + "/plain-loop", &plain_csv, doubles);
  add_peer("csv-" + suffix + "/fmt", &fmt_csv, doubles);
  add_mixed("json", "json-" + suffix, doubles);
  add_peer("json-" + suffix + "/plain-loop", &plain_json, doubles);
  add_peer("json-" + suffix + "/fmt", &fmt_json, doubles);
  add_peer("json-" + suffix + "/nlohmann", &nlohmann_json, doubles);
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
  add_all_mixed("mixed", Doubles::kMeasured);
  add_all_mixed("mixed-random-doubles", Doubles::kRandom);
  for (const char* plugin : {"csv", "json"}) {
    for (const TypeColumn& column : type_columns()) add_type(plugin, column);
  }
}

}  // namespace starload::bench

int main(int argc, char** argv) {
  return starload::bench::run_cases(argc, argv, &starload::bench::add_cases);
}
