// Rows as CSV: fields joined by the column separator, NULL as \N, values enclosed where they need
// it and the load can.
#include "plugins/serializers/common/json_text.h"
#include "plugins/serializers/common/nested_cell.h"
#include "plugins/serializers/common/scalar_cells.h"
#include "plugins/serializers/csv/csv_text.h"

namespace starload::serializers {
namespace {

constexpr std::string_view kNull = "\\N";

class CsvSerializer final : public RowEncoder {
 public:
  explicit CsvSerializer(const sl_serializer_config& config);

  sdk::Framing framing() const override {
    return {.before = "", .between = format_.row_delimiter, .after = format_.row_delimiter};
  }
  sdk::LoadHeaders headers() const override { return format_.headers; }

 protected:
  char* encode(RowContext& context, char* out) override;

 private:
  void add_columns(const sl_schema& schema);
  void choose_cell(Column& column, std::string_view target_type);
  template <bool may_be_null>
  char* write_cells(RowContext& context, char* out);
  char* write_op(const RowContext& context, char* out) const;

  static char* text_cell(Column& column, RowContext& context, const std::uint8_t* slot, char* out);
  static char* careful_text_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                 char* out);
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
  set_fields(schema.field_count);
  for (std::size_t i = 0; i < schema.field_count; ++i) {
    Column column = make_column(schema, i);
    column.owner = this;
    if (i > 0) column.set_prefix(format_.separator);
    choose_cell(column, sdk::view(schema.fields[i].target_type));
    add_to_bound(std::max(column.prefix_size, kShortPrefix) + column.bound);
    columns_.push_back(std::move(column));
  }
  add_to_bound(format_.separator.size() + 1);  // __op
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
    const WriteCell plain = text_.long_delimiters() ? &careful_text_cell : &text_cell;
    column.write = is_bytes && !is_text_target(target_type) ? &base64_cell : plain;
  }
  column.bound = kNull.size();
}

char* CsvSerializer::encode(RowContext& context, char* out) {
  out = has_nulls(context.row) ? write_cells<true>(context, out) : write_cells<false>(context, out);
  if (out == nullptr) return nullptr;
  if (has_op_) return write_op(context, out);
  if (sdk::is_deletion(*context.row)) throw_deletion();
  return out;
}

template <bool may_be_null>
char* CsvSerializer::write_cells(RowContext& context, char* out) {
  const std::uint8_t* const row = context.row;
  for (Column& column : columns_) {
    out = column.write_prefix(out);
    if (may_be_null && column.is_null(row)) {
      out = sdk::copy_text(kNull, out);
      continue;
    }
    out = column.write(column, context, row + column.slot_offset, out);
    if (out == nullptr) return nullptr;
  }
  return out;
}

char* CsvSerializer::write_op(const RowContext& context, char* out) const {
  out = sdk::copy_text(format_.separator, out);
  *out = sdk::is_deletion(*context.row) ? '1' : '0';
  return out + 1;
}

char* CsvSerializer::text_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                               char* out) {
  return text(column).put(column, context, layout::load<std::uint64_t>(slot), out);
}

char* CsvSerializer::careful_text_cell(Column& column, RowContext& context,
                                       const std::uint8_t* slot, char* out) {
  return text(column).put_made(column, context, text_of(context, slot), out);
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
  return self.text_.put_made(column, context, encoded, out);
}

char* CsvSerializer::nested_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                 char* out) {
  auto& self = *static_cast<CsvSerializer*>(column.owner);
  if (!append_nested(column, context, slot, self.nested_text_.clear())) {
    throw sdk::Error::fatal("no memory for a nested value's text");
  }
  const std::string_view json = self.nested_text_.text();
  return self.text_.put_made(column, context, json, out);
}

char* CsvSerializer::checked_cell(Column& column, RowContext& context, const std::uint8_t* slot,
                                  char* out) {
  char plain[2 * format::kMaxScalarText];
  const char* end = column.inner(column, context, slot, plain);
  return text(column).put_made(column, context, {plain, static_cast<std::size_t>(end - plain)},
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
