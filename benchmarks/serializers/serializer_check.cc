// Proves that the serializers and what they are measured beside do the same work: CSV byte-equal,
// JSON equal after parsing (a null is the same as no value). Prints the sizes; exit code 1: they
// differ.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "benchmarks/serializers/peer_loops.h"
#include "benchmarks/serializers/plugin_runner.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 20'000;
int failures = 0;

std::string ours(const std::string& plugin, const std::vector<BenchRow>& rows) {
  const RowBlock block = make_block(rows);
  PluginRunner runner(plugin, block.schema()->abi());
  std::vector<std::uint8_t> buffer(kRows * kPlainRowBytes);
  const std::size_t size = runner.run(block.abi(), buffer);
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

std::string theirs(PeerLoop loop, const std::vector<BenchRow>& rows) {
  std::string text(kRows * kPlainRowBytes + 1, '\0');
  text.resize(loop(rows, text.data()));
  return text;
}

void say(const std::string& what, bool equal, const std::string& one, const std::string& other) {
  std::printf("%s: %s; %zu rows, %zu bytes beside %zu (%+.2f %%)\n", what.c_str(),
              equal ? "equal" : "DIFFERENT", kRows, one.size(), other.size(),
              100 * (static_cast<double>(one.size()) / static_cast<double>(other.size()) - 1));
  if (!equal) ++failures;
}

void show_first_difference(const std::string& one, const std::string& other) {
  std::size_t at = 0;
  while (at < std::min(one.size(), other.size()) && one[at] == other[at]) ++at;
  const std::size_t from = at < 60 ? 0 : at - 60;
  std::printf("  at byte %zu: \"%s\" and \"%s\"\n", at, one.substr(from, 120).c_str(),
              other.substr(from, 120).c_str());
}

void compare_bytes(const std::string& what, const std::string& one, const std::string& other) {
  say(what, one == other, one, other);
  if (one != other) show_first_difference(one, other);
}

// The array that a body or a peer's text is: the serializer leaves out what frames the body.
nlohmann::json parse(std::string text) {
  if (text.empty() || text.front() != '[') text.insert(0, 1, '[');
  if (text.back() == ',') text.pop_back();
  if (text.back() != ']') text += ']';
  nlohmann::json rows = nlohmann::json::parse(text);
  for (nlohmann::json& row : rows) {
    for (auto member = row.begin(); member != row.end();)
      member = member->is_null() ? row.erase(member) : std::next(member);
  }
  return rows;
}

void compare_json(const std::string& what, const std::string& one, const std::string& other) {
  const nlohmann::json first = parse(one);
  const nlohmann::json second = parse(other);
  say(what, first.size() == kRows && first == second, one, other);
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    if (first[i] == second[i]) continue;
    std::printf("  row %zu: %s and %s\n", i, first[i].dump().c_str(), second[i].dump().c_str());
    return;
  }
}

void compare_all(const char* doubles_text, Doubles doubles) {
  const std::vector<BenchRow> rows = make_rows(kRows, doubles);
  const std::string csv = ours("csv", rows) + '\n';  // the newline that ends a body is framing
  const std::string json = ours("json", rows);
  const std::string suffix = std::string(" (") + doubles_text + ")";
  compare_bytes("CSV, starload beside the plain loop" + suffix, csv, theirs(&plain_csv, rows));
  compare_bytes("CSV, starload beside fmt" + suffix, csv, theirs(&fmt_csv, rows));
  compare_json("JSON, starload beside the plain loop" + suffix, json, theirs(&plain_json, rows));
  compare_json("JSON, starload beside fmt" + suffix, json, theirs(&fmt_json, rows));
  compare_json("JSON, starload beside nlohmann::json" + suffix, json, theirs(&nlohmann_json, rows));
}

}  // namespace
}  // namespace starload::bench

int main() {
  using starload::bench::Doubles;
  starload::bench::compare_all("doubles of five digits behind the point", Doubles::kMeasured);
  starload::bench::compare_all("doubles of 16 or 17 digits", Doubles::kRandom);
  return starload::bench::failures == 0 ? 0 : 1;
}
