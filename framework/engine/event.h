// Events and actions of the semantics plugin as owned C++ values, for queues. See abi/semantics.h.
#pragma once

#include <starload/abi/semantics.h>

#include <string>
#include <string_view>

namespace starload {

struct Event {
  std::int32_t kind = 0;
  std::uint32_t table = 0;
  std::uint32_t timer = 0;
  std::uint64_t chunk = 0;
  std::uint64_t request = 0;
  std::uint64_t id = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string database;
  std::string table_name;
  std::string message;
  std::string state;
  std::string label;
  std::uint64_t chunk_count = 0;
  std::uint32_t flags = 0;
  sl_response response{};

  sl_event abi() const;
};

struct Action {
  explicit Action(const sl_action& action);
  sl_action abi;  // its text members are unset; use the strings
  std::string label;
  std::string message;
  std::string state;
  std::string database;
  std::string table_name;
};

// One try of a request, as it goes to a sender thread.
struct RequestJob {
  std::uint64_t request = 0;
  std::int32_t kind = SL_REQUEST_LOAD;
  std::uint32_t table = 0;
  std::string label;
  std::uint64_t first_chunk = 0;
  std::uint64_t chunk_count = 0;
  std::string database;  // with table = SL_NO_TABLE: what a restored label names
  std::string table_name;
  bool decides = false;  // SL_REQUEST_DECIDES
};

}  // namespace starload
