#include "cli/progress/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "cli/progress/human_format.h"

namespace starload::cli {
namespace {

constexpr std::chrono::milliseconds kRedrawEvery{100};
constexpr double kSettledSeconds = 1;  // before that a rate says nothing about the rest
constexpr std::string_view kEraseLine = "\r\033[K";

bool environment_allows() {
  const char* const term = std::getenv("TERM");
  if (term == nullptr || *term == '\0' || std::string_view(term) == "dumb") return false;
  const char* const no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || *no_color == '\0';
}

std::size_t terminal_width(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written <= 0) return;  // a terminal that went away is no reason to stop
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::uint64_t per_second(std::uint64_t amount, double seconds) {
  return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(amount) / seconds) : 0;
}

}  // namespace

ProgressOptions progress_options_for(int descriptor, bool wanted) {
  ProgressOptions options;
  options.enabled = wanted && ::isatty(descriptor) == 1 && environment_allows();
  if (options.enabled) options.width = terminal_width(descriptor);
  options.write = [descriptor](std::string_view text) { write_all(descriptor, text); };
  return options;
}

Progress::Progress(ProgressOptions options, std::optional<std::uint64_t> total_bytes, Done before)
    : options_(std::move(options)),
      total_bytes_(total_bytes),
      before_(before),
      start_(options_.now()) {}

Progress::~Progress() { finish(); }

void Progress::update(std::uint64_t rows, std::uint64_t bytes) {
  if (!options_.enabled) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const TimePoint now = options_.now();
  if (is_finished_ || (drawn_at_ && now - *drawn_at_ < kRedrawEvery)) return;
  drawn_at_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  std::string text(kEraseLine);
  // One column stays free: a full line would wrap on some terminals.
  text += line(rows, bytes, seconds).substr(0, options_.width > 1 ? options_.width - 1 : 0);
  options_.write(text);
  is_drawn_ = true;
}

std::string Progress::line(std::uint64_t rows, std::uint64_t bytes, double seconds) const {
  std::string text;
  if (total_bytes_ && *total_bytes_ > 0) {
    const std::uint64_t percent = std::min<std::uint64_t>(
        100, static_cast<std::uint64_t>(100.0 * static_cast<double>(bytes) /
                                        static_cast<double>(*total_bytes_)));
    text += std::to_string(percent) + "%  ";
  }
  text += human_count(rows) + " rows  " + human_bytes(bytes);
  const std::uint64_t new_bytes = bytes - std::min(bytes, before_.bytes);
  const std::uint64_t new_rows = rows - std::min(rows, before_.rows);
  text += "  " + human_bytes(per_second(new_bytes, seconds)) + "/s";
  text += "  " + human_count(per_second(new_rows, seconds)) + " rows/s";
  return text + time_left(bytes, seconds);
}

std::string Progress::time_left(std::uint64_t bytes, double seconds) const {
  const bool known = total_bytes_ && bytes > before_.bytes && bytes < *total_bytes_;
  if (!known || seconds < kSettledSeconds) return {};
  const double rest = static_cast<double>(*total_bytes_ - bytes) * seconds /
                      static_cast<double>(bytes - before_.bytes);
  return "  " + human_duration(rest) + " left";
}

void Progress::erase_locked() {
  if (is_drawn_) options_.write(kEraseLine);
  is_drawn_ = false;
}

void Progress::erase() {
  const std::lock_guard<std::mutex> lock(mutex_);
  erase_locked();
}

void Progress::finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  erase_locked();
  is_finished_ = true;
}

}  // namespace starload::cli
