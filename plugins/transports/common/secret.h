// Text that must not be seen: no stream operator, no conversion; reading it takes a call that says
// so. A plain value.
#pragma once

#include <string>
#include <utility>

namespace starload::http {

class Secret final {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

}  // namespace starload::http
