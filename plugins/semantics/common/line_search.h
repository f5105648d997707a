// Where do a table's labels stand, and what did earlier attempts leave? Finds the first epoch that
// no run has used, then looks for transactions of earlier epochs that are still open. It asks one
// question at a time and knows nothing of requests: next() says what to ask or roll back, answer()
// takes the reply.
//
// Labels are looked at, newest first, until eight in a row are finished:
//   - of this writer: the epochs of the restored state and behind it; without one the last three,
//   - of writers that no longer exist and belong to this one (writer modulo writers),
//   - with a listing of the server: the labels that it names, and nothing else.
//
// What may be rolled back: never a label that a restored state holds, and nothing of a writer that
// runs beside this one. What is only open (PREPARE) is in no state. A prepared transaction may be
// in the state of another writer: it is rolled back when all states are known here, or when its
// writer's state is and the label was given after it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plugins/semantics/common/checkpoint_state.h"
#include "plugins/semantics/common/first_free.h"
#include "plugins/semantics/common/label_namer.h"

namespace starload::semantics {

struct SearchScope {
  std::string base;
  std::uint32_t writer = 0;
  std::uint32_t writer_count = 1;
  std::vector<StateLine> restored;                // of this base, of any writer
  const std::set<std::string>* held = {};         // labels that restored states hold
  std::optional<std::vector<LabelPlace>> listed;  // the server's open transactions of this base
  bool complete = true;                           // all states of the job are known here
  bool find_epoch = true;                         // false: only look for what is left
  std::uint64_t first_epoch = 1;
  std::uint64_t budget = 0;  // questions about earlier attempts; 0 = look for nothing
};

class LineSearch final {
 public:
  struct Query {
    std::string label;
    bool roll_back = false;  // else ask for its state
    bool essential = false;  // without an answer no label can be given
  };
  struct Report {
    std::uint64_t rolled_back = 0;
    std::uint64_t kept = 0;             // prepared ones that may be in another writer's state
    std::vector<std::string> finished;  // in the table, though made after the restored state
    bool cut_short = false;             // the budget ended, or an answer never came
  };

  explicit LineSearch(SearchScope scope);

  std::optional<Query> next();            // nullopt: done
  void answer(std::int32_t label_state);  // SL_LABEL_*: of the label that was asked for
  void rolled_back(bool done);
  void unanswered();  // REQUIRES: the query was not essential; the rest is left

  bool epoch_found() const { return epoch_ != 0; }
  std::uint64_t epoch() const { return epoch_; }  // 0 = not found yet
  const Report& report() const { return report_; }

 private:
  enum class Kind : std::uint8_t {
    kOwnEpoch,     // the first epoch that this writer has not used
    kGoneWriter,   // the same of a writer of which only its labels could tell
    kNewestEpoch,  // the same of a gone writer whose state is known, from `floor` on
    kNewestId,     // the newest id of an epoch, from `floor` on
    kWalk,         // looks at ids downwards to `floor`
    kSingle,       // looks at one label
    kInform        // is the first label after the state in the table?
  };
  struct Task {
    Kind kind = Kind::kSingle;
    LabelPlace place;
    std::uint64_t floor = 1;
    FirstFree free{1};
    int finished = 0;     // in a row
    bool counted = true;  // the label has a counted epoch
  };

  void start_sweeps();
  void sweep_own();
  void sweep_other(const StateLine& line);
  void sweep_epochs(std::uint32_t writer, std::uint64_t first, std::uint64_t end);
  void look_for_gone_writer(std::uint64_t writer);
  void add_newest_id(std::uint32_t writer, std::uint64_t epoch, std::uint64_t floor);
  void add_newest_epoch(Kind kind, std::uint32_t writer, std::uint64_t floor);
  void finish_series(const Task& task);
  void finish_gone_writer(const Task& task, std::uint64_t newest);
  void look_at(Task& task, std::int32_t state);

  std::string label_of(const Task& task) const;
  bool is_gone_and_ours(std::uint64_t writer) const;
  bool is_listed_for_us(const LabelPlace& place) const;
  bool may_roll_back(const LabelPlace& place, std::int32_t state) const;
  bool is_after_state(const LabelPlace& place) const;
  const StateLine* restored_line(std::uint32_t writer) const;

  SearchScope scope_;
  std::deque<Task> tasks_;
  std::uint64_t epoch_ = 0;
  std::uint64_t asked_ = 0;
  int absent_writers_ = 0;  // in a row
  std::string roll_back_;   // what is rolled back next; "" = nothing
  Report report_;
};

}  // namespace starload::semantics
