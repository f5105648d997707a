// Rows as CSV: fields joined by the column separator, NULL as \N, values enclosed where they need
// it and the load can.
#include "plugins/serializers/common/json_text.h"
#include "plugins/serializers/common/nested_cell.h"
#include "plugins/serializers/common/scalar_cells.h"
#include "plugins/serializers/csv/csv_text.h"

namespace starload::serializers {
namespace {

constexpr std::string_view kNull = "\\N";
constexpr std::size_t kScratchBytes = 128;  // what fast writers may touch behind their end

class CsvSerializer final : public RowEncoder {
 public:
  explicit CsvSerializer(const sl_serializer_config& config);

  sdk::Framing framing() const override {
    return {.before = "", .between = format_.row_delimiter, .after = format_.row_delimiter};
  }
  sdk::LoadHeaders headers() const override { return format_.headers; }

 protected:
  bool encode(const sdk::Row& row, sdk::Sink& out) override;

 private:
  void add_columns(const sl_schema& schema);
  void choose_cell(Column& column, std::string_view target_type);
  char* write_op(const sdk::Row& row, char* out) const;

  static char* text_cell(Column& column, RowContext& context, const std::uint8_t* slot, char* out);
  static char* base64_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                           char* out);
  static char* nested_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                           char* out);
  static char* checked_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                            char* out);
  static char* null_cell(Column& column, RowContext& context, const std::uint8_t* slot, char* out);
  static const CsvText& text(const Column& column) {
    return static_cast<const CsvSerializer*>(column.owner)->text_;
  }

  CsvFormat format_;
  std::shared_ptr<const TimeZone> zone_;
  NestedColumns nested_;
  bool has_op_;
  CsvText text_;
  std::vector<Column> columns_;
  std::size_t row_bound_ = kScratchBytes;  // most bytes of a row without its texts
  ScratchSink nested_text_;
};

bool has_op(const sl_schema* schema) {
  return schema != nullptr && (schema->flags & SL_SCHEMA_HAS_OP) != 0;
}

CsvSerializer::CsvSerializer(const sl_serializer_config& config)
    : format_(CsvFormat::parse(
          sdk::Properties(config.properties),
          config.schema != nullptr && (config.flags & SL_SERIALIZER_MAY_ENCLOSE) != 0)),
      zone_(sink_time_zone(config.properties)),
      nested_(config.host),
      has_op_(has_op(config.schema)),
      text_(format_, config.schema != nullptr && config.schema->field_count == 1 && !has_op_) {
  if (config.schema != nullptr) add_columns(*config.schema);
}

void CsvSerializer::add_columns(const sl_schema& schema) {
  if (has_op_ &&
      (format_.separator + format_.row_delimiter).find_first_of("01") != std::string::npos) {
    throw sdk::Error::config(std::string("option '") + kSeparatorKey + "' or '" + kRowDelimiterKey +
                             "' has the digit 0 or 1, which the __op field of a PRIMARY KEY table "
                             "needs; choose other characters");
  }
  for (std::size_t i = 0; i < schema.field_count; ++i) {
    Column column = make_column(schema, i);
    column.owner = this;
    if (i > 0) column.set_prefix(format_.separator);
    choose_cell(column, sdk::view(schema.fields[i].target_type));
    row_bound_ += column.prefix_size + std::max(column.bound, kNull.size());
    columns_.push_back(std::move(column));
  }
  row_bound_ += format_.separator.size() + 1;  // __op
}

void CsvSerializer::choose_cell(Column& column, std::string_view target_type) {
  const std::int32_t kind = column.type->kind;
  const bool is_bytes = kind == SL_TYPE_BINARY || kind == SL_TYPE_VARBINARY;
  bool scalar = choose_scalar_cell(column, Style::kCsv, zone_);
  if (is_bytes && is_integer_target(target_type)) {
    choose_bytes_as_number(column, is_largeint_target(target_type));
    scalar = true;
  }
  if (scalar) {
    if (!text_.must_check_scalars()) return;
    column.inner = column.write;
    column.write = &checked_cell;
  } else if (layout::is_nested(kind)) {
    nested_.open(column);
    column.write = &nested_cell;
  } else if (kind == SL_TYPE_NULL) {
    column.write = &null_cell;
  } else {
    column.write = is_bytes && !is_text_target(target_type) ? &base64_cell : &text_cell;
  }
  column.bound = kNull.size();
}

bool CsvSerializer::encode(const sdk::Row& row, sdk::Sink& sink) {
  char* out = sink.reserve(row_bound_);
  if (out == nullptr) return false;
  RowContext context{sink, row.bytes(), row.block_end(), sink.limit(), row_bound_};
  for (Column& column : columns_) {
    out = column.write_prefix(out);
    if (column.is_null(context.row)) {
      std::memcpy(out, kNull.data(), kNull.size());
      out += kNull.size();
      continue;
    }
    out = column.write(column, context, context.row + column.slot_offset, out);
    if (out == nullptr) return false;
  }
  if (has_op_) {
    out = write_op(row, out);
  } else if (row.is_delete()) {
    throw sdk::Error::data(SL_NO_ROW,
                           "the row is a deletion and the table has no primary key; only PRIMARY "
                           "KEY tables take deletions");
  }
  sink.commit(out);
  return true;
}

char* CsvSerializer::write_op(const sdk::Row& row, char* out) const {
  std::memcpy(out, format_.separator.data(), format_.separator.size());
  out += format_.separator.size();
  *out = row.is_delete() ? '1' : '0';
  return out + 1;
}

char* CsvSerializer::text_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                               char* out) {
  return text(column).put(column, context, text_of(context, slot),
                          reinterpret_cast<const char*>(context.block_end), out);
}

char* CsvSerializer::base64_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                 char* out) {
  auto& self = *static_cast<CsvSerializer*>(column.owner);
  const std::string_view bytes = text_of(context, slot);
  sdk::Sink scratch(self.nested_text_.clear());
  char* at = scratch.reserve(base64_size(bytes.size()));
  if (at == nullptr) throw sdk::Error::fatal("no memory for a binary value's text");
  scratch.commit(write_base64(bytes, at));
  const std::string_view encoded = self.nested_text_.text();
  return self.text_.put(column, context, encoded, encoded.data() + encoded.size(), out);
}

char* CsvSerializer::nested_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                 char* out) {
  auto& self = *static_cast<CsvSerializer*>(column.owner);
  if (!append_nested(column, context, slot, self.nested_text_.clear())) {
    throw sdk::Error::fatal("no memory for a nested value's text");
  }
  const std::string_view json = self.nested_text_.text();
  return self.text_.put(column, context, json, json.data() + json.size(), out);
}

char* CsvSerializer::checked_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                  char* out) {
  char plain[2 * format::kMaxScalarText];
  const char* end = column.inner(column, context, slot, plain);
  return text(column).put(column, context, {plain, static_cast<std::size_t>(end - plain)}, end,
                          out);
}

char* CsvSerializer::null_cell(Column&, RowContext&, const std::uint8_t*, char* out) {
  std::memcpy(out, kNull.data(), kNull.size());
  return out + kNull.size();
}

constexpr sl_option kOptions[] = {
    sdk::option({.key = kSeparatorKey,
                 .default_value = "\\t",
                 .help = "CSV: between two fields; 1 to 50 bytes, hex as \\x01"}),
    sdk::option({.key = kRowDelimiterKey,
                 .default_value = "\\n",
                 .help = "CSV: behind every row; 1 to 50 bytes, hex as \\x0a"}),
    sdk::option({.key = kEncloseKey,
                 .help = "CSV: one character around values that hold a delimiter; \" when the load "
                         "can enclose, empty to switch it off"}),
    sdk::option({.key = kEscapeKey, .help = "CSV: not to be set where values can be enclosed"}),
    sdk::option({.key = "sink.timezone",
                 .default_value = "UTC",
                 .help = "zone of TIMESTAMP_LTZ columns: UTC, +08:00 or Europe/Berlin"}),
};

}  // namespace
}  // namespace starload::serializers

STARLOAD_EXPORT_SERIALIZER_WITH_OPTIONS("csv", "1.0.0", "Rows as CSV",
                                        starload::serializers::kOptions,
                                        starload::serializers::CsvSerializer)
