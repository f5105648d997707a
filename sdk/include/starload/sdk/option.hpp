// Declares one entry of a plugin's option table with named members:
//   constexpr sl_option kOptions[] = {option({.type = SL_OPTION_INT, .key = "sink.x",
//   .default_value = "3", .min = 0,
//                                             .max = 10, .help = "..."})};
#pragma once

#include <starload/abi/option.h>

#include <cstdint>

namespace starload::sdk {

struct OptionSpec {
  std::int32_t type = SL_OPTION_STRING;
  const char* key = nullptr;
  const char* default_value = nullptr;
  const char* choices = nullptr;
  const char* unit = nullptr;
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::uint32_t flags = 0;
  const char* help = "";
};

constexpr sl_option option(const OptionSpec& spec) {
  return {.struct_size = sizeof(sl_option),
          .type = spec.type,
          .flags = spec.flags,
          .reserved = 0,
          .key = spec.key,
          .default_value = spec.default_value,
          .choices = spec.choices,
          .unit = spec.unit,
          .min = spec.min,
          .max = spec.max,
          .help = spec.help};
}

}  // namespace starload::sdk
