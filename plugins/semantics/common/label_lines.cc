#include "plugins/semantics/common/label_lines.h"

#include <algorithm>

#include "plugins/semantics/common/recovery.h"

namespace starload::semantics {
namespace {

// Of two lines of one writer the later one; every line where epochs are random.
void add_line(std::vector<StateLine>& lines, const StateLine& line) {
  for (StateLine& known : lines) {
    const bool is_same = known.dense == line.dense && known.database == line.database &&
                         known.base == line.base && known.writer == line.writer;
    if (!is_same || (!line.dense && known.epoch != line.epoch)) continue;
    const bool is_later =
        std::pair(line.epoch, line.next_id) > std::pair(known.epoch, known.next_id);
    if (is_later) known = line;
    return;
  }
  lines.push_back(line);
}

std::string transactions(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " transaction" : " transactions");
}

}  // namespace

LabelLines::LabelLines(LineConfig config)
    : config_(std::move(config)),
      namer_(config_.prefix, config_.writer, config_.random_epoch),
      complete_(config_.writer_count <= 1 || !config_.has_states) {}

void LabelLines::add(std::uint32_t table, std::string_view database, std::string_view name) {
  if (table >= tables_.size()) tables_.resize(table + 1);
  const auto same = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) {
    return line.database == database && line.name == name;
  });
  if (same != lines_.end()) {
    tables_[table] = &*same;
    return;
  }
  Line& line = lines_.emplace_back();
  line.table = table;
  line.database = database;
  line.name = name;
  line.base = namer_.base(database, name);
  if (!config_.counted) line.epoch = config_.random_epoch;
  tables_[table] = &line;
}

void LabelLines::restore(const CheckpointState& state) {
  for (const StateLine& line : state.lines) add_line(restored_, line);
  for (const StateEntry& entry : state.entries) held_.insert(entry.label);
}

void LabelLines::add_open_label(std::string_view database, std::string_view label) {
  open_labels_.emplace_back(database, label);
}

void LabelLines::forget_restored() {
  restored_.clear();
  held_.clear();
}

void LabelLines::recover(std::uint32_t flags, Outbox& out) {
  if ((flags & SL_RECOVER_HANDED_OVER) != 0) complete_ = false;
  if ((flags & SL_RECOVER_COMPLETE) != 0) complete_ = true;
  if ((flags & SL_RECOVER_LISTED) != 0) {
    for (const Line& line : lines_) listed_databases_.insert(line.database);
  }
  for (std::uint32_t table = 0; table < tables_.size(); ++table) start(table, out);
  for (const StateLine& restored : restored_) {
    const auto is_its = [&](const Line& line) {
      return line.database == restored.database && line.base == restored.base;
    };
    // Labels with another prefix are another job's, or were: a copy of the job may be running.
    if (namer_.base(restored.database, restored.table) != restored.base ||
        std::any_of(lines_.begin(), lines_.end(), is_its) ||
        std::any_of(others_.begin(), others_.end(), is_its)) {
      continue;
    }
    Line other;
    other.database = restored.database;
    other.name = restored.table;
    other.base = restored.base;
    others_.push_back(other);
    SearchScope wanted = scope(other);
    wanted.find_epoch = false;
    begin_search(others_.back(), std::move(wanted), out);
  }
}

void LabelLines::start(std::uint32_t table, Outbox& out) {
  Line& line = *tables_.at(table);
  if (line.searched) return;
  SearchScope wanted = scope(line);
  wanted.find_epoch = config_.counted;
  begin_search(line, std::move(wanted), out);
}

LabelPlace LabelLines::take(std::uint32_t table) {
  Line& line = *tables_.at(table);
  return {config_.writer, line.epoch, line.next_id++};
}

std::string LabelLines::label(std::uint32_t table, const LabelPlace& place) const {
  const std::string& base = tables_.at(table)->base;
  return config_.counted ? counted_label(base, place) : random_label(base, place);
}

void LabelLines::leave(std::uint32_t table, const LabelPlace& place, Outbox& out) {
  Line& line = *tables_.at(table);
  if (!config_.counted || line.epoch != place.epoch) return;  // the next id is nobody's
  line.epoch = 0;
  line.next_id = 1;
  SearchScope wanted = scope(line);
  wanted.first_epoch = place.epoch + 1;
  wanted.restored.clear();
  wanted.budget = 0;
  begin_search(line, std::move(wanted), out);
}

std::vector<StateLine> LabelLines::lines(
    const std::vector<std::optional<LabelPlace>>& first_left_out) const {
  std::vector<StateLine> states;
  for (const Line& line : lines_) {
    LabelPlace next{config_.writer, line.epoch, line.next_id};
    for (std::size_t table = 0; table < first_left_out.size(); ++table) {
      const std::optional<LabelPlace>& place = first_left_out[table];
      if (tables_[table] == &line && place && (next.epoch == 0 || *place < next)) next = *place;
    }
    if (next.epoch == 0) continue;
    states.push_back({line.database, line.name, line.base, config_.counted, config_.writer,
                      next.epoch, next.id});
  }
  return states;
}

SearchScope LabelLines::scope(const Line& line) const {
  SearchScope wanted;
  wanted.base = line.base;
  wanted.writer = config_.writer;
  wanted.writer_count = config_.writer_count;
  wanted.held = &held_;
  wanted.complete = complete_;
  wanted.budget = config_.counted ? config_.search_budget : 0;
  for (const StateLine& restored : restored_) {
    if (restored.database != line.database || restored.base != line.base) continue;
    wanted.restored.push_back(restored);
    if (restored.dense && restored.writer == config_.writer)
      wanted.first_epoch = restored.epoch + 1;
  }
  if (is_listed(line.database)) {
    wanted.listed.emplace();
    for (const auto& [database, label] : open_labels_) {
      const std::optional<LabelPlace> place = find_place(line.base, label);
      if (place && database == line.database) wanted.listed->push_back(*place);
    }
  }
  return wanted;
}

bool LabelLines::is_listed(const std::string& database) const {
  return listed_databases_.contains(database);
}

void LabelLines::begin_search(Line& line, SearchScope wanted, Outbox& out) {
  line.searched = true;
  go_on(std::unique_ptr<Search>(new Search{&line, LineSearch(std::move(wanted)), {}}), out);
}

void LabelLines::go_on(std::unique_ptr<Search> search, Outbox& out) {
  const std::optional<LineSearch::Query> query = search->search.next();
  Line& line = *search->line;
  if (line.epoch == 0 && search->search.epoch_found()) line.epoch = search->search.epoch();
  if (!query) return report(*search, out);
  search->query = *query;
  NewRequest request;
  request.kind = query->roll_back ? SL_REQUEST_ROLLBACK : SL_REQUEST_LABEL_STATE;
  request.target = {line.table, line.database, line.name};
  request.label = query->label;
  searches_.emplace(out.request(request), std::move(search));
}

std::unique_ptr<LabelLines::Search> LabelLines::take_search(std::uint64_t request, Outbox& out) {
  const auto found = searches_.find(request);
  std::unique_ptr<Search> search = std::move(found->second);
  searches_.erase(found);
  out.end(request);
  return search;
}

LabelLines::Outcome LabelLines::on_response(const sl_event& event, Outbox& out) {
  const auto found = searches_.find(event.request);
  if (found == searches_.end()) return Outcome::kNotMine;
  if (found->second->query.roll_back) return on_rolled_back(event.request, event, out);
  const sl_response& response = *event.response;
  if (response.verdict == SL_VERDICT_OK && response.label_state != SL_LABEL_NOT_ASKED) {
    std::unique_ptr<Search> search = take_search(event.request, out);
    search->search.answer(response.label_state);
    go_on(std::move(search), out);
    return Outcome::kTaken;
  }
  if (response.verdict != SL_VERDICT_NO || response.retry != SL_RETRY_NEVER) {
    out.ask(event.request);
    return Outcome::kTaken;
  }
  std::unique_ptr<Search> search = take_search(event.request, out);
  if (search->query.essential)
    return fail(*search, SL_ERR_CONFIG, std::string(sdk::view(event.message)));
  search->search.unanswered();
  go_on(std::move(search), out);
  return Outcome::kTaken;
}

LabelLines::Outcome LabelLines::on_rolled_back(std::uint64_t request, const sl_event& event,
                                               Outbox& out) {
  const Decision decision = decide_try(Step::kRollback, *event.response, false);
  if (decision == Decision::kAgain) {
    out.again(request, SL_REQUEST_ROLLBACK);
    return Outcome::kTaken;
  }
  std::unique_ptr<Search> search = take_search(request, out);
  const bool done = decision == Decision::kDone;
  if (!done) {
    out.log(SL_LOG_WARN, "transaction " + search->query.label +
                             " of an earlier attempt was not rolled back: " +
                             std::string(sdk::view(event.message)));
  }
  search->search.rolled_back(done);
  go_on(std::move(search), out);
  return Outcome::kTaken;
}

LabelLines::Outcome LabelLines::on_exhausted(const sl_event& event, Outbox& out) {
  if (!searches_.contains(event.request)) return Outcome::kNotMine;
  std::unique_ptr<Search> search = take_search(event.request, out);
  const std::string why(sdk::view(event.message));
  if (search->query.essential)
    return fail(*search, SL_ERR_RETRYABLE, "no answer in time; the last one: " + why);
  if (search->query.roll_back) {
    out.log(SL_LOG_WARN, "transaction " + search->query.label +
                             " of an earlier attempt could not be rolled back (the server ends it "
                             "after its time-out): " +
                             why);
    search->search.rolled_back(false);
  } else {
    search->search.unanswered();
  }
  go_on(std::move(search), out);
  return Outcome::kTaken;
}

LabelLines::Outcome LabelLines::fail(const Search& search, std::int32_t code,
                                     const std::string& why) {
  failure_ = {code,
              0,
              search.query.label,
              "no labels for table " + search.line->database + "." + search.line->name +
                  ": the server did not tell whether label " + search.query.label +
                  " was used before (sink.label-prefix): " + why,
              search.line->database,
              search.line->name};
  return Outcome::kFailed;
}

void LabelLines::report(const Search& search, Outbox& out) const {
  const LineSearch::Report& found = search.search.report();
  const std::string table = "table " + search.line->database + "." + search.line->name + ": ";
  if (found.rolled_back > 0) {
    out.log(SL_LOG_INFO,
            table + transactions(found.rolled_back) +
                " that earlier attempts left open: rolled back (another job with the same "
                "sink.label-prefix would lose its own that way)");
  }
  if (found.kept > 0) {
    out.log(SL_LOG_WARN,
            table + transactions(found.kept) +
                " that earlier attempts left prepared: not rolled back, because the state of "
                "another writer may hold them; the server ends what nobody commits");
  }
  if (!found.finished.empty()) {
    out.log(SL_LOG_WARN, table + "label " + found.finished.front() +
                             (found.finished.size() > 1
                                  ? " and " + std::to_string(found.finished.size() - 1) + " more"
                                  : "") +
                             " came after the checkpoint that was restored, and its rows are in "
                             "the table: they are there twice when they are loaded again");
  }
  if (found.cut_short) {
    out.log(SL_LOG_INFO, table +
                             "the search for what earlier attempts left ended early; the "
                             "server ends what nobody commits");
  }
}

}  // namespace starload::semantics
