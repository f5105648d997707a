// The headers of a table's load requests: what the serializer's bytes need, the user's
// sink.properties.*, and `columns`.
#pragma once

#include <starload/abi/plugin.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/status.h"
#include "framework/properties/option_table.h"

namespace starload {

using LoadHeaders = std::vector<std::pair<std::string, std::string>>;

// "" = there is no such header.
std::string header_value(const LoadHeaders& headers, std::string_view name);

// Where a load goes, and with which headers.
struct LoadTarget {
  std::string database;
  std::string table;
  LoadHeaders headers;
};

// Refuses a header that may not be sent: its name is no token, its value holds a control character,
// or the connector sets it itself. key: what the message names.
Status check_load_header(std::string_view key, std::string_view name, std::string_view value);

// columns: names in the order of the rows' fields, empty = none are sent (raw records). has_op:
// `__op` is the last field; it is also added to a list that the user wrote without it, and to
// jsonpaths. The error names a key that cannot be a header: its name is no token, its value holds a
// control character, or the connector sets that header itself; or says that the user's `columns` do
// not go with the fields, or that the headers are longer than a frontend takes.
Result<LoadHeaders> build_load_headers(const sl_body_format& format,
                                       const EffectiveProperties& properties,
                                       const std::vector<std::string>& columns, bool has_op);

// `a`,`b` with back-ticks inside names doubled: the way that the FE's parser takes any name.
std::string quote_columns(const std::vector<std::string>& columns, bool has_op);

}  // namespace starload
