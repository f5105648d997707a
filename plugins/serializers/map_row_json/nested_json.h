// Nested values as JSON text. A tree of nodes is made once from the type; writing walks it and
// allocates nothing. One thread at a time.
#pragma once

#include <memory>
#include <starload/sdk/sink.hpp>
#include <string>
#include <vector>

#include "plugins/serializers/common/time_zone.h"

namespace starload::serializers {

class NestedJson final {
 public:
  // type outlives the writer. Throws sdk::Error (config) for a type that JSON cannot carry.
  NestedJson(const sl_type& type, std::shared_ptr<const TimeZone> zone);

  // Appends the value at these bytes; the sink may be full afterwards. Throws sdk::Error for a bad
  // value.
  void append(const std::uint8_t* bytes, std::size_t size, sdk::Sink& out);

 private:
  struct Node {
    const sl_type* type = nullptr;
    std::vector<Node> children;
    std::vector<std::string> keys;  // ROW: "name": with the comma that stands in front
  };

  static Node make_node(const sl_type& type, std::size_t depth);
  void write(const Node& node, const sdk::Field& field, sdk::Sink& out);
  void write_array(const Node& node, const sdk::Array& array, sdk::Sink& out);
  void write_map(const Node& node, const sdk::Map& map, sdk::Sink& out);
  void write_record(const Node& node, const sdk::Record& record, sdk::Sink& out);
  void write_key(const sdk::Field& key, sdk::Sink& out);
  void write_string(std::string_view text, sdk::Sink& out);
  void write_bytes(std::string_view bytes, sdk::Sink& out);
  void write_scalar(const sdk::Field& field, bool as_key, sdk::Sink& out);

  Node root_;
  ZoneCursor zone_;
  const char* value_end_ = nullptr;
  std::string escaped_;  // texts that do not fit the sink generously
};

}  // namespace starload::serializers
