#include "plugins/adapters/flink/jni/rejected_rows.h"

#include "framework/catalog/names.h"

namespace starload::flink {
namespace {

constexpr std::size_t kMostKept = 100;
constexpr std::size_t kMostTold = 10;
constexpr int kMostLogged = 10;
constexpr std::size_t kMostInMessage = 3;
constexpr std::size_t kLongestText = 400;

}  // namespace

void RejectedRows::set_hide_values(bool hide_values) {
  const std::lock_guard lock(mutex_);
  hide_values_ = hide_values;
}

std::string RejectedRows::add(const RejectedRow& row) {
  const std::lock_guard lock(mutex_);
  kept_.push_back(
      {row.label, printable(row.reason, kLongestText), printable(row.row, kLongestText)});
  if (kept_.size() > kMostKept) kept_.pop_front();
  if (hide_values_ || logged_ >= kMostLogged) return "";
  ++logged_;
  return "rejected row" + (row.label.empty() ? "" : " in load " + row.label) + ": " +
         kept_.back().reason + (logged_ == kMostLogged ? "; no more of them are logged" : "");
}

RejectedRows::Told RejectedRows::about(const std::string& label) {
  const std::lock_guard lock(mutex_);
  Told told;
  for (const Kept& row : kept_) {
    if (row.label != label) continue;
    if (told.rows.size() == kMostTold) break;
    if (hide_values_) {
      told.rows.emplace_back("(hidden by sink.sanitize-error-log)");
      continue;
    }
    if (told.rows.size() < kMostInMessage)
      told.summary += (told.summary.empty() ? "" : " | ") + row.reason;
    told.rows.push_back(row.row.empty() ? row.reason : row.reason + "; row: " + row.row);
  }
  return told;
}

}  // namespace starload::flink
