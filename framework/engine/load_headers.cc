#include "framework/engine/load_headers.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"
#include "framework/engine/column_list.h"

namespace starload {
namespace {

// Set by the transport from the engine's own options; a property may not replace them.
constexpr std::string_view kReserved[] = {
    "authorization", "host", "content-length", "transfer-encoding", "expect", "label",
    "connection",    "db",   "table",          "transaction_type"};
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool has_control_character(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

void put(LoadHeaders& headers, std::string_view name, std::string_view value) {
  const auto same = [&](const auto& header) { return header.first == name; };
  if (const auto found = std::find_if(headers.begin(), headers.end(), same);
      found != headers.end()) {
    found->second = value;
  } else {
    headers.emplace_back(name, value);
  }
}

std::string shown(const std::vector<std::string>& names) {
  return printable(join(names, ", "), 400);
}

// A user's `columns` against the fields that rows have. Text fields go by their place, JSON's by
// their keys.
class UserColumns final {
 public:
  UserColumns(std::vector<ColumnItem> items, const std::vector<std::string>& fields)
      : items_(std::move(items)), fields_(fields) {
    for (const ColumnItem& item : items_) {
      const bool is_source = !item.is_mapping && !equals_ignoring_case(item.name, kOpColumn);
      if (is_source) sources_.push_back(item.name);
    }
  }

  Status check_places() const {
    if (sources_.size() == fields_.size()) return Status::ok();
    return Status::config("'sink.properties.columns' names " + std::to_string(sources_.size()) +
                          " fields (" + shown(sources_) + "), and the rows have " +
                          std::to_string(fields_.size()) + " (" + shown(fields_) +
                          "); name one for each, in their order");
  }

  Status check_keys() const {
    std::vector<std::string> unknown;
    for (const std::string& source : sources_) {
      if (std::find(fields_.begin(), fields_.end(), source) == fields_.end())
        unknown.push_back(source);
    }
    if (unknown.empty()) return Status::ok();
    return Status::config(
        "'sink.properties.columns' names fields that the rows do not have: " + shown(unknown) +
        "; they have " + shown(fields_) + " (upper and lower case matter in JSON)");
  }

  // What has to stand behind the list for the rows' __op.
  Result<std::string> op_suffix(bool is_json) const {
    const ColumnItem* const op = find_item(items_, kOpColumn);
    if (op == nullptr) return std::string(",`__op`");
    // The rows' own goes into a field that nothing reads.
    if (op->is_mapping) return std::string(is_json ? "" : ",`__row_op`");
    const bool follows = std::any_of(items_.begin() + (op - items_.data()) + 1, items_.end(),
                                     [](const ColumnItem& item) { return !item.is_mapping; });
    if (is_json || !follows) return std::string();
    return Status::config(
        "'sink.properties.columns' has __op before other fields, and the rows carry it last; write "
        "it behind them, or leave it out");
  }

 private:
  const std::vector<ColumnItem> items_;
  const std::vector<std::string>& fields_;
  std::vector<std::string> sources_;
};

Result<std::string> complete_columns(const std::string& value, const LoadHeaders& headers,
                                     const std::vector<std::string>& fields, bool has_op) {
  if (fields.empty() && !has_op) return value;  // raw records: whatever they hold
  Result<std::vector<ColumnItem>> items = parse_column_list(value);
  if (!items) return items.status();
  const bool is_json = equals_ignoring_case(header_value(headers, "format"), "json");
  // These look into the rows: the list then names what they find.
  const bool has_paths =
      !header_value(headers, "jsonpaths").empty() || !header_value(headers, "json_root").empty();
  const UserColumns columns(items.take(), fields);
  if (!fields.empty() && !has_paths)
    STARLOAD_TRY(is_json ? columns.check_keys() : columns.check_places());
  if (!has_op) return value;
  Result<std::string> suffix = columns.op_suffix(is_json);
  if (!suffix) return suffix.status();
  return value + *suffix;
}

// With paths the server finds no key by itself, __op included.
void add_op_path(LoadHeaders& headers) {
  std::string paths = header_value(headers, "jsonpaths");
  const std::size_t end = paths.rfind(']');
  if (end == std::string::npos || paths.find(kOpColumn) != std::string::npos) return;
  const bool is_first = trim(std::string_view(paths).substr(0, end)).ends_with('[');
  paths.insert(end, is_first ? "\"$.__op\"" : ", \"$.__op\"");
  put(headers, "jsonpaths", paths);
}

// The server cuts the connection where a head is longer, without saying why.
Status check_size(const LoadHeaders& headers) {
  constexpr std::size_t kServersLimit = std::size_t{32} << 10;  // http_max_header_size
  constexpr std::size_t kOwnHeaders = std::size_t{1} << 10;     // label, host, authorization, ...
  constexpr std::size_t kPunctuation = 4;                       // ": " and the line's end
  std::size_t total = kOwnHeaders;
  const std::pair<std::string, std::string>* largest = nullptr;
  for (const auto& header : headers) {
    total += header.first.size() + header.second.size() + kPunctuation;
    if (largest == nullptr || header.second.size() > largest->second.size()) largest = &header;
  }
  if (total <= kServersLimit) return Status::ok();
  return Status::config("a load's headers would take " + std::to_string(total) +
                        " bytes, and a frontend takes " + std::to_string(kServersLimit) +
                        "; the longest is '" + largest->first + "' with " +
                        std::to_string(largest->second.size()) +
                        " bytes: load fewer columns at a time, or give them shorter names");
}

Status check_encoding(std::string_view key, std::string_view name) {
  if (name != "content-encoding") return Status::ok();
  return Status::config("'" + std::string(key) +
                        "' cannot be sent, the rows are not compressed; set "
                        "'sink.properties.compression', which compresses them");
}

}  // namespace

std::string header_value(const LoadHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

Status check_load_header(std::string_view key, std::string_view name, std::string_view value) {
  if (!is_token(name)) {
    return Status::config("'" + std::string(key) + "' cannot be sent: '" + std::string(name) +
                          "' is no header name");
  }
  if (std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved)) {
    return Status::config("'" + std::string(key) +
                          "' is not allowed: the connector sets the header '" + std::string(name) +
                          "' itself");
  }
  STARLOAD_TRY(check_encoding(key, name));
  if (has_control_character(value)) {
    return Status::config("the value of '" + std::string(key) +
                          "' holds a control character (a line break?); write "
                          "delimiters like \\x01 or \\n as text");
  }
  return Status::ok();
}

std::string quote_columns(const std::vector<std::string>& columns, bool has_op) {
  std::string list;
  for (const std::string& name : columns)
    list += (list.empty() ? "" : ",") + quote_identifier(name);
  if (has_op) list += ",`__op`";
  return list;
}

Result<LoadHeaders> build_load_headers(const sl_body_format& format,
                                       const EffectiveProperties& properties,
                                       const std::vector<std::string>& columns, bool has_op) {
  LoadHeaders headers;
  for (std::size_t i = 0; i < format.header_count; ++i) {
    const sl_property& header = format.headers[i];
    put(headers, {header.key.data, header.key.size}, {header.value.data, header.value.size});
  }
  for (const auto& [key, property] : properties.map().items()) {
    if (!key.starts_with(kLoadPropertyPrefix)) continue;
    const std::string_view name = std::string_view(key).substr(kLoadPropertyPrefix.size());
    STARLOAD_TRY(check_load_header(key, name, property.value));
    const bool is_blank_list = name == "columns" && trim(property.value).empty();
    if (!is_blank_list) put(headers, name, property.value);
  }
  const std::string given = header_value(headers, "columns");
  Result<std::string> list = given.empty() ? Result<std::string>(quote_columns(columns, has_op))
                                           : complete_columns(given, headers, columns, has_op);
  if (!list) return list.status();
  if (has_control_character(*list))
    return Status::config("a column's name holds a control character: " + printable(*list));
  if (!given.empty() || !columns.empty()) put(headers, "columns", *list);
  if (has_op) add_op_path(headers);
  STARLOAD_TRY(check_size(headers));
  return headers;
}

}  // namespace starload
