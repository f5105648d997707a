#include "cli/reject_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

namespace starload::cli {
namespace {

constexpr std::size_t kShownReasons = 5;

std::string json_line(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string place(std::string_view source, std::uint64_t line) {
  return std::string(source) + ":" + std::to_string(line);
}

}  // namespace

Result<std::unique_ptr<RejectLog>> RejectLog::open(const std::string& path, bool keep_going) {
  int descriptor = -1;
  if (!path.empty()) {
    descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
      return Status::config("--rejects: cannot write " + path + ": " + std::strerror(errno));
  }
  return std::unique_ptr<RejectLog>(new RejectLog(descriptor, path, keep_going));
}

RejectLog::RejectLog(int descriptor, std::string path, bool keep_going)
    : descriptor_(descriptor), path_(std::move(path)), keep_going_(keep_going) {}

RejectLog::~RejectLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status RejectLog::reject(const RejectedRow& row) {
  const std::lock_guard lock(mutex_);
  ++by_client_;
  const std::string where = place(row.source, row.line);
  keep(where, std::string(row.reason));
  if (descriptor_ >= 0) {
    write_line(json_line({{"by", "client"},
                          {"file", row.source},
                          {"line", row.line},
                          {"column", row.column},
                          {"reason", row.reason},
                          {"row", row.raw}}));
  }
  if (!status_) return status_;
  if (keep_going_) return Status::ok();
  return Status::data(where + ": " + std::string(row.reason) +
                      ". Set sink.properties.max_filter_ratio to load the other rows");
}

void RejectLog::reject(const starload::RejectedRow& row, const std::string& where) {
  const std::lock_guard lock(mutex_);
  ++(row.by_server ? by_server_ : by_client_);
  keep(row.by_server ? "label " + row.label : where, row.reason);
  if (descriptor_ < 0) return;
  if (row.by_server) {
    write_line(json_line(
        {{"by", "server"}, {"label", row.label}, {"reason", row.reason}, {"row", row.row}}));
  } else {
    write_line(json_line({{"by", "client"}, {"where", where}, {"reason", row.reason}}));
  }
}

void RejectLog::keep(const std::string& where, const std::string& reason) {
  if (first_.size() < kShownReasons) first_.push_back(where + ": " + reason);
}

void RejectLog::write_line(const std::string& line) {
  std::size_t done = 0;
  while (done < line.size() && status_) {
    const ssize_t wrote = ::write(descriptor_, line.data() + done, line.size() - done);
    if (wrote >= 0) {
      done += static_cast<std::size_t>(wrote);
    } else if (errno != EINTR) {
      status_ =
          Status::unavailable("--rejects: cannot write " + path_ + ": " + std::strerror(errno));
    }
  }
}

Status RejectLog::status() {
  const std::lock_guard lock(mutex_);
  return status_;
}

std::uint64_t RejectLog::by_client() {
  const std::lock_guard lock(mutex_);
  return by_client_;
}

std::uint64_t RejectLog::by_server() {
  const std::lock_guard lock(mutex_);
  return by_server_;
}

std::vector<std::string> RejectLog::first_reasons() {
  const std::lock_guard lock(mutex_);
  return first_;
}

}  // namespace starload::cli
