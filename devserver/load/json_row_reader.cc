#include "devserver/load/json_row_reader.h"

#include <algorithm>
#include <utility>

#include "devserver/load/csv_row_reader.h"
#include "devserver/load/utf8.h"

namespace starload::devserver {
namespace {

// With json_root the outer array opens by itself and strip_outer_array opens the root's array.
JsonStream::Shape stream_shape(const LoadOptions& options) {
  if (options.has_json_root) return JsonStream::Shape::kEither;
  return options.strip_outer_array ? JsonStream::Shape::kOuterArray : JsonStream::Shape::kDocuments;
}

}  // namespace

std::unique_ptr<RowReader> RowReader::create(const LoadOptions& options, LoadFormat format,
                                             LoadPlan plan, const Table& table, ErrorLog& log) {
  if (format == LoadFormat::kJson) {
    return std::make_unique<JsonRowReader>(options, std::move(plan), table, log);
  }
  return std::make_unique<CsvRowReader>(options, std::move(plan), table, log);
}

JsonRowReader::JsonRowReader(const LoadOptions& options, LoadPlan plan, const Table& table,
                             ErrorLog& log)
    : options_(options),
      stream_(stream_shape(options)),
      builder_(std::move(plan), table, options.strict_mode, log) {
  const std::vector<std::string>& names = builder_.plan().fields;
  for (std::size_t i = 0; i < names.size(); ++i)
    field_by_key_.emplace(names[i], static_cast<int>(i));
  values_.resize(names.size());
  fields_.resize(names.size());
}

Status JsonRowReader::feed(std::string_view bytes) {
  stream_.feed(bytes);
  return take_documents();
}

Status JsonRowReader::end_body() {
  STARLOAD_TRY(finish());
  stream_ = JsonStream(stream_shape(options_));
  return Status::ok();
}

Status JsonRowReader::finish() {
  stream_.finish();
  return take_documents();
}

Status JsonRowReader::fail_load(std::string reason, std::string_view row) {
  builder_.filter(reason, row);
  return Status::refused(std::move(reason));
}

Status JsonRowReader::take_documents() {
  std::string_view document;
  while (true) {
    switch (stream_.next(document)) {
      case JsonStream::Outcome::kNeedMore:
      case JsonStream::Outcome::kEnd:
        return Status::ok();
      case JsonStream::Outcome::kError:
        return fail_load(stream_.error(), std::string_view());
      case JsonStream::Outcome::kDocument:
        STARLOAD_TRY(add_document(document));
    }
  }
}

Status JsonRowReader::add_document(std::string_view document) {
  JsonCursor cursor(document);
  JsonValue value;
  if (!is_valid_utf8(document))
    return fail_load("Failed to parse json. error: invalid UTF-8", document);
  if (!cursor.read_value(value) || !cursor.at_end()) {
    const char* why = cursor.failed() ? cursor.error() : "there is more after the value";
    return fail_load(std::string("Failed to parse json. error: ") + why, document);
  }
  if (!options_.has_json_root) {
    add_value(value);
    return Status::ok();
  }
  const std::optional<JsonValue> root = find_by_path(value, options_.json_root);
  if (!root) {
    builder_.filter("the value of json_root is not found in the document", document);
  } else {
    add_root(*root, document);
  }
  return Status::ok();
}

void JsonRowReader::add_root(const JsonValue& root, std::string_view document) {
  if (!options_.strip_outer_array) {
    if (root.kind == JsonValue::Kind::kArray) {
      return builder_.filter(
          "The value is array type in json document stream, you can set strip_outer_array=true to "
          "parse each element "
          "of the array as individual rows",
          document);
    }
    return add_value(root);
  }
  if (root.kind != JsonValue::Kind::kArray) {
    return builder_.filter("the value should be array type with strip_outer_array=true, value: " +
                               std::string(root.raw),
                           document);
  }
  JsonCursor cursor(root.raw);
  JsonValue element;
  if (!cursor.enter_array()) return;
  while (cursor.next_element(element)) add_value(element);
}

void JsonRowReader::add_value(const JsonValue& value) {
  if (value.kind != JsonValue::Kind::kObject) {
    return builder_.filter(
        "the value should be object type, value: " + std::string(json_raw(value)), json_raw(value));
  }
  std::fill(fields_.begin(), fields_.end(), nullptr);
  if (options_.has_json_paths) {
    collect_by_path(value);
  } else {
    collect_by_key(value);
  }
  builder_.add_json(fields_, value.raw);
}

void JsonRowReader::collect_by_path(const JsonValue& object) {
  const std::size_t count = std::min(fields_.size(), options_.json_paths.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<JsonValue> found = find_by_path(object, options_.json_paths[i]);
    if (!found) continue;
    values_[i] = *found;
    fields_[i] = &values_[i];
  }
}

// Keys match case-sensitively; the first of duplicate keys counts.
void JsonRowReader::collect_by_key(const JsonValue& object) {
  JsonCursor cursor(object.raw);
  JsonValue key;
  JsonValue value;
  if (!cursor.enter_object()) return;
  for (std::size_t member = 0; cursor.next_member(key, value); ++member) {
    const int field = find_field(json_string(key, scratch_), member);
    if (field < 0) continue;
    const auto index = static_cast<std::size_t>(field);
    if (fields_[index] != nullptr) continue;
    values_[index] = value;
    fields_[index] = &values_[index];
  }
}

int JsonRowReader::find_field(std::string_view key, std::size_t member) {
  constexpr std::size_t kMaxExpectedKeys = 4096;
  if (member < expected_keys_.size() && expected_keys_[member].first == key)
    return expected_keys_[member].second;
  const auto found = field_by_key_.find(std::string(key));
  const int field = found == field_by_key_.end() ? -1 : found->second;
  if (member < expected_keys_.size()) {
    expected_keys_[member] = {std::string(key), field};
  } else if (member < kMaxExpectedKeys) {
    expected_keys_.emplace_back(std::string(key), field);
  }
  return field;
}

}  // namespace starload::devserver
