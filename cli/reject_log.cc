#include "cli/reject_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace starload::cli {
namespace {

constexpr std::size_t kShownReasons = 5;
constexpr std::string_view kServerLine = R"({"by":"server",)";

std::string json_line(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// So that a file that was just made is there after a loss of power, as the marks say.
void sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return;
  ::fsync(handle);
  ::close(handle);
}

std::string place(std::string_view source, std::uint64_t line) {
  return std::string(source) + ":" + std::to_string(line);
}

}  // namespace

Result<std::unique_ptr<RejectLog>> RejectLog::open(const std::string& path, bool keep_going,
                                                   int flags) {
  int descriptor = -1;
  if (!path.empty()) {
    descriptor = ::open(path.c_str(), flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
      return Status::config("--rejects: cannot write " + path + ": " + std::strerror(errno));
  }
  return std::unique_ptr<RejectLog>(new RejectLog(descriptor, path, keep_going));
}

Result<std::unique_ptr<RejectLog>> RejectLog::open(const std::string& path, bool keep_going) {
  return open(path, keep_going, O_WRONLY | O_TRUNC);
}

Result<std::unique_ptr<RejectLog>> RejectLog::open_to_resume(const std::string& path,
                                                             bool keep_going) {
  Result<std::unique_ptr<RejectLog>> log = open(path, keep_going, O_RDWR | O_NONBLOCK);
  struct stat info {};
  if (log && !path.empty() &&
      (::fstat((*log)->descriptor_, &info) != 0 || !S_ISREG(info.st_mode))) {
    return Status::config("--rejects: " + path +
                          " is not a regular file; with --state it has to be one, since a load "
                          "that is started again goes on with it");
  }
  if (log && !path.empty()) sync_folder_of(path);
  return log;
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
  const std::string line =
      row.by_server
          ? json_line(
                {{"by", "server"}, {"label", row.label}, {"reason", row.reason}, {"row", row.row}})
          : json_line({{"by", "client"}, {"where", where}, {"reason", row.reason}});
  const std::lock_guard lock(mutex_);
  if (const auto before = named_before_.find(line);
      row.by_server && before != named_before_.end()) {
    named_before_.erase(before);
    return;
  }
  if (row.by_server) named_since_.insert(line);
  ++(row.by_server ? by_server_ : by_client_);
  keep(row.by_server ? "label " + row.label : where, row.reason);
  if (descriptor_ >= 0) write_line(line);
}

Result<RejectMark> RejectLog::mark() {
  const std::lock_guard lock(mutex_);
  if (!status_) return status_;
  if (descriptor_ >= 0 && ::fdatasync(descriptor_) != 0) return cannot("write");
  named_before_ = std::exchange(named_since_, {});
  return RejectMark{bytes_, by_client_, by_server_};
}

Status RejectLog::rewind(const RejectMark& mark) {
  const std::lock_guard lock(mutex_);
  STARLOAD_TRY(go_to(mark));
  return shorten();
}

Status RejectLog::rewind_to_pending(const RejectMark& mark, const RejectMark& before) {
  const std::lock_guard lock(mutex_);
  STARLOAD_TRY(go_to(mark));
  if (descriptor_ >= 0) STARLOAD_TRY(read_named(std::min(before.bytes, mark.bytes), mark.bytes));
  return shorten();
}

Status RejectLog::go_to(const RejectMark& mark) {
  by_client_ = mark.by_client;
  by_server_ = mark.by_server;
  bytes_ = mark.bytes;
  first_.clear();
  named_before_.clear();
  named_since_.clear();
  if (descriptor_ < 0) return Status::ok();
  struct stat info {};
  if (::fstat(descriptor_, &info) != 0) return cannot("read");
  if (static_cast<std::uint64_t>(info.st_size) >= mark.bytes) return Status::ok();
  return Status::config("--rejects: " + path_ + " has " + std::to_string(info.st_size) +
                        " bytes, but this load has written " + std::to_string(mark.bytes) +
                        " to it before; give the file that it wrote");
}

Status RejectLog::shorten() {
  if (descriptor_ < 0) return Status::ok();
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes_)) != 0) return cannot("shorten");
  if (::lseek(descriptor_, static_cast<off_t>(bytes_), SEEK_SET) < 0) return cannot("shorten");
  return Status::ok();
}

// Keeps whole lines behind the mark: one that was cut is reported again.
Status RejectLog::read_named(std::uint64_t from, std::uint64_t mark) {
  std::string rest;  // of the line that is not read to its end
  std::uint64_t at = from;
  char buffer[1 << 16];
  while (true) {
    const ssize_t got = ::pread(descriptor_, buffer, sizeof buffer, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read");
    if (got == 0) return Status::ok();
    at += static_cast<std::uint64_t>(got);
    rest.append(buffer, static_cast<std::size_t>(got));
    std::size_t start = 0;
    for (std::size_t end = rest.find('\n'); end != std::string::npos;
         end = rest.find('\n', start)) {
      const std::string line = rest.substr(start, end + 1 - start);
      start = end + 1;
      const std::uint64_t line_end = at - rest.size() + start;
      if (line.starts_with(kServerLine)) named_before_.insert(line);
      if (line_end <= mark) continue;
      bytes_ = line_end;
      ++by_server_;
    }
    rest.erase(0, start);
  }
}

Status RejectLog::cannot(const char* what) const {
  return Status::unavailable(std::string("--rejects: cannot ") + what + " " + path_ + ": " +
                             std::strerror(errno));
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
      bytes_ += static_cast<std::uint64_t>(wrote);
    } else if (errno != EINTR) {
      status_ = cannot("write");
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
