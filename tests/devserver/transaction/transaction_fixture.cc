#include "tests/devserver/transaction/transaction_fixture.h"

#include <nlohmann/json.hpp>
#include <regex>

namespace starload::devserver {

std::string TransactionFixture::field(const std::string& reply, const std::string& name) {
  const nlohmann::json json = nlohmann::json::parse(reply, nullptr, false);
  if (!json.is_object() || !json.contains(name)) return {};
  return json[name].is_string() ? json[name].get<std::string>() : json[name].dump();
}

std::string TransactionFixture::timeless(const std::string& reply) {
  static const std::regex kTime(R"((TimeMs": )[0-9]+)");
  return std::regex_replace(reply, kTime, "$010");
}

std::string TransactionFixture::state(const std::string& label, const std::string& database) {
  const std::string reply =
      request(fe(), "GET", "/api/" + database + "/get_load_state?label=" + label).body;
  const std::string reason = field(reply, "reason");
  return field(reply, "state") + (reason.empty() ? "" : " " + reason);
}

}  // namespace starload::devserver
