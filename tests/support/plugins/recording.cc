// A transport for tests: writes a line for each request into a file and answers by a script.
//
//   recording.file    one line a request: kind database.table label rows bytes
//   recording.script  answers in order, separated by ';', then ok for ever:
//                     ok | filtered | no-soon | no-never | unknown | exists | VISIBLE | ABORTED |
//                     UNKNOWN | PREPARE
//   recording.gate    requests wait until this file exists (or cancel is called)
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <starload/sdk/transport.hpp>
#include <thread>

namespace {

namespace sdk = starload::sdk;

class Recording final : public sdk::Transport {
 public:
  explicit Recording(const sl_transport_config& config) {
    const sdk::Properties properties(config.properties);
    file_ = properties.get("recording.file");
    script_ = properties.get_list("recording.script");
    gate_ = properties.get("recording.gate");
  }

  void execute(const sl_request& request, sl_response& response, std::string& message) override {
    record(request);
    while (!gate_.empty() && !cancelled_ && !std::filesystem::exists(gate_)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    answer(next_answer(request), request, response, message);
  }

  void cancel() noexcept override { cancelled_ = true; }

 private:
  void record(const sl_request& request) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < request.body_count; ++i) bytes += request.body[i].size;
    const std::lock_guard lock(mutex_);
    std::ofstream out(file_, std::ios::app);
    out << request.kind << ' ' << sdk::view(request.database) << '.' << sdk::view(request.table)
        << ' ' << sdk::view(request.label) << ' ' << request.row_count << ' ' << bytes << '\n';
  }

  std::string next_answer(const sl_request& request) {
    const std::lock_guard lock(mutex_);
    if (step_ < script_.size()) return script_[step_++];
    return request.kind == SL_REQUEST_LABEL_STATE ? "VISIBLE" : "ok";
  }

  static void answer(const std::string& word, const sl_request& request, sl_response& response,
                     std::string& message) {
    message = "scripted answer " + word;
    response.verdict = SL_VERDICT_OK;
    response.loaded_rows = static_cast<std::int64_t>(request.row_count);
    if (word == "filtered") {
      response.filtered_rows = 1;
      response.loaded_rows -= 1;
      if (response.on_rejected_row != nullptr) {
        response.on_rejected_row(response.reject_context, sdk::str("scripted reason"),
                                 sdk::str("scripted row"));
      }
    }
    if (word == "no-soon" || word == "no-never") response.verdict = SL_VERDICT_NO;
    if (word == "no-soon") response.retry = SL_RETRY_SOON;
    if (word == "unknown" || word == "exists") {
      response.verdict = SL_VERDICT_UNKNOWN;
      response.retry = SL_RETRY_SOON;
    }
    if (word == "exists") response.flags = SL_RESPONSE_LABEL_EXISTS;
    if (word == "VISIBLE") response.label_state = SL_LABEL_VISIBLE;
    if (word == "ABORTED") response.label_state = SL_LABEL_ABORTED;
    if (word == "UNKNOWN") response.label_state = SL_LABEL_UNKNOWN;
    if (word == "PREPARE") response.label_state = SL_LABEL_PREPARE;
  }

  std::string file_, gate_;
  std::vector<std::string> script_;
  std::mutex mutex_;  // guards the file and step_
  std::size_t step_ = 0;
  std::atomic<bool> cancelled_{false};
};

constexpr sl_option kOptions[] = {
    sdk::option({.key = "recording.file", .help = "where requests are recorded"}),
    sdk::option({.type = SL_OPTION_LIST, .key = "recording.script", .help = "answers in order"}),
    sdk::option({.key = "recording.gate", .help = "wait for this file"}),
};

}  // namespace

STARLOAD_EXPORT_TRANSPORT("recording", "1.0.0", "records requests, for tests", SL_TRANSPORT_ENCLOSE,
                          kOptions, Recording)
