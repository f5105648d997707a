// A transport under test, driven as a host drives it, through its ABI. Link the plugin's sources
// into the test program. execute() may be called from several threads.
#pragma once

#include <starload/abi/plugin.h>

#include <starload/testkit/serializer.hpp>
#include <string>
#include <vector>

namespace starload::testkit {

struct TestRequest {
  std::int32_t kind = SL_REQUEST_LOAD;
  std::string label = "label-1";
  std::vector<std::string> body = {};
  std::string database = "db";
  std::string table = "t";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::uint64_t row_count = 0;
  std::uint64_t timeout_ms = 10'000;
};

// What execute answered: the code, the response and, for NO and UNKNOWN, why.
struct TestAnswer {
  std::int32_t code = SL_OK;
  sl_response response{};
  std::string message;
};

class Transport final {
 public:
  explicit Transport(const TestProperties::Pairs& properties = {})
      : Transport(sl_plugin_query(SL_ABI_MAJOR, SL_ABI_MINOR), properties) {}

  Transport(const sl_plugin* plugin, const TestProperties::Pairs& properties)
      : functions_(static_cast<const sl_transport_functions*>(plugin->functions)) {
    const TestProperties effective(plugin->options, plugin->option_count, properties);
    sl_transport_config config{};
    config.struct_size = sizeof config;
    config.host = host.abi();
    config.properties = effective.abi();
    sl_error error = blank();
    const std::int32_t code = functions_->create(&config, &self_, &error);
    if (code != SL_OK) throw Failure(code, error);
  }
  ~Transport() { functions_->destroy(self_); }
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  TestAnswer execute(const TestRequest& wanted) {
    std::vector<sl_str> body;
    for (const std::string& piece : wanted.body) body.push_back(text(piece));
    std::vector<sl_property> headers;
    for (const auto& [name, value] : wanted.headers) headers.push_back({text(name), text(value)});
    sl_request request{};
    request.struct_size = sizeof request;
    request.kind = wanted.kind;
    request.database = text(wanted.database);
    request.table = text(wanted.table);
    request.label = text(wanted.label);
    request.headers = headers.data();
    request.header_count = headers.size();
    request.body = body.data();
    request.body_count = body.size();
    request.row_count = wanted.row_count;
    request.timeout_ms = wanted.timeout_ms;
    TestAnswer answer;
    answer.response.struct_size = sizeof(sl_response);
    answer.response.transaction_id = -1;
    sl_error error = blank();
    answer.code = functions_->execute(self_, &request, &answer.response, &error);
    answer.message.assign(error.message, error.message_size);
    return answer;
  }
  void cancel() { functions_->cancel(self_); }
  std::uint32_t capabilities() const { return functions_->capabilities; }

  FakeHost host;

 private:
  static sl_str text(const std::string& value) { return {value.data(), value.size()}; }
  static sl_error blank() {
    sl_error error{};
    error.struct_size = sizeof error;
    error.row_index = SL_NO_ROW;
    return error;
  }

  const sl_transport_functions* functions_;
  void* self_ = nullptr;
};

}  // namespace starload::testkit
