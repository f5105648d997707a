#include "tests/plugins/transports/support/harness.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/transports/common/text.h"
#include "plugins/transports/stream_load/stream_load_transport.h"
#include "plugins/transports/transaction/transaction_transport.h"

namespace starload::test {
namespace {

const void* no_extension(void*, const char*) { return nullptr; }

std::vector<sl_property> view_of(const auto& pairs) {
  std::vector<sl_property> views;
  for (const auto& [key, value] : pairs) views.push_back({sdk::str(key), sdk::str(value)});
  return views;
}

void expect_no_secret(const std::string& text) {
  EXPECT_EQ(text.find(kPassword), std::string::npos) << text;
  EXPECT_EQ(text.find(http::base64(std::string("root:") + kPassword)), std::string::npos) << text;
}

std::unique_ptr<sdk::Transport> make_transport(TestConfig& setup,
                                               const sl_transport_config& config) {
  if (setup.plugin == Plugin::kTransaction) {
    return std::make_unique<transaction::TransactionTransport>(config, std::move(setup.sockets),
                                                               std::move(setup.clock));
  }
  return std::make_unique<stream_load::StreamLoadTransport>(config, std::move(setup.sockets),
                                                            std::move(setup.clock));
}

void collect(void* context, sl_str reason, sl_str row) {
  static_cast<Outcome*>(context)->rejected.emplace_back(sdk::view(reason), sdk::view(row));
}

}  // namespace

Harness::Harness(TestConfig setup) : properties_(std::move(setup.properties)) {
  const std::map<std::string, std::string> defaults = {
      {"username", "root"},
      {"password", kPassword},
      {"sink.connect.timeout-ms", "2000"},
      {"sink.wait-for-continue.timeout-ms", "10000"},
      {"sink.socket.timeout-ms", "60000"},
      {"sink.ssl.verify", "true"}};
  properties_.insert(defaults.begin(), defaults.end());
  host_ = {sizeof(sl_host), 0, this, &Harness::take_log, &no_extension};
  const auto items = view_of(properties_);
  const sl_properties properties = {sizeof(sl_properties), 0, items.data(), items.size()};
  std::vector<sl_str> known;
  for (const std::string& known_host : setup.known_hosts) known.push_back(sdk::str(known_host));
  sl_transport_config config{};
  config.struct_size = sizeof(config);
  config.host = &host_;
  config.properties = &properties;
  config.known_hosts = known.data();
  config.known_host_count = known.size();
  config.known_hosts_complete = setup.known_hosts_complete ? 1 : 0;
  try {
    transport_ = make_transport(setup, config);
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), SL_ERR_CONFIG);
    create_error_ = error.what();
    expect_no_secret(create_error_);
  }
}

Harness::~Harness() = default;

Outcome Harness::execute(const Load& load) {
  Outcome outcome;
  const auto headers = view_of(load.headers);
  std::vector<sl_str> body;
  for (const std::string& piece : load.body) body.push_back(sdk::str(piece));
  sl_request request{};
  request.struct_size = sizeof(request);
  request.kind = load.kind;
  request.database = sdk::str(load.database);
  request.table = sdk::str(load.table);
  request.label = sdk::str(load.label);
  request.headers = headers.data();
  request.header_count = headers.size();
  if (load.kind == SL_REQUEST_LOAD) {
    request.body = body.data();
    request.body_count = body.size();
  }
  request.row_count = 2;
  request.timeout_ms = load.timeout_ms;
  outcome.response.struct_size = sizeof(sl_response);
  outcome.response.reject_context = &outcome;
  if (load.takes_rejects) outcome.response.on_rejected_row = &collect;
  sl_error error{};
  error.struct_size = sizeof(error);
  outcome.code = sdk::TransportEntry<stream_load::StreamLoadTransport>::execute(
      transport_.get(), &request, &outcome.response, &error);
  outcome.message.assign(error.message, error.message_size);
  expect_no_secret(outcome.message);
  return outcome;
}

void Harness::cancel() { transport_->cancel(); }

std::vector<std::string> Harness::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

bool Harness::log_has(const std::string& part) const {
  const auto lines = log();
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

void Harness::take_log(void* context, std::int32_t level, sl_str message) {
  auto* self = static_cast<Harness*>(context);
  std::string line = (level == SL_LOG_WARN ? "WARN " : "INFO ") + std::string(sdk::view(message));
  expect_no_secret(line);
  const std::lock_guard lock(self->mutex_);
  self->log_.push_back(std::move(line));
}

TestConfig setup_for(const std::string& load_url) {
  TestConfig setup;
  setup.properties["load-url"] = load_url;
  return setup;
}

}  // namespace starload::test
