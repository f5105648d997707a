#include "framework/engine/transport_choice.h"

#include <tuple>

#include "framework/base/text.h"

namespace starload {
namespace {

constexpr int kFirstMajor = 2, kFirstMinor = 4;  // StarRocks has transactions from 2.4 on

// A server that cannot be asked now is taken for one that has transactions, as all since 2.4 do: a
// run that starts while the server is down then loads, and reads states, like the runs before it.
// An older server refuses the first begin, and says so.
TransportChoice choose_by_server(const ServerFacts& server) {
  const std::string by = "sink.version = AUTO, and ";
  if (server.major > 0) {
    const bool has = std::tie(server.major, server.minor) >= std::tie(kFirstMajor, kFirstMinor);
    const std::string version = std::to_string(server.major) + "." + std::to_string(server.minor);
    return {
        has ? kTransaction : kStreamLoad,
        by + "the server is StarRocks " + version +
            (has ? ", which has transactions" : ", which has no transactions (2.4 and later do)"),
        true, false};
  }
  if (server.transactions) {
    return {*server.transactions ? kTransaction : kStreamLoad,
            by + (*server.transactions ? "the server answers to transactions"
                                       : "the server knows no transactions: " + server.answer),
            true, false};
  }
  return {kTransaction,
          by + "the server could not be asked" +
              (server.answer.empty() ? "" : " (" + server.answer + ")") +
              "; every StarRocks from 2.4 on has transactions",
          true, true};
}

// What only stream load honours; "" = nothing of it is set.
std::string stream_load_property(const PropertyMap& properties) {
  constexpr const char* kNames[] = {"enclose", "escape", "skip_header", "trim_space",
                                    "log_rejected_record_num"};
  for (const char* name : kNames) {
    const std::string key = std::string("sink.properties.") + name;
    const std::string value = to_lower(trim(properties.get(key)));
    if (!value.empty() && value != "0" && value != "false") return key;
  }
  return "";
}

}  // namespace

bool is_exactly_once(const PropertyMap& properties) {
  const std::string other_name = properties.get("sink.delivery-guarantee");
  return to_lower(properties.find("sink.semantic").value_or(other_name)) == "exactly-once";
}

TransportChoice choose_transport(const PropertyMap& properties, const ServerFacts& server) {
  if (const auto name = properties.find("sink.transport"))
    return {*name, "sink.transport names it"};
  const std::string version = to_lower(trim(properties.get("sink.version")));
  if (version == "v1") return {kStreamLoad, "sink.version = V1"};
  constexpr char kUse[] = "sink.at-least-once.use-transaction-stream-load";
  if (!is_exactly_once(properties) && to_lower(properties.get(kUse)) == "false")
    return {kStreamLoad, std::string(kUse) + " = false"};
  if (version == "v2") return {kTransaction, "sink.version = V2"};
  const std::string key = is_exactly_once(properties) ? "" : stream_load_property(properties);
  if (!key.empty())
    return {kStreamLoad, "sink.version = AUTO, and only stream load honours " + key};
  return choose_by_server(server);
}

}  // namespace starload
