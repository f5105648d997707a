// Rows as a JSON array of objects: a key per column, NULLs left out, nested values as real JSON.
#include "plugins/serializers/common/json_text.h"
#include "plugins/serializers/common/nested_cell.h"
#include "plugins/serializers/common/raw_json.h"
#include "plugins/serializers/common/scalar_cells.h"
#include "plugins/serializers/common/text_scan.h"

namespace starload::serializers {
namespace {

constexpr std::string_view kNull = "null";
constexpr std::string_view kUpsert = ",\"__op\":0";
constexpr std::string_view kDelete = ",\"__op\":1";
constexpr std::size_t kScratchBytes = 128;  // what write_json_string may touch behind its end

class JsonSerializer final : public RowEncoder {
 public:
  explicit JsonSerializer(const sl_serializer_config& config);

  sdk::Framing framing() const override { return json_framing(); }
  sdk::LoadHeaders headers() const override { return headers_; }
  void write_raw(std::string_view record, std::size_t /*index*/, sdk::Sink& out) override {
    append_raw_json(record, out);
  }

 protected:
  char* encode(RowContext& context, char* out) override;

 private:
  void add_columns(const sl_schema& schema);
  void choose_cell(Column& column, std::string_view target_type);
  template <bool may_be_null>
  char* write_members(RowContext& context, char* out);
  char* write_end(const RowContext& context, char* begin, char* out) const;

  static char* text_cell(Column& column, RowContext& context, const std::uint8_t* slot, char* out);
  static char* escaped_cell(Column& column, RowContext& context, std::string_view text, char* out);
  static char* json_cell(Column& column, RowContext& context, const std::uint8_t* slot, char* out);
  static char* nested_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                           char* out);

  sdk::LoadHeaders headers_;
  std::shared_ptr<const TimeZone> zone_;
  NestedColumns nested_;
  bool has_op_ = false;
  std::vector<Column> columns_;
  std::string null_row_;  // what a row without any value becomes
};

JsonSerializer::JsonSerializer(const sl_serializer_config& config)
    : headers_(json_headers(config.properties)),
      zone_(sink_time_zone(config.properties)),
      nested_(config.host) {
  if (config.schema == nullptr) return;
  has_op_ = (config.schema->flags & SL_SCHEMA_HAS_OP) != 0;
  add_columns(*config.schema);
}

// ,"name":
std::string key_prefix(std::string_view name) {
  std::string key(kMaxJsonExpansion * name.size() + kScratchBytes, '\0');
  key[0] = ',';
  key[1] = '"';
  char* end = write_json_string(name, name.data() + name.size(), key.data() + 2);
  if (end == nullptr) throw sdk::Error::config("a column's name is not UTF-8");
  *end++ = '"';
  *end++ = ':';
  key.resize(static_cast<std::size_t>(end - key.data()));
  return key;
}

void JsonSerializer::add_columns(const sl_schema& schema) {
  set_fields(schema.field_count);
  for (std::size_t i = 0; i < schema.field_count; ++i) {
    Column column = make_column(schema, i);
    column.set_prefix(key_prefix(column.name));
    if (i == 0) null_row_ = column.prefix + std::string(kNull);
    if (column.type->kind == SL_TYPE_NULL) continue;
    choose_cell(column, sdk::view(schema.fields[i].target_type));
    add_to_bound(std::max(column.prefix_size, kShortPrefix) + column.bound);
    columns_.push_back(std::move(column));
  }
  add_to_bound(null_row_.size() + kUpsert.size() + 2);
}

void JsonSerializer::choose_cell(Column& column, std::string_view target_type) {
  const std::int32_t kind = column.type->kind;
  const bool is_bytes = kind == SL_TYPE_BINARY || kind == SL_TYPE_VARBINARY;
  if (is_bytes && is_integer_target(target_type)) {
    return choose_bytes_as_number(column, is_largeint_target(target_type));
  }
  if (choose_scalar_cell(column, Style::kJson, zone_)) return;
  column.bound = kNull.size();
  if (layout::is_nested(kind)) {
    nested_.open(column);
    column.write = &nested_cell;
  } else {
    column.write = !is_bytes && is_json_target(target_type) ? &json_cell : &text_cell;
  }
}

char* JsonSerializer::encode(RowContext& context, char* out) {
  const std::ptrdiff_t start = out - context.sink.begin();
  out = has_nulls(context.row) ? write_members<true>(context, out)
                               : write_members<false>(context, out);
  if (out == nullptr) return nullptr;
  // Text may have moved the buffer, so the row's begin is found again.
  return write_end(context, context.sink.begin() + start, out);
}

template <bool may_be_null>
char* JsonSerializer::write_members(RowContext& context, char* out) {
  const std::uint8_t* const row = context.row;
  for (Column& column : columns_) {
    if (may_be_null && column.is_null(row)) continue;
    out = column.write_prefix(out);
    out = column.write(column, context, row + column.slot_offset, out);
    if (out == nullptr) return nullptr;
  }
  return out;
}

// Every key was written with a comma in front; the first comma becomes the opening brace.
char* JsonSerializer::write_end(const RowContext& context, char* begin, char* out) const {
  if (out == begin) out = sdk::copy_text(null_row_, out);
  if (has_op_) {
    out = sdk::copy_text(sdk::is_deletion(*context.row) ? kDelete : kUpsert, out);
  } else if (sdk::is_deletion(*context.row)) {
    throw_deletion();
  }
  *begin = '{';
  *out = '}';
  return out + 1;
}

char* JsonSerializer::text_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                char* out) {
  const auto word = layout::load<std::uint64_t>(slot);
  *out = '"';
  if (layout::is_inline(word)) {
    const std::size_t size = layout::inline_size(word);
    if (!copy_few_if_clean(JsonScan(), word, size, out + 1)) {
      return escaped_cell(column, context, text_of(context, slot), out);
    }
    out += 1 + size;
  } else {
    const std::string_view text = text_at(context, word);
    if (!copy_if_clean(JsonScan(), text.data(), text.size(), out + 1)) {
      return escaped_cell(column, context, text, out);
    }
    out += 1 + text.size();
  }
  *out = '"';
  return out + 1;
}

// A text with characters that need an escape, or that are not ASCII and so have to be looked at.
char* JsonSerializer::escaped_cell(Column& column, RowContext& context, std::string_view text,
                                   char* out) {
  if (!context.has(out, kMaxJsonExpansion * text.size() + 2)) {
    out = context.ensure(out, json_string_size(text) + 2);
    if (out == nullptr) return nullptr;
  }
  *out++ = '"';
  out = write_json_string(text, reinterpret_cast<const char*>(context.block_end), out);
  if (out == nullptr) {
    throw_bad_value(column,
                    "the value is not valid UTF-8, which JSON needs; load binary data with "
                    "'sink.properties.format' = 'csv'");
  }
  *out = '"';
  return out + 1;
}

// A text that is JSON already, for a column that takes JSON.
char* JsonSerializer::json_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                char* out) {
  const std::string_view text = text_of(context, slot);
  if (!is_json(text)) {
    throw_bad_value(column, text.empty() ? "an empty text is no JSON; use NULL"
                                         : "the text is no JSON, which the table's column wants");
  }
  out = context.ensure(out, text.size());
  if (out == nullptr) return nullptr;
  return sdk::copy_text(text, out);
}

char* JsonSerializer::nested_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                  char* out) {
  context.sink.commit(out);
  if (!append_nested(column, context, slot, context.sink.abi())) return nullptr;
  out = context.sink.reserve(context.slack);
  context.limit = context.sink.limit();
  return out;
}

constexpr sl_option kOptions[] = {
    sdk::option({.key = "sink.timezone",
                 .default_value = "UTC",
                 .help = "zone of TIMESTAMP_LTZ columns: UTC, +08:00 or Europe/Berlin"}),
};

}  // namespace
}  // namespace starload::serializers

STARLOAD_EXPORT_SERIALIZER_WITH_OPTIONS("json", "1.0.0", "Rows as a JSON array of objects",
                                        starload::serializers::kOptions,
                                        starload::serializers::JsonSerializer)
