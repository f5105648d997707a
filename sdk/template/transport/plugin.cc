// @NAME@: a load becomes a file of its label's name. Put what your server does into load() and
// exists(); starload/abi/transport.h says what the answers mean.
#include <starload/sdk/transport.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>

using namespace starload::sdk;
namespace fs = std::filesystem;

constexpr sl_option kOptions[] = {option({.key = "transport.@NAME@.directory",
                                          .flags = SL_OPTION_REQUIRED,
                                          .help = "the folder that gets a file for each load"})};

class FileForEachLoad final : public Transport {
 public:
  explicit FileForEachLoad(const sl_transport_config& config)
      : directory_(Properties(config.properties).get("transport.@NAME@.directory")) {}

  // Called from several threads at a time.
  void execute(const sl_request& request, sl_response& response, std::string& message) override {
    if (cancelled_) {
      return answer_no(response, message, "it was cancelled", SL_RETRY_NEVER,
                       SL_RESPONSE_NOTHING_SENT);
    }
    try {
      switch (request.kind) {
        case SL_REQUEST_PROBE:
          fs::create_directories(directory_);
          return answer_ok(response);
        case SL_REQUEST_LABEL_STATE:
          response.label_state = exists(request) ? SL_LABEL_VISIBLE : SL_LABEL_UNKNOWN;
          return answer_ok(response);
        case SL_REQUEST_LOAD:
          return load(request, response, message);
        default:
          return answer_no(response, message, "it has no such requests", SL_RETRY_NEVER);
      }
    } catch (const fs::filesystem_error& error) {
      answer_no(response, message, error.what(), SL_RETRY_LATER);
    }
  }
  void cancel() noexcept override { cancelled_ = true; }

 private:
  fs::path file_of(const sl_request& request) const {
    const std::string label(view(request.label));
    if (label.empty() || label.front() == '.' || label.find('/') != std::string::npos)
      throw Error::config("the label '" + label + "' cannot name a file");
    return directory_ / label;
  }
  bool exists(const sl_request& request) const { return fs::exists(file_of(request)); }

  // Written beside its place and renamed: what is in its place is whole.
  void load(const sl_request& request, sl_response& response, std::string& message) const {
    if (exists(request)) {
      response.label_state = SL_LABEL_VISIBLE;
      return answer_no(response, message, "the label exists", SL_RETRY_NEVER,
                       SL_RESPONSE_LABEL_EXISTS);
    }
    const fs::path part = file_of(request) += ".part";
    fs::create_directories(directory_);
    std::ofstream out(part, std::ios::binary);
    for (std::size_t i = 0; i < request.body_count; ++i) out << view(request.body[i]);
    out.close();
    if (!out) return answer_no(response, message, "cannot write " + part.string(), SL_RETRY_LATER);
    fs::rename(part, file_of(request));
    response.total_rows = response.loaded_rows = static_cast<std::int64_t>(request.row_count);
    answer_ok(response);
  }

  const fs::path directory_;
  std::atomic<bool> cancelled_ = false;
};

STARLOAD_EXPORT_TRANSPORT("@NAME@", "1.0.0", "a file for each load", 0, kOptions, FileForEachLoad)
