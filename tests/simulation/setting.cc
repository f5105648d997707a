#include "tests/simulation/setting.h"

namespace starload::simulation {
namespace {

template <typename Number>
Number drawn(Dice& dice, std::int64_t low, std::int64_t high) {
  return static_cast<Number>(dice.between(low, high));
}

// Most schedules have a few kinds of faults, some of them often.
int rate(Dice& dice, int most) {
  if (dice.chance(400)) return 0;
  return drawn<int>(dice, 1, dice.chance(200) ? most * 3 : most);
}

}  // namespace

std::string name_of(const Mode& mode) {
  return std::string(mode.exactly_once ? "exactly-once" : "at-least-once") +
         (mode.transactions ? "-v2" : "-v1") +
         (mode.hardship == Hardship::kShortPrepared    ? "-short"
          : mode.hardship == Hardship::kPausedRecovery ? "-paused"
                                                       : "");
}

Setting draw_setting(const Mode& mode, Dice& dice) {
  Setting setting;
  setting.splits = drawn<std::uint32_t>(dice, 1, 3);
  setting.rows_a_split = drawn<std::uint32_t>(dice, 4, 16);
  setting.tables = drawn<std::uint32_t>(dice, 1, 3);
  setting.writers = drawn<std::uint32_t>(dice, 1, setting.splits);
  setting.rescales = dice.chance(300);
  setting.prefix = mode.transactions && dice.chance(600);
  setting.listed = setting.prefix && dice.chance(400);
  setting.all_states = dice.chance(500);
  setting.late_table = setting.tables > 1 && dice.chance(300);
  setting.chunk_rows = drawn<std::size_t>(dice, 1, 3);
  setting.write_pause_ms = drawn<Time>(dice, 5, 150);
  setting.checkpoint_pause_ms = drawn<Time>(dice, 200, 3000);
  setting.fault_time_ms = drawn<Time>(dice, 3'000, 60'000);
  setting.network = {rate(dice, 40), rate(dice, 40), rate(dice, 40), rate(dice, 40),
                     rate(dice, 30), rate(dice, 30), rate(dice, 40), rate(dice, 30)};
  setting.crash = rate(dice, 60);
  setting.backend_restart = rate(dice, 40);
  setting.outage = rate(dice, 15);
  setting.stranger = mode.transactions ? rate(dice, 20) : 0;
  setting.abandoned_checkpoint = rate(dice, 100);
  setting.lost_notification = rate(dice, 150);
  setting.cluster.transactions = mode.transactions;
  setting.cluster.timeout_ms = drawn<Time>(dice, 40'000, 600'000);
  setting.cluster.publish_timeout_permille = rate(dice, 100);
  if (mode.hardship == Hardship::kShortPrepared) {
    setting.cluster.prepared_timeout_ms = drawn<Time>(dice, 1'000, 40'000);
    setting.splits = setting.writers = 1;
    setting.rescales = false;
  }
  setting.retries = {drawn<std::uint32_t>(dice, 2, 6), 200, 10'000, 300'000};
  return setting;
}

}  // namespace starload::simulation
