// Gives labels to the tables' transactions. Owned by a machine; one thread.
//
// With a random epoch a label can be given at once. With counted epochs (sink.label-prefix) a
// search comes first (line_search.h): it runs here, a table's questions one after the other.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plugins/semantics/common/checkpoint_state.h"
#include "plugins/semantics/common/label_namer.h"
#include "plugins/semantics/common/line_search.h"
#include "plugins/semantics/common/outbox.h"

namespace starload::semantics {

struct LineConfig {
  std::string prefix;  // "" = a default
  std::uint32_t writer = 0;
  std::uint32_t writer_count = 1;
  std::uint64_t random_epoch = 0;
  bool counted = false;             // epochs count, and what earlier attempts left is looked for
  std::uint64_t search_budget = 0;  // questions about earlier attempts, a table
  bool has_states = false;          // exactly-once: prepared transactions may be in a state
};

class LabelLines final {
 public:
  // Throws sdk::Error (CONFIG) for a prefix that no label can begin with.
  explicit LabelLines(LineConfig config);

  void add(std::uint32_t table, std::string_view database, std::string_view name);

  // ---- What earlier attempts left; before recover().
  void restore(const CheckpointState& state);
  void add_open_label(std::string_view database, std::string_view label);
  // A label that is not ours and in a state of somebody else.
  void hold(const std::string& label) { held_.insert(label); }
  // After a RECOVER that may come again: what was restored is settled.
  void forget_restored();
  // Searches for all tables, and for those that only restored states name.
  void recover(std::uint32_t flags, Outbox& out);
  // Searches for a table, unless that was done or is under way.
  void start(std::uint32_t table, Outbox& out);
  bool is_searching() const { return !searches_.empty(); }
  bool holds(const std::string& label) const { return held_.contains(label); }

  // ---- Labels.
  bool is_ready(std::uint32_t table) const { return tables_.at(table)->epoch != 0; }
  LabelPlace take(std::uint32_t table);  // REQUIRES: is_ready(table)
  std::string label(std::uint32_t table, const LabelPlace& place) const;
  // A label of this epoch turned out to be somebody else's: goes on where nobody was.
  void leave(std::uint32_t table, const LabelPlace& place, Outbox& out);
  bool is_counted() const { return config_.counted; }
  std::uint32_t writer() const { return config_.writer; }
  std::uint32_t writer_count() const { return config_.writer_count; }

  // Where the labels stand, for a state. first_left_out: by table, the first label that is not in
  // the state; shorter, or nullopt: none.
  std::vector<StateLine> lines(const std::vector<std::optional<LabelPlace>>& first_left_out) const;

  // ---- Requests of the searches.
  enum class Outcome : std::uint8_t { kNotMine, kTaken, kFailed };
  Outcome on_response(const sl_event& event, Outbox& out);
  Outcome on_exhausted(const sl_event& event, Outbox& out);
  const Failure& failure() const { return failure_; }  // after kFailed

 private:
  struct Line {
    std::uint32_t table = SL_NO_TABLE;
    std::string database, name, base;
    std::uint64_t epoch = 0;  // 0 = not known yet
    std::uint64_t next_id = 1;
    bool searched = false;
  };
  struct Search {
    Line* line;
    LineSearch search;
    LineSearch::Query query;  // under way
  };

  SearchScope scope(const Line& line) const;
  void begin_search(Line& line, SearchScope scope, Outbox& out);
  void go_on(std::unique_ptr<Search> search, Outbox& out);
  Outcome on_rolled_back(std::uint64_t request, const sl_event& event, Outbox& out);
  void report(const Search& search, Outbox& out) const;
  std::unique_ptr<Search> take_search(std::uint64_t request, Outbox& out);
  Outcome fail(const Search& search, std::int32_t code, const std::string& why);
  bool is_listed(const std::string& database) const;

  LineConfig config_;
  LabelNamer namer_;
  std::deque<Line> lines_;
  std::vector<Line*> tables_;  // by table; a table that was added twice has one line
  std::deque<Line> others_;    // of tables that only restored states name
  std::vector<StateLine> restored_;
  std::set<std::string> held_;
  std::vector<std::pair<std::string, std::string>> open_labels_;  // database, label
  std::set<std::string> listed_databases_;
  bool complete_ = true;
  std::map<std::uint64_t, std::unique_ptr<Search>> searches_;  // by request
  Failure failure_;
};

}  // namespace starload::semantics
