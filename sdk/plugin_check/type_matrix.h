// Every type that a column can have, with values at its edges.
#pragma once

#include <starload/testkit/rows.hpp>
#include <string>
#include <vector>

namespace starload::plugin_check {

struct MatrixColumn {
  std::string name;  // of the type, for messages
  testkit::TypeSpec type;
  std::vector<testkit::Value> values;  // none of them null
};

std::vector<MatrixColumn> type_matrix();

}  // namespace starload::plugin_check
