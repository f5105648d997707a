// The functions that translate by name alone: their name here, their number of arguments, what they
// give. Constant data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace starload::devserver {

// What a function gives back.
enum class Gives : std::uint8_t {
  kBoolean,
  kInt,
  kBigint,
  kDouble,
  kText,
  kDate,
  kDatetime,
  kJson,
  kArray,  // of numbers
  kBitmap,
  kHll,
  kFirst
};

struct Function {
  const char* sqlite_name;
  std::size_t min_arguments;
  std::size_t max_arguments;
  Gives gives;
};

constexpr std::size_t kAny = 100;

// By lower-case name.
const std::unordered_map<std::string, Function>& functions();

// Aggregates over BITMAP, HLL and what goes into them.
const std::unordered_map<std::string, Function>& object_aggregates();

// The kind that the function's first argument has to be of; kFirst = any.
Gives wanted_argument(const std::string& name);

// Functions of one date that give a part of it, and the part's name: dayofmonth -> day.
const std::unordered_map<std::string, const char*>& date_parts();

}  // namespace starload::devserver
