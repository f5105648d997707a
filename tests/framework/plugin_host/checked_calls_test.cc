// Plugins with one defect each in a running engine's hands: what a host can contain becomes an
// error that names the defect.
#include "framework/plugin_host/checked_calls.h"

#include <gtest/gtest.h>

#include <starload/testkit/host.hpp>
#include <starload/testkit/properties.hpp>
#include <starload/testkit/rows.hpp>
#include <starload/testkit/sink.hpp>

#include "framework/plugin_host/plugin_host.h"

namespace starload {
namespace {

std::shared_ptr<const Library> load(std::int32_t kind, const std::string& name) {
  PluginHost host({CONTAINED_PLUGINS});
  auto library = host.find(kind, name);
  if (!library) throw std::runtime_error(library.status().message());
  return library.take();
}

class BadSerializerTest : public ::testing::Test {
 protected:
  Result<SerializerInstance> create(const std::string& name) {
    const sl_serializer_config config = {sizeof(sl_serializer_config), 0, host_.abi(),
                                         properties_.abi(), schema_.abi()};
    return SerializerInstance::create(load(SL_KIND_SERIALIZER, name), config);
  }
  std::string text() const { return {error_.message, error_.message_size}; }

  // What three rows come to in a sink that holds something already.
  std::int32_t serialize(const std::string& name) {
    const Result<SerializerInstance> made = create(name);
    testkit::TestRows rows(schema_);
    rows.add({1}).add({2}).add({3});
    sink_.abi()->grow(sink_.abi(), 4);
    sink_.abi()->size = 4;
    rows_in_body_ = 2;
    const sl_row_block block = rows.block();
    return checked_serialize(*made, block, 0, *sink_.abi(), rows_in_body_, done_, error_);
  }
  void expect_untouched(std::int32_t code, const char* says) {
    EXPECT_EQ(code, SL_ERR_FATAL);
    EXPECT_NE(text().find(says), std::string::npos) << text();
    EXPECT_EQ(sink_.abi()->size, 4u);
    EXPECT_EQ(rows_in_body_, 2u);
    EXPECT_EQ(done_, 0u);
  }

  testkit::TestSchema schema_{{{"id", testkit::bigint()}}};
  testkit::FakeHost host_;
  testkit::TestProperties properties_;
  testkit::FakeSink sink_;
  sl_error error_ = make_plugin_error();
  std::uint64_t rows_in_body_ = 0;
  std::size_t done_ = 0;
};

TEST_F(BadSerializerTest, ThatThrowsInCreateIsAnError) {
  const std::string message = create("throws_on_create").status().message();
  EXPECT_NE(message.find("plugin throws_on_create: its create let an exception out"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("no luck today"), std::string::npos);
}

TEST_F(BadSerializerTest, WithoutAHandleIsAnError) {
  const std::string message = create("null_handle").status().message();
  EXPECT_NE(message.find("its create returned no handle"), std::string::npos) << message;
}

TEST_F(BadSerializerTest, ThatThrowsInSerializeIsAnError) {
  expect_untouched(serialize("throws_on_write"), "its serialize let an exception out");
  EXPECT_NE(text().find("a row too many"), std::string::npos);
}

TEST_F(BadSerializerTest, ThatThrowsANumberIsAnError) {
  expect_untouched(serialize("throws_a_number"), "let something out that is no std::exception");
}

TEST_F(BadSerializerTest, ThatSaysItWroteBehindTheCapacityIsAnError) {
  expect_untouched(serialize("garbage_length"), "its serialize left the sink at");
}

TEST_F(BadSerializerTest, ThatSaysItWroteMoreRowsThanThereAreIsAnError) {
  expect_untouched(serialize("garbage_rows"), "it wrote 1003 rows of 3");
}

TEST_F(BadSerializerTest, ThatMiscountsTheBodysRowsIsAnError) {
  expect_untouched(serialize("miscounts_rows"), "wrote 3 rows and counted 4");
}

TEST_F(BadSerializerTest, WithFramingOfGarbageLengthIsAnError) {
  const Result<SerializerInstance> made = create("huge_framing");
  sl_body_format format{};
  format.struct_size = sizeof format;
  EXPECT_EQ(checked_body_format(*made, format, error_), SL_ERR_FATAL);
  EXPECT_NE(text().find("its body_format gives 'between' a length of 1152921504606846976 bytes"),
            std::string::npos)
      << text();
}

TEST(BadTransportTest, WithAVerdictThatThereIsNotIsUnclear) {
  testkit::FakeHost host;
  testkit::TestProperties properties;
  sl_transport_config config{};
  config.struct_size = sizeof config;
  config.host = host.abi();
  config.properties = properties.abi();
  const auto made = TransportInstance::create(load(SL_KIND_TRANSPORT, "bad_verdict"), config);
  ASSERT_TRUE(made) << made.status().message();
  sl_request request{};
  request.struct_size = sizeof request;
  sl_response response{};
  response.struct_size = sizeof response;
  sl_error error = make_plugin_error();
  checked_execute(*made, request, response, error);
  EXPECT_EQ(response.verdict, SL_VERDICT_UNKNOWN);
  EXPECT_NE(std::string(error.message, error.message_size).find("the verdict 77"),
            std::string::npos);
}

}  // namespace
}  // namespace starload
