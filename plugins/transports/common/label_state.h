// The question "what became of this label?" and its answer. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace starload::http {

// GET path of get_load_state. Throws sdk::Error for names that cannot be asked about.
std::string label_state_path(std::string_view database, std::string_view label);

struct LabelAnswer {
  std::int32_t state = 0;  // SL_LABEL_*; SL_LABEL_NOT_ASKED = not understood
  std::string reason;      // the server's, or why the answer was not understood
  bool refused = false;    // a whole answer with status FAILED
};

LabelAnswer parse_label_answer(std::string_view body);

}  // namespace starload::http
