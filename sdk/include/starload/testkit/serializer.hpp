// A serializer under test, driven as a host drives it, through its ABI. Link the plugin's sources
// into the test program:
//
//   TestSchema schema({{"id", bigint()}, {"name", varchar()}});
//   Serializer serializer(schema, {{"serializer.pipe.separator", ";"}});
//   serializer.body(TestRows(schema).add({1, "a"}).add({2, nullptr}))   // "1;a\n2;\\N\n"
//
// What the plugin answers with an error is thrown as Failure. One thread.
#pragma once

#include <starload/abi/plugin.h>

#include <starload/testkit/call.hpp>
#include <starload/testkit/host.hpp>
#include <starload/testkit/properties.hpp>
#include <starload/testkit/rows.hpp>
#include <starload/testkit/schema.hpp>
#include <starload/testkit/sink.hpp>
#include <string>

namespace starload::testkit {

class Serializer final {
 public:
  // The schema outlives the serializer.
  explicit Serializer(const TestSchema& schema, const TestProperties::Pairs& properties = {},
                      std::uint32_t flags = 0)
      : Serializer(sl_plugin_query(SL_ABI_MAJOR, SL_ABI_MINOR), schema, properties, flags) {}

  Serializer(const sl_plugin* plugin, const TestSchema& schema,
             const TestProperties::Pairs& properties, std::uint32_t flags = 0)
      : functions_(static_cast<const sl_serializer_functions*>(plugin->functions)) {
    const TestProperties effective(plugin->options, plugin->option_count, properties);
    const sl_serializer_config config = {sizeof(sl_serializer_config), flags, host.abi(),
                                         effective.abi(), schema.abi()};
    check_call([&](sl_error* error) { return functions_->create(&config, &self_, error); });
  }
  ~Serializer() { functions_->destroy(self_); }
  Serializer(const Serializer&) = delete;
  Serializer& operator=(const Serializer&) = delete;

  // The whole body of a load of these rows: before row (between row)* after.
  std::string body(const TestRows& rows) {
    const sl_body_format format = body_format();
    return text(format.before) + this->rows(rows) + text(format.after);
  }

  // The rows as they stand in a body, without before and after.
  std::string rows(const TestRows& rows) {
    FakeSink sink;
    const sl_row_block block = rows.block();
    std::uint64_t in_body = 0;
    std::size_t done = 0;
    check_call([&](sl_error* error) {
      return functions_->serialize(self_, &block, 0, sink.abi(), &in_body, &done, error);
    });
    return sink.text();
  }

  // A load header that the bytes need ("format"); empty when the plugin names none of that name.
  std::string header(std::string_view name) {
    const sl_body_format format = body_format();
    for (std::size_t i = 0; i < format.header_count; ++i) {
      if (text(format.headers[i].key) == name) return text(format.headers[i].value);
    }
    return {};
  }

  sl_body_format body_format() {
    sl_body_format format{};
    format.struct_size = sizeof format;
    check_call([&](sl_error* error) { return functions_->body_format(self_, &format, error); });
    return format;
  }

  FakeHost host;

 private:
  const sl_serializer_functions* functions_;
  void* self_ = nullptr;
};

}  // namespace starload::testkit
