// The host's side of "no exception crosses": a plugin written without the SDK may let one out.
#pragma once

#include <starload/abi/base.h>

#include <exception>
#include <string>
#include <string_view>

namespace starload {

// Fills the error; returns SL_ERR_FATAL.
std::int32_t plugin_defect(sl_error& error, std::string_view message);

// call() -> code, of the plugin's function of that name.
template <typename Call>
std::int32_t plugin_barrier(const char* function, sl_error& error, Call&& call) {
  try {
    return call();
  } catch (const std::exception& thrown) {
    return plugin_defect(error,
                         std::string("its ") + function +
                             " let an exception out, which the ABI forbids: " + thrown.what());
  } catch (...) {
    return plugin_defect(
        error, std::string("its ") + function + " let something out that is no std::exception");
  }
}

}  // namespace starload
