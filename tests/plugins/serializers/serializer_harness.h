// Loads a serializer plugin from its shared object and drives it as the engine does, with a host
// that offers map_row_json for nested columns. For tests; one thread.
#pragma once

#include <starload/abi/plugin.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "framework/rows/nested_writer.h"
#include "framework/rows/row_writer.h"

namespace starload::test {

class Library final {
 public:
  explicit Library(const std::string& plugin);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  const sl_plugin& plugin() const { return *plugin_; }
  const sl_serializer_functions& functions() const {
    return *static_cast<const sl_serializer_functions*>(plugin_->functions);
  }

 private:
  void* handle_ = nullptr;
  const sl_plugin* plugin_ = nullptr;
};

using PropertyMap = std::map<std::string, std::string>;

struct SerializerOptions {
  PropertyMap properties = {};
  bool may_enclose = true;
  bool nested_host = true;
};

// A sink with a fixed capacity; bytes behind it are poisoned by being outside the vector.
struct FixedSink {
  explicit FixedSink(std::size_t capacity);
  std::string text() const;
  std::vector<std::uint8_t> bytes;
  sl_sink sink{};
};

class Serializer final {
 public:
  Serializer(const std::string& plugin, const sl_schema* schema, SerializerOptions options = {});
  ~Serializer();
  Serializer(const Serializer&) = delete;
  Serializer& operator=(const Serializer&) = delete;

  std::int32_t create_code() const { return create_code_; }
  std::string message() const { return {error_.message, error_.message_size}; }
  const sl_error& error() const { return error_; }
  PropertyMap headers();
  std::string before();
  std::string between();
  std::string after();

  // The whole body of a block: before, rows, after. A failure gives "code: message (row n)".
  std::string body(const RowBlock& block);
  // One call of serialize.
  std::int32_t serialize(const sl_row_block& block, std::size_t first_row, sl_sink& sink,
                         std::uint64_t& rows_in_body, std::size_t& rows_done);

 private:
  sl_body_format format();

  Library library_;
  std::unique_ptr<Library> nested_library_;
  sl_host host_{};
  sl_nested_value_host nested_host_{};
  std::vector<sl_property> properties_;
  PropertyMap texts_;
  sl_properties abi_properties_{};
  void* self_ = nullptr;
  std::int32_t create_code_ = 0;
  sl_error error_{};

  friend struct HostFunctions;
};

// One row: set the fields, get the body.
using Fill = std::function<void(RowWriter&)>;
RowBlock one_row(const std::shared_ptr<const Schema>& schema, const Fill& fill,
                 std::uint8_t kind = SL_ROW_INSERT);

// The body that one column of that type makes of one value; fill sets field 0.
std::string one_value(const std::string& plugin, DataType type, const Fill& fill,
                      const std::string& target_type = "", SerializerOptions options = {});

}  // namespace starload::test
