#include "plugins/serializers/common/nested_cell.h"

namespace starload::serializers {

NestedColumns::~NestedColumns() {
  for (sl_nested_value& value : opened_) nested_host_->close(host_->context, &value);
}

void NestedColumns::open(Column& column) {
  if (nested_host_ == nullptr && host_ != nullptr && host_->get_extension != nullptr) {
    nested_host_ = sdk::Host(host_).extension<sl_nested_value_host>(SL_EXT_NESTED_VALUE_HOST);
  }
  const std::string what = "column '" + column.name + "' is an ARRAY, MAP or ROW: ";
  if (nested_host_ == nullptr) {
    throw sdk::Error::config(
        what +
        "this host offers no serializer for nested values; set "
        "'sink.nested-serializer' to a plugin that writes them (map_row_json)");
  }
  sl_nested_value value{};
  value.struct_size = sizeof(value);
  sl_error error{};
  error.struct_size = sizeof(error);
  const std::int32_t code = nested_host_->open(host_->context, column.type, &value, &error);
  if (code != SL_OK) {
    throw sdk::Error(code, what + std::string(error.message, error.message_size) +
                               " (option 'sink.nested-serializer')");
  }
  opened_.push_back(value);
  column.nested = value;
}

bool append_nested(const Column& column, const RowContext& context, const std::uint8_t* slot,
                   sl_sink* sink) {
  const layout::Extent extent = layout::extent(layout::load<std::uint64_t>(slot));
  sl_error error;
  error.struct_size = sizeof(error);
  error.message_size = 0;
  const std::int32_t code = column.nested.functions->append(
      column.nested.self, context.row + extent.offset, extent.size, sink, &error);
  if (code == SL_OK) return true;
  if (code == SL_ERR_RETRYABLE) return false;
  throw sdk::Error(
      code, "column '" + column.name + "': " + std::string(error.message, error.message_size));
}

}  // namespace starload::serializers
