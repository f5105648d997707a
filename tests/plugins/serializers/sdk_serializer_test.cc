// The smallest serializer that a third party writes, over the SDK's loop.
#include <starload/sdk/serializer.hpp>

#include <gtest/gtest.h>

#include "tests/plugins/serializers/serializer_harness.h"

namespace {

class PipeSerializer final : public starload::sdk::RowSerializer {
 public:
  explicit PipeSerializer(const starload::sdk::Properties& properties)
      : separator_(properties.get("serializer.pipe.separator", "|")) {}

  starload::sdk::Framing framing() const override {
    return {.before = "", .between = "\n", .after = "\n"};
  }

  void write_row(const starload::sdk::Row& row, starload::sdk::Sink& out) override {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out.append(separator_);
      if (row[i].is_null()) {
        out.append("\\N");
      } else {
        out.append_text(row[i]);
      }
    }
  }

 private:
  const std::string separator_;
};

}  // namespace

STARLOAD_EXPORT_SERIALIZER("pipe", "1.0.0", PipeSerializer)

namespace starload::test {
namespace {

TEST(SdkSerializer, WritesRowsThroughThePlainTable) {
  const sl_plugin& plugin = *sl_plugin_query(SL_ABI_MAJOR, SL_ABI_MINOR);
  EXPECT_STREQ(plugin.name, "pipe");
  EXPECT_EQ(plugin.kind, SL_KIND_SERIALIZER);
  const auto& functions = *static_cast<const sl_serializer_functions*>(plugin.functions);
  const auto schema =
      Schema::make({{.name = "a", .type = {.kind = SL_TYPE_INT}, .target_type = ""},
                    {.name = "b", .type = {.kind = SL_TYPE_VARCHAR}, .target_type = ""},
                    {.name = "c", .type = {.kind = SL_TYPE_DATE}, .target_type = ""}},
                   false)
          .take();
  const RowBlock block = one_row(schema, [](RowWriter& writer) {
    writer.set_int(0, -5);
    writer.set_int(2, 0);
  });
  const sl_properties none = {sizeof(sl_properties), 0, nullptr, 0};
  const sl_serializer_config config = {sizeof(sl_serializer_config), 0, nullptr, &none,
                                       schema->abi()};
  void* self = nullptr;
  sl_error error{};
  error.struct_size = sizeof(error);
  ASSERT_EQ(functions.create(&config, &self, &error), SL_OK);
  FixedSink out(100);
  std::uint64_t in_body = 0;
  std::size_t done = 0;
  const sl_row_block abi = block.abi();
  ASSERT_EQ(functions.serialize(self, &abi, 0, &out.sink, &in_body, &done, &error), SL_OK);
  EXPECT_EQ(out.text(), "-5|\\N|1970-01-01");
  functions.destroy(self);
}

}  // namespace
}  // namespace starload::test
