#include "devserver/frontend_config.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "devserver/http/http_message.h"

namespace starload::devserver {
namespace {

enum class Kind : std::uint8_t { kInt, kBoolean };

struct Description {
  std::string_view name;
  Kind kind;
  std::int64_t default_value;
  std::int64_t minimum;
  std::int64_t maximum;
  std::string_view comment;
};

constexpr std::int64_t kMaxSeconds = 10LL * 365 * 24 * 3600;
constexpr std::int64_t kMaxInt = std::numeric_limits<std::int32_t>::max();

// In the order of ConfigItem.
constexpr std::array<Description, kConfigItemCount> kItems = {{
    {"transaction_clean_interval_second", Kind::kInt, 30, 1, kMaxSeconds,
     "how often transactions are checked for their timeouts"},
    {"label_keep_max_second", Kind::kInt, 259200, 1, kMaxSeconds,
     "how long a finished label is known"},
    {"label_keep_max_num", Kind::kInt, 1000, 0, kMaxInt,
     "how many finished labels of a database are known"},
    {"label_clean_interval_second", Kind::kInt, 14400, 1, kMaxSeconds,
     "how often finished labels are forgotten"},
    {"max_running_txn_num_per_db", Kind::kInt, 1000, 1, kMaxInt,
     "how many open transactions a database may have"},
    {"stream_load_default_timeout_second", Kind::kInt, 600, 1, kMaxSeconds,
     "timeout of a load that names none"},
    {"max_stream_load_timeout_second", Kind::kInt, 259200, 1, kMaxSeconds,
     "the longest timeout that a load may name"},
    {"min_load_timeout_second", Kind::kInt, 1, 1, kMaxSeconds,
     "the shortest timeout that a load may name"},
    {"prepared_transaction_default_timeout_second", Kind::kInt, 86400, 1, kMaxSeconds,
     "how long a prepared transaction waits for its commit"},
    {"empty_load_as_error", Kind::kBoolean, 1, 0, 1, "a load without rows is an error"},
    {"starload_publish_delay_ms", Kind::kInt, 0, 0, kMaxInt,
     "how long committed rows stay invisible; the development server only"},
}};

std::string known_names() {
  std::vector<std::string_view> names;
  names.reserve(kItems.size());
  for (const Description& item : kItems) names.push_back(item.name);
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string value_text(const Description& item, std::int64_t value) {
  if (item.kind == Kind::kBoolean) return value != 0 ? "true" : "false";
  return std::to_string(value);
}

Result<std::int64_t> parse_value(const Description& item, std::string_view text) {
  if (item.kind == Kind::kBoolean) {
    if (equals_ignoring_case(text, "true")) return std::int64_t{1};
    if (equals_ignoring_case(text, "false")) return std::int64_t{0};
    return Status::config(
        fmt::format("the value '{}' of {} is neither true nor false", text, item.name));
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && value >= item.minimum && value <= item.maximum) return value;
  return Status::config(fmt::format("the value '{}' of {} is no number from {} to {}", text,
                                    item.name, item.minimum, item.maximum));
}

}  // namespace

FrontendConfig::FrontendConfig() {
  for (std::size_t i = 0; i < kConfigItemCount; ++i) values_[i] = kItems[i].default_value;
}

bool FrontendConfig::has(std::string_view name) const {
  return std::any_of(kItems.begin(), kItems.end(),
                     [name](const Description& item) { return item.name == name; });
}

Status FrontendConfig::set(std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < kConfigItemCount; ++i) {
    if (kItems[i].name != name) continue;
    const Result<std::int64_t> parsed = parse_value(kItems[i], value);
    if (!parsed) return parsed.status();
    values_[i].store(*parsed, std::memory_order_relaxed);
    return Status::ok();
  }
  return Status::config(fmt::format(
      "the development server has no FE configuration item '{}'; it has: {}", name, known_names()));
}

Status FrontendConfig::set(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return Status::config(fmt::format(
        "--fe-config '{}' is no name=value; give for example max_running_txn_num_per_db=10",
        assignment));
  }
  return set(trim_blanks(assignment.substr(0, equals)), trim_blanks(assignment.substr(equals + 1)));
}

std::vector<FrontendConfig::Entry> FrontendConfig::entries() const {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < kConfigItemCount; ++i) {
    const Description& item = kItems[i];
    entries.push_back({std::string(item.name), value_text(item, values_[i].load()),
                       item.kind == Kind::kInt ? "int" : "boolean", std::string(item.comment)});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

}  // namespace starload::devserver
