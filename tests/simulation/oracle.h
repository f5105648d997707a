// What has to hold, whatever happens. Rows are (split, sequence); every row belongs into one table,
// and the rows of a split into it in their order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace starload::simulation {

struct Row {
  std::uint32_t split = 0;
  std::uint32_t sequence = 0;
  auto operator<=>(const Row&) const = default;
};

// How far each split was read.
using Positions = std::vector<std::uint32_t>;

class Oracle final {
 public:
  Oracle(bool exactly_once, std::size_t splits)
      : exactly_once_(exactly_once), stored_(splits, 0), times_(splits) {}

  // A checkpoint is stored durably: rows before it may come into the table, none behind it.
  void stored(const Positions& positions) { stored_ = positions; }
  // The server made a load or transaction visible.
  void visible(const std::string& table, const std::string& label, const std::vector<Row>& rows);
  // Somebody was told that all rows before the positions are in the table.
  void promised(const Positions& positions, const std::string& by);
  void broke(const std::string& what) {
    if (problem_.empty()) problem_ = what;
  }

  std::uint64_t rows_in_table() const { return rows_; }
  const std::string& problem() const { return problem_; }  // the first

 private:
  std::uint32_t times(const Row& row) const;
  void look_at(const std::string& table, const std::string& label, const Row& row);

  const bool exactly_once_;
  Positions stored_;
  std::vector<std::vector<std::uint32_t>> times_;  // by split and sequence: how often it is there
  std::map<std::pair<std::string, std::uint32_t>, std::uint32_t> newest_;  // by table and split
  std::uint64_t rows_ = 0;
  std::string problem_;
};

}  // namespace starload::simulation
