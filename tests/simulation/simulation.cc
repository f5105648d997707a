#include "tests/simulation/simulation.h"

#include <exception>

#include "tests/simulation/job.h"

namespace starload::simulation {
namespace {

constexpr Time kSweepMs = 30'000;
constexpr Time kChaosMs = 500;
constexpr Time kLongestOutageMs = 60'000;
// The time in which everything has to be in the table once faults stop: time-outs of the server,
// the longest way of a late request, asking for a label until the host gives up, a few restarts.
constexpr Time kBoundMs = 3 * 3600 * 1000;

class World final {
 public:
  World(Plugins& plugins, const Mode& mode, std::uint64_t seed, Mutant mutant, bool keep_trace)
      : dice_(seed),
        setting_(draw_setting(mode, dice_)),
        trace_(timeline_, keep_trace),
        oracle_(mode.exactly_once, setting_.splits),
        cluster_(setting_.cluster, timeline_, dice_, trace_, oracle_),
        network_(cluster_, timeline_, dice_, trace_, mutant),
        job_(mode, setting_, {plugins, cluster_, network_, timeline_, dice_, trace_, oracle_}) {}

  Outcome run() {
    try {
      play();
    } catch (const std::exception& e) {
      oracle_.broke(std::string("THROWN: ") + e.what());
    }
    return {oracle_.problem(), job_.gave_up(), job_.restarts(), trace_.hash(), trace_.text()};
  }

 private:
  void play() {
    network_.set_faults(setting_.network);
    job_.start();
    sweep();
    make_chaos();
    const Time calm = timeline_.now() + setting_.fault_time_ms;
    play_until(calm);
    trace_.note("faults stop");
    calm_ = true;
    network_.set_faults({});
    network_.go_down_for(0);
    job_.end_faults();
    play_until(calm + kBoundMs);
    if (is_over()) return settle();
    oracle_.broke("STUCK: not everything is in the table " + std::to_string(kBoundMs / 60'000) +
                  " minutes after faults stopped");
  }

  bool is_over() const { return job_.done() || job_.gave_up() || !oracle_.problem().empty(); }

  void play_until(Time end) {
    while (!timeline_.empty() && timeline_.now() < end && !is_over()) timeline_.step();
  }

  // What is still on its way arrives, and changes nothing.
  void settle() {
    job_.end();
    over_ = true;
    while (!timeline_.empty() && oracle_.problem().empty()) timeline_.step();
    if (job_.gave_up() || !oracle_.problem().empty()) return;
    oracle_.promised(Positions(setting_.splits, setting_.rows_a_split), "the end");
  }

  void sweep() {
    if (over_) return;
    cluster_.sweep();
    timeline_.after(kSweepMs, [this] { sweep(); });
  }

  void make_chaos() {
    if (calm_ || over_) return;
    if (dice_.chance(setting_.crash)) job_.crash();
    if (dice_.chance(setting_.backend_restart)) cluster_.restart_backend();
    if (dice_.chance(setting_.outage)) network_.go_down_for(dice_.between(100, kLongestOutageMs));
    if (dice_.chance(setting_.stranger)) cluster_.stranger();
    timeline_.after(kChaosMs, [this] { make_chaos(); });
  }

  Dice dice_;
  const Setting setting_;
  Timeline timeline_;
  Trace trace_;
  Oracle oracle_;
  FakeCluster cluster_;
  FakeNetwork network_;
  Job job_;
  bool calm_ = false;
  bool over_ = false;
};

}  // namespace

Outcome run_schedule(Plugins& plugins, const Mode& mode, std::uint64_t seed, Mutant mutant,
                     bool keep_trace) {
  return World(plugins, mode, seed, mutant, keep_trace).run();
}

}  // namespace starload::simulation
