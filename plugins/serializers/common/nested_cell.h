// Cells of ARRAY, MAP and ROW columns: written by the plugin that `sink.nested-serializer` names,
// through the host. Resolved when the serializer is created, closed when it goes. One thread.
#pragma once

#include <deque>

#include "plugins/serializers/common/row_encoder.h"

namespace starload::serializers {

class NestedColumns final {
 public:
  explicit NestedColumns(const sl_host* host) : host_(host) {}
  ~NestedColumns();
  NestedColumns(const NestedColumns&) = delete;
  NestedColumns& operator=(const NestedColumns&) = delete;

  // Sets column.nested. Throws sdk::Error (config) when the host has no nested serializer.
  void open(Column& column);

 private:
  const sl_host* host_;
  const sl_nested_value_host* nested_host_ = nullptr;
  std::deque<sl_nested_value> opened_;
};

// Appends the value as JSON text to the sink; false when the sink is full. Throws sdk::Error for a
// bad value.
bool append_nested(const Column& column, const RowContext& context, const std::uint8_t* slot,
                   sl_sink* sink);

}  // namespace starload::serializers
