// The rows as nlohmann::json objects, dumped.
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

#include "benchmarks/serializers/peer_loops.h"

namespace starload::bench {
namespace {

std::string time_text(std::int64_t at_ms) {
  const std::time_t seconds = at_ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[40];
  std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  if (const int ms = static_cast<int>(at_ms % 1000); ms != 0)
    size += static_cast<std::size_t>(
        std::snprintf(text + size, sizeof text - size, ".%06d", ms * 1000));
  return {text, size};
}

}  // namespace

std::size_t nlohmann_json(const std::vector<BenchRow>& rows, char* out) {
  char* const begin = out;
  *out++ = '[';
  for (const BenchRow& row : rows) {
    nlohmann::json object;
    object["id"] = row.id;
    object["name"] = row.name;
    object["count"] = row.count;
    object["price"] = static_cast<double>(row.price_cents) / 100;
    object["ratio"] = row.ratio;
    object["at"] = time_text(row.at_ms);
    object["active"] = row.active ? 1 : 0;
    object["note"] = row.note;
    const std::string text = object.dump();
    std::memcpy(out, text.data(), text.size());
    out += text.size();
    *out++ = ',';
  }
  return static_cast<std::size_t>(out - begin);
}

}  // namespace starload::bench
