// The shared object itself: what it exports, what it declares.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <starload/abi/plugin.h>

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

namespace starload::test {
namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
  std::string text;
  std::array<char, 4096> buffer;
  while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr)
    text += buffer.data();
  return text;
}

TEST(StreamLoadPlugin, ExportsTheQueryFunctionAndNothingElse) {
  const std::string symbols = output_of("nm -D --defined-only '" STARLOAD_STREAM_LOAD_PLUGIN "'");
  EXPECT_EQ(symbols.substr(symbols.find(' ') + 1), "T sl_plugin_query\n") << symbols;
}

class LoadedPlugin : public testing::Test {
 protected:
  void SetUp() override {
    library_ = ::dlopen(STARLOAD_STREAM_LOAD_PLUGIN, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library_, nullptr) << ::dlerror();
    const auto query =
        reinterpret_cast<sl_plugin_query_fn>(::dlsym(library_, SL_PLUGIN_QUERY_SYMBOL));
    ASSERT_NE(query, nullptr);
    plugin_ = query(SL_ABI_MAJOR, SL_ABI_MINOR);
    ASSERT_NE(plugin_, nullptr);
  }
  void TearDown() override {
    if (library_ != nullptr) ::dlclose(library_);
  }

  void* library_ = nullptr;
  const sl_plugin* plugin_ = nullptr;
};

TEST_F(LoadedPlugin, DescribesATransportThatHonoursEnclose) {
  EXPECT_EQ(plugin_->abi_major, SL_ABI_MAJOR);
  EXPECT_EQ(plugin_->kind, SL_KIND_TRANSPORT);
  EXPECT_STREQ(plugin_->name, "stream_load");
  const auto* functions = static_cast<const sl_transport_functions*>(plugin_->functions);
  EXPECT_EQ(functions->capabilities, SL_TRANSPORT_ENCLOSE);
}

TEST_F(LoadedPlugin, DeclaresItsOptions) {
  std::map<std::string, const sl_option*> options;
  for (std::size_t i = 0; i < plugin_->option_count; ++i)
    options[plugin_->options[i].key] = &plugin_->options[i];
  EXPECT_EQ(options.size(), 14u);
  EXPECT_EQ(options.at("load-url")->type, SL_OPTION_LIST);
  EXPECT_EQ(options.at("load-url")->flags, SL_OPTION_REQUIRED);
  EXPECT_EQ(options.at("password")->type, SL_OPTION_SECRET);
  const auto expect_range = [&](const char* key, const char* value, std::int64_t min,
                                std::int64_t max) {
    EXPECT_STREQ(options.at(key)->default_value, value);
    EXPECT_EQ(options.at(key)->min, min);
    EXPECT_EQ(options.at(key)->max, max);
    EXPECT_EQ(options.at(key)->flags, SL_OPTION_CLAMP);
    EXPECT_STREQ(options.at(key)->unit, "ms");
  };
  expect_range("sink.connect.timeout-ms", "1000", 100, 60000);
  expect_range("sink.wait-for-continue.timeout-ms", "10000", 3000, 600000);
  expect_range("sink.socket.timeout-ms", "60000", -1, 86400000);
  EXPECT_STREQ(options.at("sink.ssl.verify")->default_value, "true");
}

TEST_F(LoadedPlugin, AFailedCreateLeavesNoHandleAndNamesTheOption) {
  const auto* functions = static_cast<const sl_transport_functions*>(plugin_->functions);
  const sl_property items[] = {{{"load-url", 8}, {"nonsense", 8}}};
  const sl_properties properties = {sizeof(sl_properties), 0, items, 1};
  sl_transport_config config{};
  config.struct_size = sizeof(config);
  config.properties = &properties;
  sl_error error{};
  error.struct_size = sizeof(error);
  void* handle = &error;
  EXPECT_EQ(functions->create(&config, &handle, &error), SL_ERR_CONFIG);
  EXPECT_EQ(handle, nullptr);
  EXPECT_EQ(std::string(error.message, error.message_size),
            "Could not parse host 'nonsense' in option 'load-url'. It should follow the format "
            "'host_name:port'.");
}

}  // namespace
}  // namespace starload::test
