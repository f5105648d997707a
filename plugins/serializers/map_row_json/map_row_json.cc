// MAP, ROW and ARRAY values as JSON: for the nested columns of other serializers, through the host,
// and as a row serializer of its own for streams whose only column is a MAP or a ROW, which then is
// the row.
#include "plugins/serializers/common/raw_json.h"
#include "plugins/serializers/map_row_json/nested_json.h"

namespace starload::serializers {
namespace {

// The type of the one column, or any type for raw blocks.
const sl_type* row_type(const sl_schema* schema) {
  if (schema == nullptr) return nullptr;
  const sl_type* type = schema->field_count == 1 ? schema->fields[0].type : nullptr;
  if (type == nullptr || (type->kind != SL_TYPE_MAP && type->kind != SL_TYPE_ROW)) {
    throw sdk::Error::config(
        "the serializer map_row_json takes a stream with one column of type MAP or ROW; for other "
        "streams set 'sink.properties.format' to csv or json");
  }
  return type;
}

class MapRowJson final : public sdk::RowSerializer {
 public:
  explicit MapRowJson(const sl_serializer_config& config)
      : headers_(json_headers(config.properties)) {
    const sl_type* type = row_type(config.schema);
    if (type == nullptr) return;
    object_ = std::make_unique<NestedJson>(*type, sink_time_zone(config.properties));
    has_op_ = (config.schema->flags & SL_SCHEMA_HAS_OP) != 0;
  }

  sdk::Framing framing() const override { return json_framing(); }
  sdk::LoadHeaders headers() const override { return headers_; }

  void write_row(const sdk::Row& row, sdk::Sink& out) override {
    if (row[0].is_null()) throw sdk::Error::data(SL_NO_ROW, "the row's only value is NULL");
    if (row.is_delete() && !has_op_) {
      throw sdk::Error::data(SL_NO_ROW, "the row is a deletion and the table has no primary key");
    }
    const std::size_t start = out.size();
    const std::string_view bytes = row[0].nested_bytes();
    object_->append(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), out);
    if (has_op_ && !out.full()) append_op(row, start, out);
  }
  void write_raw(std::string_view record, std::size_t /*index*/, sdk::Sink& out) override {
    append_raw_json(record, out);
  }

 private:
  // Opens the finished object {...} again for one more member.
  static void append_op(const sdk::Row& row, std::size_t start, sdk::Sink& out) {
    const bool empty = out.size() == start + 2;
    out.truncate(out.size() - 1);
    out.append(empty ? "\"__op\":" : ",\"__op\":");
    out.append(row.is_delete() ? "1}" : "0}");
  }

  sdk::LoadHeaders headers_;
  std::unique_ptr<NestedJson> object_;
  bool has_op_ = false;
};

std::int32_t nested_create(const sl_host* /*host*/, const sl_properties* properties,
                           const sl_type* type, void** out, sl_error* error) {
  *out = nullptr;
  return sdk::barrier(error, [&] {
    *out = new NestedJson(*type, sink_time_zone(properties));
    return SL_OK;
  });
}

void nested_destroy(void* self) { delete static_cast<NestedJson*>(self); }

std::int32_t nested_append(void* self, const std::uint8_t* bytes, std::size_t size, sl_sink* sink,
                           sl_error* error) {
  const std::size_t start = sink->size;
  const std::int32_t code = sdk::barrier(error, [&] {
    sdk::Sink out(sink);
    static_cast<NestedJson*>(self)->append(bytes, size, out);
    return out.full() ? sdk::fill_error(error, SL_ERR_RETRYABLE, "the sink is full") : SL_OK;
  });
  if (code != SL_OK) sink->size = start;
  return code;
}

const void* get_extension(const char* id) {
  static constexpr sl_nested_value_functions functions = {
      sizeof(sl_nested_value_functions), 0, &nested_create, &nested_destroy, &nested_append};
  return std::string_view(id) == SL_EXT_NESTED_VALUE ? &functions : nullptr;
}

constexpr sl_option kOptions[] = {
    sdk::option({.key = "sink.timezone",
                 .default_value = "UTC",
                 .help = "zone of TIMESTAMP_LTZ values: UTC, +08:00 or Europe/Berlin"}),
};

}  // namespace
}  // namespace starload::serializers

STARLOAD_SERIALIZER_QUERY("map_row_json", "1.0.0", "MAP, ROW and ARRAY values as JSON",
                          starload::serializers::kOptions, 1, &starload::serializers::get_extension,
                          starload::serializers::MapRowJson)
