// The host as plugin code sees it: logging and extensions. A borrowed view; the host outlives every
// handle.
#pragma once

#include <starload/abi/base.h>

#include <starload/sdk/error.hpp>

namespace starload::sdk {

class Host final {
 public:
  explicit Host(const sl_host* host) : host_(host) {}

  void info(std::string_view message) const {
    host_->log(host_->context, SL_LOG_INFO, str(message));
  }
  void warn(std::string_view message) const {
    host_->log(host_->context, SL_LOG_WARN, str(message));
  }

  // The host's function table of that id, or nullptr.
  template <typename Table>
  const Table* extension(const char* id) const {
    return static_cast<const Table*>(host_->get_extension(host_->context, id));
  }

  void* context() const { return host_->context; }

 private:
  const sl_host* host_;
};

}  // namespace starload::sdk
