#include "plugins/semantics/common/line_search.h"

#include <starload/abi/transport.h>

#include <algorithm>
#include <limits>

namespace starload::semantics {
namespace {

constexpr int kFinishedInARow = 8;
constexpr int kAbsentWriters = 2;
constexpr std::uint64_t kEpochsLookedAt = 3;

bool is_open(std::int32_t state) { return state == SL_LABEL_PREPARE || state == SL_LABEL_PREPARED; }
bool is_in_table(std::int32_t state) {
  return state == SL_LABEL_COMMITTED || state == SL_LABEL_VISIBLE;
}

}  // namespace

LineSearch::LineSearch(SearchScope scope) : scope_(std::move(scope)) {
  if (!scope_.find_epoch) {
    start_sweeps();
    return;
  }
  Task own;
  own.kind = Kind::kOwnEpoch;
  own.place = {scope_.writer, 0, 1};
  own.free = FirstFree(scope_.first_epoch);
  tasks_.push_back(own);
}

std::optional<LineSearch::Query> LineSearch::next() {
  if (!roll_back_.empty()) return Query{roll_back_, true, false};
  while (!tasks_.empty()) {
    const Task& task = tasks_.front();
    const bool is_series = task.kind <= Kind::kNewestId;
    if (is_series && task.free.done()) {
      const Task done = task;
      tasks_.pop_front();
      finish_series(done);
      continue;
    }
    if (task.kind == Kind::kWalk &&
        (task.place.id < task.floor || task.finished >= kFinishedInARow)) {
      tasks_.pop_front();
      continue;
    }
    const bool is_free_of_charge = task.kind == Kind::kOwnEpoch || task.kind == Kind::kInform;
    if (!is_free_of_charge && asked_ >= scope_.budget) {
      unanswered();
      return std::nullopt;
    }
    return Query{label_of(task), false, task.kind == Kind::kOwnEpoch};
  }
  return std::nullopt;
}

void LineSearch::answer(std::int32_t state) {
  ++asked_;
  Task& task = tasks_.front();
  if (task.kind <= Kind::kNewestId) {
    task.free.answer(state != SL_LABEL_UNKNOWN);
    return;
  }
  look_at(task, state);
  if (task.kind != Kind::kWalk) tasks_.pop_front();
}

void LineSearch::look_at(Task& task, std::int32_t state) {
  const std::string label = label_of(task);
  if (is_open(state) && task.kind != Kind::kInform) {
    task.finished = 0;
    if (may_roll_back(task.place, state)) {
      roll_back_ = label;
    } else if (!scope_.held->contains(label)) {
      ++report_.kept;
    }
  } else {
    ++task.finished;
    const bool is_news = task.kind == Kind::kInform || is_after_state(task.place);
    if (is_in_table(state) && is_news) report_.finished.push_back(label);
  }
  if (task.kind == Kind::kWalk) --task.place.id;
}

void LineSearch::rolled_back(bool done) {
  if (done) ++report_.rolled_back;
  roll_back_.clear();
}

void LineSearch::unanswered() {
  tasks_.clear();
  roll_back_.clear();
  report_.cut_short = true;
}

void LineSearch::finish_series(const Task& task) {
  const std::uint64_t newest = task.free.result() - 1;
  switch (task.kind) {
    case Kind::kOwnEpoch:
      epoch_ = task.free.result();
      return start_sweeps();
    case Kind::kGoneWriter:
      return finish_gone_writer(task, newest);
    case Kind::kNewestEpoch:
      return sweep_epochs(task.place.writer, task.floor, newest + 1);
    default:
      break;
  }
  if (newest < task.floor) return;
  Task walk;
  walk.kind = Kind::kWalk;
  walk.place = {task.place.writer, task.place.epoch, newest};
  walk.floor = task.floor;
  tasks_.push_front(walk);
}

void LineSearch::finish_gone_writer(const Task& task, std::uint64_t newest) {
  absent_writers_ = newest == 0 ? absent_writers_ + 1 : 0;
  const std::uint64_t first = newest >= kEpochsLookedAt ? newest - kEpochsLookedAt + 1 : 1;
  sweep_epochs(task.place.writer, first, newest + 1);
  if (absent_writers_ < kAbsentWriters)
    look_for_gone_writer(std::uint64_t{task.place.writer} + scope_.writer_count);
}

void LineSearch::start_sweeps() {
  for (const StateLine& line : scope_.restored) {
    if (line.dense && scope_.budget > 0 && !scope_.listed) continue;
    Task inform;
    inform.kind = Kind::kInform;
    inform.place = {line.writer, line.epoch, line.next_id};
    inform.counted = line.dense;
    tasks_.push_back(inform);
  }
  if (scope_.budget == 0) return;
  if (scope_.listed) {
    for (const LabelPlace& place : *scope_.listed) {
      if (!is_listed_for_us(place)) continue;
      Task single;
      single.place = place;
      tasks_.push_back(single);
    }
    return;
  }
  sweep_own();
  for (const StateLine& line : scope_.restored) {
    if (line.dense && line.writer != scope_.writer) sweep_other(line);
  }
  if (scope_.find_epoch) look_for_gone_writer(std::uint64_t{scope_.writer} + scope_.writer_count);
}

void LineSearch::sweep_own() {
  const StateLine* line = restored_line(scope_.writer);
  if (scope_.find_epoch) {
    const std::uint64_t window = epoch_ > kEpochsLookedAt ? epoch_ - kEpochsLookedAt : 1;
    sweep_epochs(scope_.writer, line != nullptr ? line->epoch + 1 : window, epoch_);
  } else if (line != nullptr) {
    add_newest_epoch(Kind::kNewestEpoch, scope_.writer, line->epoch + 1);
  }
  if (line != nullptr) add_newest_id(scope_.writer, line->epoch, line->next_id);
}

void LineSearch::sweep_other(const StateLine& line) {
  add_newest_id(line.writer, line.epoch, line.next_id);
  // A writer that runs beside this one may be at work in any later epoch.
  if (line.writer >= scope_.writer_count)
    add_newest_epoch(Kind::kNewestEpoch, line.writer, line.epoch + 1);
}

void LineSearch::sweep_epochs(std::uint32_t writer, std::uint64_t first, std::uint64_t end) {
  for (std::uint64_t epoch = end; epoch-- > first && end - epoch <= scope_.budget;)
    add_newest_id(writer, epoch, 1);
}

void LineSearch::look_for_gone_writer(std::uint64_t writer) {
  while (writer <= std::numeric_limits<std::uint32_t>::max() &&
         restored_line(static_cast<std::uint32_t>(writer)) != nullptr) {
    writer += scope_.writer_count;
  }
  if (writer <= std::numeric_limits<std::uint32_t>::max())
    add_newest_epoch(Kind::kGoneWriter, static_cast<std::uint32_t>(writer), 1);
}

void LineSearch::add_newest_id(std::uint32_t writer, std::uint64_t epoch, std::uint64_t floor) {
  Task task;
  task.kind = Kind::kNewestId;
  task.place = {writer, epoch, 0};
  task.floor = floor;
  task.free = FirstFree(floor);
  tasks_.push_back(task);
}

void LineSearch::add_newest_epoch(Kind kind, std::uint32_t writer, std::uint64_t floor) {
  Task task;
  task.kind = kind;
  task.place = {writer, 0, 1};
  task.floor = floor;
  task.free = FirstFree(floor);
  tasks_.push_back(task);
}

std::string LineSearch::label_of(const Task& task) const {
  LabelPlace place = task.place;
  if (task.kind == Kind::kNewestId) {
    place.id = task.free.probe();
  } else if (task.kind < Kind::kNewestId) {
    place.epoch = task.free.probe();
  }
  return task.counted ? counted_label(scope_.base, place) : random_label(scope_.base, place);
}

bool LineSearch::is_gone_and_ours(std::uint64_t writer) const {
  return writer >= scope_.writer_count && writer % scope_.writer_count == scope_.writer;
}

bool LineSearch::is_listed_for_us(const LabelPlace& place) const {
  if (place.writer == scope_.writer) return place.epoch != epoch_;
  const StateLine* line = restored_line(place.writer);
  if (place.writer >= scope_.writer_count) return line != nullptr || is_gone_and_ours(place.writer);
  return line != nullptr && place.epoch == line->epoch && place.id >= line->next_id;
}

bool LineSearch::may_roll_back(const LabelPlace& place, std::int32_t state) const {
  if (scope_.held->contains(counted_label(scope_.base, place))) return false;
  return state == SL_LABEL_PREPARE || scope_.complete || is_after_state(place);
}

bool LineSearch::is_after_state(const LabelPlace& place) const {
  const StateLine* line = restored_line(place.writer);
  if (line == nullptr) return false;
  return place.epoch > line->epoch || (place.epoch == line->epoch && place.id >= line->next_id);
}

const StateLine* LineSearch::restored_line(std::uint32_t writer) const {
  const auto found =
      std::find_if(scope_.restored.begin(), scope_.restored.end(),
                   [&](const StateLine& line) { return line.dense && line.writer == writer; });
  return found == scope_.restored.end() ? nullptr : &*found;
}

}  // namespace starload::semantics
