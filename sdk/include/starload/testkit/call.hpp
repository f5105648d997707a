// Calls of the plugin under test: its exported function, and what becomes of errors and strings.
#pragma once

#include <starload/abi/plugin.h>

#include <cstdint>
#include <stdexcept>
#include <string>

// The plugin's exported function; the test program defines it by linking the plugin's sources.
extern "C" const sl_plugin* sl_plugin_query(std::uint32_t host_major, std::uint32_t host_minor);

namespace starload::testkit {

// An error that the plugin returned.
class Failure final : public std::runtime_error {
 public:
  Failure(std::int32_t failed, const sl_error& error)
      : std::runtime_error(std::string(error.message, error.message_size)),
        code(failed),
        row(error.row_index) {}
  std::int32_t code;  // SL_ERR_*
  std::int64_t row;   // SL_NO_ROW, or the row's index in its block
};

inline std::string text(sl_str value) {
  return value.size == 0 ? std::string() : std::string(value.data, value.size);
}

// function: of the ABI, given where its error goes. Throws Failure where it fails.
template <typename Call>
void check_call(Call&& function) {
  sl_error error{};
  error.struct_size = sizeof error;
  error.row_index = SL_NO_ROW;
  if (const std::int32_t code = function(&error); code != SL_OK) throw Failure(code, error);
}

}  // namespace starload::testkit
