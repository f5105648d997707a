#include "tests/simulation/oracle.h"

namespace starload::simulation {
namespace {

std::string name_of(const Row& row) {
  return "row " + std::to_string(row.split) + "/" + std::to_string(row.sequence);
}

}  // namespace

std::uint32_t Oracle::times(const Row& row) const {
  const std::vector<std::uint32_t>& split = times_.at(row.split);
  return row.sequence < split.size() ? split[row.sequence] : 0;
}

void Oracle::visible(const std::string& table, const std::string& label,
                     const std::vector<Row>& rows) {
  for (const Row& row : rows) look_at(table, label, row);
}

void Oracle::look_at(const std::string& table, const std::string& label, const Row& row) {
  std::vector<std::uint32_t>& split = times_.at(row.split);
  if (split.size() <= row.sequence) split.resize(row.sequence + 1, 0);
  ++rows_;
  if (++split[row.sequence] > 1 && exactly_once_)
    broke("DOUBLED: " + name_of(row) + " came again with label " + label);
  if (!exactly_once_) return;
  if (row.sequence >= stored_.at(row.split)) {
    broke("DIRTY: " + name_of(row) + " is in the table before its checkpoint is complete, label " +
          label);
  }
  std::uint32_t& newest = newest_[{table, row.split}];
  if (row.sequence + 1 <= newest)
    broke("REORDERED: " + name_of(row) + " came after a later one of its table, label " + label);
  newest = row.sequence + 1;
}

void Oracle::promised(const Positions& positions, const std::string& by) {
  for (std::uint32_t split = 0; split < positions.size(); ++split) {
    for (std::uint32_t sequence = 0; sequence < positions[split]; ++sequence) {
      if (times({split, sequence}) > 0) continue;
      return broke("LOST: " + name_of({split, sequence}) + " is not in the table after " + by);
    }
  }
}

}  // namespace starload::simulation
