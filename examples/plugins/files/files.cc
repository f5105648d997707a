// A transport that has no server: loads become files in a folder, exactly once (see store.h).
//
//   sink.transport=files
//   transport.files.directory=/data/out
#include <starload/sdk/transport.hpp>

#include <atomic>
#include <mutex>

#include "store.h"

namespace files {
namespace {

using namespace starload::sdk;

constexpr sl_option kOptions[] = {
    option(
        {.key = "transport.files.directory",
         .flags = SL_OPTION_REQUIRED,
         .help = "the folder that gets a sub-folder for each table, and in it one for each load"}),
    option({.type = SL_OPTION_BYTES,
            .key = "transport.files.rotate-bytes",
            .default_value = "64mb",
            .unit = "bytes",
            .min = 1,
            .max = std::int64_t{1} << 40,
            .help = "a file of that size is not continued"})};

// Names become names of files.
std::string checked_name(const char* what, sl_str text, bool may_be_empty = false) {
  const std::string name(view(text));
  const bool wrong = name.find_first_of("/~\n") != std::string::npos ||
                     name.find('\0') != std::string::npos || name.size() > 128 ||
                     name.starts_with('.') || (name.empty() && !may_be_empty);
  if (wrong) throw Error::config(std::string("the ") + what + " '" + name + "' cannot name a file");
  return name;
}

class Files final : public Transport {
 public:
  explicit Files(const sl_transport_config& config) : Files(Properties(config.properties)) {}
  explicit Files(const Properties& properties)
      : store_(properties.get("transport.files.directory"),
               static_cast<std::uint64_t>(properties.get_int("transport.files.rotate-bytes"))) {}

  void execute(const sl_request& request, sl_response& response, std::string& message) override {
    if (cancelled_) {
      return answer_no(response, message, "it was cancelled", SL_RETRY_NEVER,
                       SL_RESPONSE_NOTHING_SENT);
    }
    const std::lock_guard lock(mutex_);
    try {
      carry_out(request, response, message);
    } catch (const StoreError& error) {  // disk full, no permission: nothing of it counts
      answer_no(response, message, error.what(), SL_RETRY_LATER);
    }
  }
  void cancel() noexcept override { cancelled_ = true; }

 private:
  void carry_out(const sl_request& request, sl_response& response, std::string& message) {
    response.verdict = SL_VERDICT_OK;
    if (request.kind == SL_REQUEST_PROBE) return store_.prove_writable();
    const Target target = {checked_name("database", request.database, true),
                           checked_name("table", request.table, true),
                           checked_name("label", request.label)};
    const Place place = store_.find(target);
    switch (request.kind) {
      case SL_REQUEST_LABEL_STATE:
        response.label_state = state_of(place);
        return;
      case SL_REQUEST_BEGIN:
        return place == Place::kNowhere ? store_.open(target) : exists(place, response, message);
      case SL_REQUEST_LOAD:
        return load(request, target, place, response, message);
      case SL_REQUEST_PREPARE:
        if (place == Place::kOpen) return store_.prepare(target);
        return place == Place::kNowhere ? lost(response, message) : void();
      case SL_REQUEST_COMMIT:
        if (place == Place::kPrepared) return store_.commit(target);
        return place == Place::kDone ? void() : lost(response, message);
      case SL_REQUEST_ROLLBACK:
        if (place != Place::kDone) return store_.remove(target);
        return answer_no(response, message, "it is committed", SL_RETRY_NEVER);
      default:
        answer_no(response, message, "files does not know that kind of request", SL_RETRY_NEVER);
    }
  }

  // Within a transaction the label is open. Otherwise it is the whole load.
  void load(const sl_request& request, const Target& target, Place place, sl_response& response,
            std::string& message) const {
    if (place != Place::kOpen && place != Place::kNowhere) return exists(place, response, message);
    std::vector<std::string_view> pieces;
    for (std::size_t i = 0; i < request.body_count; ++i) {
      pieces.push_back(view(request.body[i]));
      response.load_bytes += static_cast<std::int64_t>(request.body[i].size);
    }
    if (place == Place::kOpen) {
      store_.append(target, pieces, format_of(request));
    } else {
      store_.write_whole(target, pieces, format_of(request));
    }
    response.total_rows = response.loaded_rows = static_cast<std::int64_t>(request.row_count);
  }

  static std::string format_of(const sl_request& request) {
    for (std::size_t i = 0; i < request.header_count; ++i) {
      if (view(request.headers[i].key) == "format")
        return checked_name("format", request.headers[i].value);
    }
    return "csv";
  }
  static std::int32_t state_of(Place place) {
    switch (place) {
      case Place::kOpen:
        return SL_LABEL_PREPARE;
      case Place::kPrepared:
        return SL_LABEL_PREPARED;
      case Place::kDone:
        return SL_LABEL_VISIBLE;
      default:
        return SL_LABEL_UNKNOWN;
    }
  }
  static void exists(Place place, sl_response& response, std::string& message) {
    response.label_state = state_of(place);
    answer_no(response, message, "the label exists", SL_RETRY_NEVER, SL_RESPONSE_LABEL_EXISTS);
  }
  static void lost(sl_response& response, std::string& message) {
    answer_no(response, message, "there is no such transaction", SL_RETRY_NEVER,
              SL_RESPONSE_TRANSACTION_LOST);
  }

  const Store store_;
  std::mutex mutex_;  // one request at a time touches the files
  std::atomic<bool> cancelled_ = false;
};

}  // namespace
}  // namespace files

STARLOAD_EXPORT_TRANSPORT("files", "1.0.0",
                          "loads become files in a folder, exactly once by rename",
                          SL_TRANSPORT_TRANSACTIONS, files::kOptions, files::Files)
