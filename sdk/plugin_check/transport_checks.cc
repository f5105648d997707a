// What a transport has to keep whatever its server does: verdicts, cancelling, threads, leaks. It
// is asked for nothing that would change data: PROBE, the state of a label that nobody used, and a
// kind that there is not.
#include <starload/testkit/host.hpp>
#include <thread>

#include "framework/plugin_host/checked_calls.h"
#include "sdk/plugin_check/measure.h"
#include "sdk/plugin_check/subject.h"

namespace starload::plugin_check {
namespace {

constexpr std::int32_t kNoSuchKind = 9999;
constexpr std::uint64_t kTimeoutMs = 300;

class TransportDriver final {
 public:
  TransportDriver(const Subject& subject, std::shared_ptr<const Library> library) {
    const PluginProperties own(library->plugin(), subject.properties(library->plugin()));
    sl_transport_config config{};
    config.struct_size = sizeof config;
    config.host = host_.abi();
    config.properties = own.abi();
    Result<TransportInstance> made = TransportInstance::create(std::move(library), config);
    check(made.status());
    instance_ = made.take();
  }

  struct Answer {
    std::int32_t code;
    sl_response response;
    std::string message;
  };
  Answer execute(std::int32_t kind) const {
    sl_request request{};
    request.struct_size = sizeof request;
    request.kind = kind;
    request.database = sdk::str("starload_plugin_check");
    request.table = request.database;
    request.label = sdk::str("starload-plugin-check-nobody-uses-this");
    request.timeout_ms = kTimeoutMs;
    Answer answer{};
    answer.response.struct_size = sizeof answer.response;
    answer.response.transaction_id = -1;
    sl_error error = make_plugin_error();
    answer.code = checked_execute(instance_, request, answer.response, error);
    answer.message.assign(error.message, error.message_size);
    return answer;
  }
  void cancel() const { instance_.functions().cancel(instance_.self()); }

 private:
  testkit::FakeHost host_;
  TransportInstance instance_;
};

// "" when the answer keeps the contract.
std::string defect(const TransportDriver::Answer& answer) {
  if (answer.code == SL_ERR_CONFIG) return "";
  if (answer.code != SL_OK) {
    return "execute returned " + std::to_string(answer.code) + ": " + answer.message;
  }
  if (answer.message.starts_with("its execute gave the verdict")) return answer.message;
  if (answer.response.verdict != SL_VERDICT_OK && answer.message.empty())
    return "a verdict that is not OK comes without a message";
  return "";
}

Outcome check_answers(const Subject& subject) {
  const TransportDriver driver(subject, subject.load());
  for (const std::int32_t kind : {SL_REQUEST_PROBE, SL_REQUEST_LABEL_STATE}) {
    const std::string why = defect(driver.execute(kind));
    if (!why.empty()) return Outcome::failed(why);
  }
  return Outcome::passed();
}

Outcome check_unknown_kind(const Subject& subject) {
  const TransportDriver::Answer answer =
      TransportDriver(subject, subject.load()).execute(kNoSuchKind);
  const bool refused = answer.code == SL_ERR_CONFIG ||
                       (answer.code == SL_OK && answer.response.verdict == SL_VERDICT_NO &&
                        answer.response.retry == SL_RETRY_NEVER);
  return refused ? Outcome::passed()
                 : Outcome::failed("a kind of request that there is not is not refused for good");
}

Outcome check_cancel(const Subject& subject) {
  const TransportDriver driver(subject, subject.load());
  driver.cancel();
  driver.cancel();
  const auto start = std::chrono::steady_clock::now();
  const TransportDriver::Answer answer = driver.execute(SL_REQUEST_PROBE);
  if (std::chrono::steady_clock::now() - start > std::chrono::seconds(5))
    return Outcome::failed("a request after cancel() takes more than 5 s");
  const std::string why = defect(answer);
  return why.empty() ? Outcome::passed() : Outcome::failed(why);
}

Outcome check_threads(const Subject& subject) {
  const TransportDriver driver(subject, subject.load());
  std::string wrong[4];
  std::vector<std::thread> threads;
  for (std::string& mine : wrong) {
    threads.emplace_back([&driver, &mine] {
      for (int i = 0; i < 5; ++i) {
        if (const std::string why = defect(driver.execute(SL_REQUEST_PROBE)); !why.empty())
          mine = why;
      }
    });
  }
  driver.cancel();
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : wrong) {
    if (!text.empty()) return Outcome::failed(text);
  }
  return Outcome::passed();
}

Outcome check_leaks(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  const std::string leak = find_leak([&] { const TransportDriver driver(subject, library); });
  return leak.empty() ? Outcome::passed() : Outcome::failed("it " + leak);
}

}  // namespace

void check_transport(const Subject& subject, Report& report) {
  report.run("answers", [&] { return check_answers(subject); });
  report.run("unknown requests", [&] { return check_unknown_kind(subject); });
  report.run("cancel", [&] { return check_cancel(subject); });
  report.run("threads", [&] { return check_threads(subject); });
  report.run("leaks", [&] { return check_leaks(subject); });
}

}  // namespace starload::plugin_check
