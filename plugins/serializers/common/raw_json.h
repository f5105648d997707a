// What every JSON body shares: its framing, its load headers, and ready-made documents as rows.
#pragma once

#include <starload/sdk/serializer.hpp>

namespace starload::serializers {

inline sdk::Framing json_framing() { return {.before = "[", .between = ",", .after = "]"}; }

// With a json_root the server opens the body's own array by itself, and the header would ask for
// one more at the root.
inline sdk::LoadHeaders json_headers(const sl_properties* properties) {
  if (!sdk::Properties(properties).get("sink.properties.json_root").empty())
    return {{"format", "json"}};
  return {{"format", "json"}, {"strip_outer_array", "true"}};
}

inline bool is_plainly_no_object(std::string_view record) {
  if (record.size() > 1 && record.front() == '{' && record.back() == '}') return false;
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = record.find_first_not_of(kSpace);
  const std::size_t last = record.find_last_not_of(kSpace);
  return first == std::string_view::npos || record[first] != '{' || record[last] != '}';
}

// One bad document would spoil the whole load, so what is plainly no object is refused here.
inline void append_raw_json(std::string_view record, sdk::Sink& out) {
  if (is_plainly_no_object(record)) {
    throw sdk::Error::data(SL_NO_ROW, "the record is no JSON object");
  }
  out.append(record);
}

}  // namespace starload::serializers
