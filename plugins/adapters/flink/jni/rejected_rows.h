// The newest rejected rows, for the message of a failure. Bounded. Thread-safe.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "framework/engine/table_spec.h"

namespace starload::flink {

class RejectedRows final {
 public:
  // hide_values: only that rows were rejected is told, for reasons quote values
  // (sink.sanitize-error-log).
  void set_hide_values(bool hide_values);
  // Returns a line for the log; "" when there were enough of them.
  std::string add(const RejectedRow& row);

  struct Told {
    std::vector<std::string> rows;  // reason and row
    std::string summary;            // the first reasons; "" when there are none
  };
  // Of a load; label "": of those that never were in a load.
  Told about(const std::string& label);

 private:
  struct Kept {
    std::string label, reason, row;
  };
  std::mutex mutex_;  // guards the members below
  bool hide_values_ = false;
  int logged_ = 0;
  std::deque<Kept> kept_;
};

}  // namespace starload::flink
