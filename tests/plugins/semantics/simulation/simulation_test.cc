// Seeded runs of both machines against a server, a network and a host that all fail at random:
// requests and replies get lost, requests arrive late, transactions time out, the process is killed
// at any moment and restored from the newest state that was stored. In the end, without faults, the
// table has to hold every row as often as the semantics promises. A seed replays exactly.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <random>

#include "plugins/semantics/common/transaction_machine.h"
#include "plugins/semantics/exactly_once/batch_machine.h"
#include "tests/plugins/semantics/simulation/fake_server.h"

namespace starload::semantics {
namespace {

constexpr int kRows = 60;
constexpr int kSteps = 400;
constexpr int kTables = 2;
constexpr std::size_t kTimers = 4;  // two a table
constexpr int kMostResends = 4;
constexpr int kMostAsks = 12;

enum class Kind { kTransactions, kBatches, kAtLeastOnce };

struct Setting {
  Kind kind = Kind::kTransactions;
  bool counted = false;           // sink.label-prefix
  bool prepared_may_end = false;  // the server's prepared_timeout is too short
};

struct Action {
  explicit Action(const sl_action& action)
      : kind(action.kind),
        request_kind(action.request_kind),
        code(action.code),
        flags(action.flags),
        table(action.table),
        request(action.request),
        chunk(action.chunk),
        id(action.id),
        attempt(action.attempt),
        label(sdk::view(action.label)),
        state(sdk::view(action.state)),
        message(sdk::view(action.message)) {}
  std::int32_t kind, request_kind, code;
  std::uint32_t flags, table;
  std::uint64_t request, chunk, id, attempt;
  std::string label, state, message;
};

struct Request {
  ServerCall call;
  int resends = 0;
  int asks = 0;
};

struct Stored {  // what the host wrote down durably at a checkpoint
  std::uint64_t id = 0;
  std::string state;
  int position = 0;
  std::vector<std::vector<int>> attached;
};

class Simulation {
 public:
  Simulation(Setting setting, std::uint32_t seed) : setting_(setting), random_(seed) {}

  void run();
  std::string problem() const { return problem_; }
  const FakeServer& server() const { return server_; }
  int restarts() const { return restarts_; }
  bool gave_up() const { return gave_up_; }

 private:
  bool chance(int percent) { return random_() % 100 < static_cast<unsigned>(percent); }
  std::size_t pick(std::size_t count) { return random_() % count; }

  void start();
  void feed(sl_event event);
  void feed(std::int32_t kind, std::uint64_t id) {
    sl_event event{};
    event.kind = kind;
    event.id = id;
    feed(event);
  }
  void carry_out(const Action& action);
  void on_request(const Action& action);
  void on_retry(const Action& action);
  void on_prepared(const Action& action);
  void on_fail(const Action& action);
  void step(bool faults);
  void answer(std::uint64_t request, bool faults);
  void respond(std::uint64_t request, const Reply& reply);
  void give_up(std::uint64_t request);
  void write();
  void checkpoint();
  void restart() { must_restart_ = true; }
  void finish();

  Setting setting_;
  std::mt19937 random_;
  FakeServer server_;
  std::deque<ServerCall> late_;  // on their way; may arrive at any time

  std::unique_ptr<TransactionMachine> transactions_;
  std::unique_ptr<BatchMachine> batches_;
  std::uint64_t epoch_ = 0;
  std::vector<Action> actions_;
  std::map<std::uint64_t, Request> requests_;
  std::vector<std::uint64_t> waiting_;  // requests without an answer
  std::map<std::uint64_t, std::vector<int>> chunks_;
  std::vector<std::uint64_t> attached_;
  std::uint64_t next_chunk_ = 1;
  int position_ = 0;  // the first row that was not written
  bool recovered_ = false;
  bool preparing_ = false;
  bool committing_ = false;
  int prepare_position_ = 0;
  std::uint64_t next_checkpoint_ = 1;
  Stored stored_;
  int committed_position_ = 0;
  bool must_restart_ = false;
  bool must_go_back_ = false;  // to before the stored checkpoint
  bool gave_up_ = false;
  int restarts_ = -1;
  std::string problem_;
};

TransactionPolicy policy_of(const Setting& setting) {
  TransactionPolicy policy;
  policy.exactly_once = setting.kind == Kind::kTransactions;
  policy.max_bytes = 500;
  policy.timeout_ms = 1000;
  if (policy.exactly_once) return policy;
  policy.kept_bytes = 400;
  policy.interval_ms = 1000;
  return policy;
}

void Simulation::start() {
  ++restarts_;
  must_restart_ = false;
  requests_.clear();
  waiting_.clear();
  chunks_.clear();
  attached_.clear();
  recovered_ = preparing_ = committing_ = false;
  LineConfig config;
  config.random_epoch = ++epoch_ + 0x1000;
  config.prefix = setting_.counted ? "job" : "";
  config.counted = setting_.counted && setting_.kind != Kind::kBatches;
  config.search_budget = 256;
  config.has_states = setting_.kind != Kind::kAtLeastOnce;
  transactions_.reset();
  batches_.reset();
  if (setting_.kind == Kind::kBatches) {
    batches_ = std::make_unique<BatchMachine>(LabelLines(config), std::set<std::string>());
  } else {
    transactions_ = std::make_unique<TransactionMachine>(policy_of(setting_), LabelLines(config));
  }
  for (std::uint32_t table = 0; table < kTables; ++table) {
    const std::string name = "t" + std::to_string(table);
    sl_event event{};
    event.kind = SL_EVENT_TABLE_ADDED;
    event.table = table;
    event.database = sdk::str("db");
    event.table_name = sdk::str(name);
    feed(event);
  }
  if (must_go_back_) {
    stored_ = {};
    stored_.position = committed_position_;
    must_go_back_ = false;
  }
  position_ = stored_.position;
  if (!stored_.state.empty()) {
    sl_event event{};
    event.kind = SL_EVENT_RESTORE;
    event.state = sdk::str(stored_.state);
    event.chunk = next_chunk_;
    event.chunk_count = stored_.attached.size();
    for (const std::vector<int>& rows : stored_.attached) chunks_[next_chunk_++] = rows;
    feed(event);
  }
  feed(SL_EVENT_RECOVER, 0);
}

void Simulation::feed(sl_event event) {
  if (must_restart_) return;
  event.struct_size = sizeof event;
  std::vector<Action> actions;
  sl_actions sink{sizeof(sl_actions), 0, &actions, [](void* context, const sl_action* action) {
                    static_cast<std::vector<Action>*>(context)->emplace_back(*action);
                  }};
  const sdk::Actions out(&sink);
  if (transactions_) transactions_->on_event(event, out);
  if (batches_) batches_->on_event(event, out);
  for (const Action& action : actions) carry_out(action);
}

void Simulation::carry_out(const Action& action) {
  if (must_restart_) return;
  switch (action.kind) {
    case SL_ACTION_REQUEST:
      return on_request(action);
    case SL_ACTION_RETRY:
      return on_retry(action);
    case SL_ACTION_END_REQUEST:
      std::erase(waiting_, action.request);
      requests_.erase(action.request);
      return;
    case SL_ACTION_RELEASE_CHUNK:
      if (chunks_.erase(action.chunk) == 0) problem_ = "a chunk was released twice";
      return;
    case SL_ACTION_ATTACH_CHUNK:
      return attached_.push_back(action.chunk);
    case SL_ACTION_PREPARED:
      return on_prepared(action);
    case SL_ACTION_COMMITTED:
      if (action.id == stored_.id) committed_position_ = stored_.position;
      committing_ = false;
      return;
    case SL_ACTION_RECOVERED:
      if (recovered_) problem_ = "recovered twice";
      recovered_ = true;
      committed_position_ = stored_.position;  // what the state held is in the table
      return;
    case SL_ACTION_FLUSH_DONE:
      preparing_ = false;
      return;
    case SL_ACTION_FAIL:
      return on_fail(action);
    default:
      return;
  }
}

void Simulation::on_request(const Action& action) {
  Request request;
  request.call.kind = action.request_kind;
  request.call.label = action.label;
  request.call.whole_load = setting_.kind == Kind::kBatches;
  if (action.chunk != 0) {
    if (!chunks_.contains(action.chunk)) problem_ = "a released chunk is sent";
    request.call.rows = chunks_[action.chunk];
  }
  requests_[action.request] = request;
  waiting_.push_back(action.request);
  if (action.attempt > 6) give_up(action.request);
}

void Simulation::on_retry(const Action& action) {
  Request& request = requests_.at(action.request);
  const bool ask = action.request_kind == SL_REQUEST_LABEL_STATE;
  if (!ask) request.call.kind = action.request_kind;
  int& tries = ask ? request.asks : request.resends;
  if (!ask) request.asks = 0;
  waiting_.push_back(action.request);
  if (++tries > (ask ? kMostAsks : kMostResends)) return give_up(action.request);
  if (ask) request.call.kind = SL_REQUEST_LABEL_STATE;
}

void Simulation::give_up(std::uint64_t request) {
  std::erase(waiting_, request);
  sl_event event{};
  event.kind = SL_EVENT_RETRIES_EXHAUSTED;
  event.request = request;
  event.message = sdk::str("enough");
  feed(event);
}

void Simulation::on_prepared(const Action& action) {
  preparing_ = false;
  if (setting_.kind == Kind::kAtLeastOnce) {  // a flush: all before it is in the table
    stored_.position = prepare_position_;
    return;
  }
  std::vector<std::vector<int>> rows;
  for (const std::uint64_t chunk : attached_) rows.push_back(chunks_.at(chunk));
  attached_.clear();
  if (chance(10)) return restart();  // killed before it is stored
  stored_ = {action.id, action.state, prepare_position_, rows};
  if (chance(10)) return restart();  // killed after
  committing_ = true;
  actions_.clear();
  feed(SL_EVENT_COMMIT, action.id);
}

void Simulation::on_fail(const Action& action) {
  const bool fatal = action.code == SL_ERR_FATAL;
  if (fatal && !setting_.prepared_may_end) problem_ = "a prepared transaction is gone";
  if (fatal && (action.flags & SL_FAIL_REPLAY) == 0) gave_up_ = true;
  if (action.code == SL_ERR_CONFIG || action.code == SL_ERR_DATA) problem_ = action.message;
  must_go_back_ = fatal;
  restart();
}

void Simulation::write() {
  if (position_ >= kRows || !recovered_ || preparing_) return;
  sl_event event{};
  event.kind = SL_EVENT_CHUNK_STARTED;
  event.table = static_cast<std::uint32_t>(pick(kTables));
  feed(event);
  if (must_restart_) return;
  std::vector<int> rows;
  const int count = static_cast<int>(1 + pick(3));
  for (int i = 0; i < count && position_ < kRows; ++i) rows.push_back(position_++);
  event.kind = SL_EVENT_CHUNK_CLOSED;
  event.chunk = next_chunk_++;
  event.rows = rows.size();
  event.bytes = 100 * rows.size();
  chunks_[event.chunk] = rows;
  feed(event);
}

void Simulation::checkpoint() {
  if (!recovered_ || preparing_ || committing_) return;
  preparing_ = true;
  prepare_position_ = position_;
  feed(SL_EVENT_PREPARE, next_checkpoint_++);
}

// Carries one waiting request out, or lets it get lost on the way there, on the way back, or be
// late.
void Simulation::answer(std::uint64_t request, bool faults) {
  const auto found = requests_.find(request);
  if (found == requests_.end()) return;
  const ServerCall call = found->second.call;
  if (faults && chance(15)) {
    late_.push_back(call);
    if (late_.size() > 20) late_.pop_front();
    return respond(request, {SL_VERDICT_UNKNOWN, SL_RETRY_SOON});
  }
  if (faults && chance(10)) return respond(request, {SL_VERDICT_NO, SL_RETRY_SOON});
  Reply reply = server_.call(call);
  if (faults && chance(10)) reply = {SL_VERDICT_UNKNOWN, SL_RETRY_SOON};
  respond(request, reply);
}

void Simulation::respond(std::uint64_t request, const Reply& reply) {
  std::erase(waiting_, request);
  sl_response response{};
  response.struct_size = sizeof response;
  response.verdict = reply.verdict;
  response.retry = reply.retry;
  response.flags = reply.flags;
  response.label_state = reply.state;
  response.transaction_id = reply.transaction_id;
  sl_event event{};
  event.kind = SL_EVENT_RESPONSE;
  event.request = request;
  event.response = &response;
  event.message = sdk::str("words");
  feed(event);
}

void Simulation::step(bool faults) {
  if (must_restart_) return start();
  if (faults && chance(2)) return start();  // killed
  if (faults && !late_.empty() && chance(10)) {
    const std::size_t which = pick(late_.size());
    server_.call(late_[which]);
    late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(which));
  }
  if (faults && chance(2)) server_.time_out(pick(100), setting_.prepared_may_end);
  if (!waiting_.empty() && chance(75)) return answer(waiting_[pick(waiting_.size())], faults);
  if (chance(10)) return checkpoint();
  if (faults && chance(5)) {
    sl_event event{};
    event.kind = SL_EVENT_TIMER;
    event.timer = static_cast<std::uint32_t>(pick(kTimers));
    return feed(event);
  }
  write();
}

void Simulation::finish() {
  for (int i = 0; i < 20'000; ++i) {
    const bool all_stored = stored_.position == kRows && !committing_ && !preparing_;
    const bool idle = recovered_ && waiting_.empty() && !must_restart_;
    if (position_ == kRows && all_stored && idle) return;
    // The server's time-outs go on: a late begin can have opened a label that is asked for.
    if (i % 500 == 499) server_.time_out(pick(100), false);
    step(false);
  }
  problem_ = "it does not come to an end without faults";
}

void Simulation::run() {
  start();
  for (int i = 0; i < kSteps && problem_.empty() && !gave_up_; ++i) step(true);
  if (problem_.empty() && !gave_up_) finish();
}

// ---- what has to hold

std::string lost_or_doubled(const std::vector<int>& table, bool may_double) {
  std::vector<int> count(kRows, 0);
  for (const int row : table) ++count[static_cast<std::size_t>(row)];
  for (int row = 0; row < kRows; ++row) {
    const int times = count[static_cast<std::size_t>(row)];
    if (times == 0) return "row " + std::to_string(row) + " is lost";
    if (times > 1 && !may_double)
      return "row " + std::to_string(row) + " is there " + std::to_string(times) + " times";
  }
  return "";
}

void check_seeds(Setting setting, std::uint32_t seeds) {
  int restarts = 0;
  int given_up = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    Simulation simulation(setting, seed);
    simulation.run();
    ASSERT_EQ(simulation.problem(), "") << "seed " << seed;
    restarts += simulation.restarts();
    if (simulation.gave_up()) {
      ++given_up;
      continue;
    }
    ASSERT_EQ(lost_or_doubled(simulation.server().table(), setting.kind == Kind::kAtLeastOnce), "")
        << "seed " << seed;
  }
  EXPECT_GT(restarts, static_cast<int>(seeds));  // the faults did happen
  EXPECT_LT(given_up, static_cast<int>(seeds / 2));
  if (!setting.prepared_may_end) {
    EXPECT_EQ(given_up, 0);
  }
}

TEST(Simulation, ExactlyOnceOverTransactions) { check_seeds({Kind::kTransactions}, 2000); }
TEST(Simulation, ExactlyOnceOverTransactionsWithAPrefix) {
  check_seeds({Kind::kTransactions, true}, 2000);
}
TEST(Simulation, ExactlyOnceWhenPreparedTransactionsTimeOut) {
  check_seeds({Kind::kTransactions, true, true}, 1000);
}
TEST(Simulation, ExactlyOnceOverStreamLoad) { check_seeds({Kind::kBatches}, 2000); }
TEST(Simulation, AtLeastOnceOverTransactions) { check_seeds({Kind::kAtLeastOnce}, 1000); }
TEST(Simulation, AtLeastOnceOverTransactionsWithAPrefix) {
  check_seeds({Kind::kAtLeastOnce, true}, 1000);
}

}  // namespace
}  // namespace starload::semantics
