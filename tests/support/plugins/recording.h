// A transport for tests: writes a line for each request into a file and answers by a script.
//
//   recording.file    one line a request: kind database.table label rows bytes
//   recording.bodies  the bodies of loads, one behind the other
//   recording.headers one line a load: label name=value ...
//   recording.script  answers in order, separated by ';', then those of a server where all goes
//   well.
//                     An answer may say for which kind of request it is: commit=unknown
//                     ok | filtered | no-soon | no-later | no-never | unknown | exists | lost |
//                     VISIBLE | ABORTED | UNKNOWN | PREPARE | PREPARED | COMMITTED
//   recording.gate    requests wait until this file exists (or cancel is called)
//
// What became of transactions is kept beside recording.file, so that it outlives the engine.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <starload/sdk/transport.hpp>
#include <string>
#include <thread>
#include <vector>

namespace starload::testing {

class Recording final : public sdk::Transport {
 public:
  explicit Recording(const sl_transport_config& config) {
    const sdk::Properties properties(config.properties);
    file_ = properties.get("recording.file");
    bodies_ = properties.get("recording.bodies");
    headers_ = properties.get("recording.headers");
    script_ = properties.get_list("recording.script");
    gate_ = properties.get("recording.gate");
    std::ifstream states(file_ + ".states");
    for (std::string label, state; states >> label >> state;) states_[label] = state;
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
    std::ofstream(file_, std::ios::app)
        << request.kind << ' ' << sdk::view(request.database) << '.' << sdk::view(request.table)
        << ' ' << sdk::view(request.label) << ' ' << request.row_count << ' ' << bytes << '\n';
    if (request.kind != SL_REQUEST_LOAD) return;
    if (!bodies_.empty()) {
      std::ofstream out(bodies_, std::ios::app | std::ios::binary);
      for (std::size_t i = 0; i < request.body_count; ++i) out << sdk::view(request.body[i]);
    }
    if (!headers_.empty()) {
      std::ofstream out(headers_, std::ios::app);
      out << sdk::view(request.label);
      for (std::size_t i = 0; i < request.header_count; ++i) {
        out << ' ' << sdk::view(request.headers[i].key) << '='
            << sdk::view(request.headers[i].value);
      }
      out << '\n';
    }
  }

  static std::string name_of(std::int32_t kind) {
    static const std::map<std::int32_t, std::string> names = {
        {SL_REQUEST_LOAD, "load"},     {SL_REQUEST_LABEL_STATE, "state"},
        {SL_REQUEST_BEGIN, "begin"},   {SL_REQUEST_PREPARE, "prepare"},
        {SL_REQUEST_COMMIT, "commit"}, {SL_REQUEST_ROLLBACK, "rollback"},
        {SL_REQUEST_PROBE, "probe"}};
    return names.at(kind);
  }

  std::string next_answer(const sl_request& request) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < script_.size(); ++i) {
      const std::size_t mark = script_[i].find('=');
      const bool fits =
          mark == std::string::npos ? i == 0 : script_[i].substr(0, mark) == name_of(request.kind);
      if (!fits) continue;
      const std::string word = mark == std::string::npos ? script_[i] : script_[i].substr(mark + 1);
      script_.erase(script_.begin() + static_cast<std::ptrdiff_t>(i));
      return word;
    }
    return go_well(request);
  }

  // The server of a fine day.
  std::string go_well(const sl_request& request) {
    const std::string label(sdk::view(request.label));
    const auto become = [&](const char* state) {
      states_[label] = state;
      std::ofstream(file_ + ".states", std::ios::app) << label << ' ' << state << '\n';
      return std::string("ok");
    };
    switch (request.kind) {
      case SL_REQUEST_BEGIN:
        return states_.contains(label) ? "exists" : become("PREPARE");
      case SL_REQUEST_PREPARE:
        return become("PREPARED");
      case SL_REQUEST_COMMIT:
        return become("VISIBLE");
      case SL_REQUEST_ROLLBACK:
        return become("ABORTED");
      case SL_REQUEST_LABEL_STATE:
        return states_.contains(label) ? states_[label] : "UNKNOWN";
      case SL_REQUEST_LOAD:  // of a transaction, or a whole one
        return states_.contains(label) && states_[label] == "PREPARE" ? "ok" : become("VISIBLE");
      default:
        return "ok";
    }
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
    if (word.starts_with("no-") || word == "lost") response.verdict = SL_VERDICT_NO;
    if (word == "no-soon") response.retry = SL_RETRY_SOON;
    if (word == "no-later") response.retry = SL_RETRY_LATER;
    if (word == "unknown" || word == "exists") {
      response.verdict = SL_VERDICT_UNKNOWN;
      response.retry = SL_RETRY_SOON;
    }
    if (word == "exists") response.flags = SL_RESPONSE_LABEL_EXISTS;
    if (word == "lost") response.flags = SL_RESPONSE_TRANSACTION_LOST;
    static const std::map<std::string, std::int32_t> states = {
        {"VISIBLE", SL_LABEL_VISIBLE}, {"COMMITTED", SL_LABEL_COMMITTED},
        {"ABORTED", SL_LABEL_ABORTED}, {"UNKNOWN", SL_LABEL_UNKNOWN},
        {"PREPARE", SL_LABEL_PREPARE}, {"PREPARED", SL_LABEL_PREPARED}};
    if (const auto state = states.find(word); state != states.end())
      response.label_state = state->second;
  }

  std::string file_, bodies_, headers_, gate_;
  std::mutex mutex_;  // guards the files, script_ and states_
  std::vector<std::string> script_;
  std::map<std::string, std::string> states_;
  std::atomic<bool> cancelled_{false};
};

inline constexpr sl_option kRecordingOptions[] = {
    sdk::option({.key = "recording.file", .help = "where requests are recorded"}),
    sdk::option({.key = "recording.bodies", .help = "where the bodies of loads are kept"}),
    sdk::option({.key = "recording.headers", .help = "where the headers of loads are kept"}),
    sdk::option({.type = SL_OPTION_LIST, .key = "recording.script", .help = "answers in order"}),
    sdk::option({.key = "recording.gate", .help = "wait for this file"}),
};

}  // namespace starload::testing
