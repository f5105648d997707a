#include "framework/engine/load_compression.h"

#include <gtest/gtest.h>

#include "framework/plugin_host/plugin_host.h"

namespace starload {
namespace {

class LoadCompressionTest : public ::testing::Test {
 protected:
  // What is said about such headers to such a transport and server.
  std::string refusal(const LoadHeaders& headers, const ServerVersion& server,
                      const std::string& transport = "stream_load") {
    const Result<std::shared_ptr<const Library>> library =
        plugins_.find(SL_KIND_TRANSPORT, transport);
    if (!library) return "no plugin: " + library.status().message();
    return check_compression(headers, **library, server).message();
  }

  PluginHost plugins_{{BUILTIN_PLUGINS, TEST_PLUGINS}};
};

const LoadHeaders kCsv = {{"format", "csv"}, {"compression", "zstd"}};
const LoadHeaders kJson = {{"format", "json"}, {"compression", "zstd"}};

TEST_F(LoadCompressionTest, JsonTakesAServerThatDecompressesIt) {
  EXPECT_EQ(refusal(kJson, {3, 2, 7, ""}), "");
  EXPECT_EQ(refusal(kJson, {3, 3, 0, ""}), "");
  const std::string said = refusal(kJson, {3, 2, 6, ""});
  EXPECT_NE(said.find("'sink.properties.compression' = zstd"), std::string::npos) << said;
  EXPECT_NE(said.find("3.2.7 or later, and the server is 3.2.6"), std::string::npos) << said;
}

TEST_F(LoadCompressionTest, CsvTakesAnyServerAndAnUnknownOneIsTried) {
  EXPECT_EQ(refusal(kCsv, {2, 5, 0, ""}, "transaction"), "");
  EXPECT_EQ(refusal(kJson, {}), "");
}

TEST_F(LoadCompressionTest, ATransportThatDoesNotCompressIsNotToldTo) {
  const std::string said = refusal(kCsv, {3, 3, 0, ""}, "recording");
  EXPECT_NE(said.find("transport 'recording' does not compress"), std::string::npos) << said;
  EXPECT_EQ(refusal({{"format", "csv"}}, {3, 3, 0, ""}, "recording"), "");
}

}  // namespace
}  // namespace starload
