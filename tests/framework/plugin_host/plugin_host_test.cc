#include "framework/plugin_host/plugin_host.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "framework/plugin_host/preloaded_plugins.h"
#include "framework/plugin_host/trusted_path.h"

namespace starload {
namespace {

namespace fs = std::filesystem;

// A fresh folder beside the test plugins: below /tmp nothing would be trusted.
class PluginHostTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = fs::path(TEST_PLUGINS).parent_path() / ("work-" + name + std::to_string(::getpid()));
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string refusal(const std::string& name) {
    PluginHost host({BAD_PLUGINS});
    return host.find(SL_KIND_SERIALIZER, name).status().message();
  }

  fs::path folder_;
};

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST_F(PluginHostTest, FindsABuiltInPluginLikeAnyOther) {
  PluginHost host({TEST_PLUGINS, BUILTIN_PLUGINS});
  const auto csv = host.find(SL_KIND_SERIALIZER, "csv");
  ASSERT_TRUE(csv) << csv.status().message();
  EXPECT_EQ((*csv)->name(), "csv");
  EXPECT_EQ((*csv)->path(), fs::canonical(fs::path(BUILTIN_PLUGINS) / "csv.so"));
}

TEST_F(PluginHostTest, NamesAllDirectoriesWhenAPluginIsMissing) {
  PluginHost host({folder_, BAD_PLUGINS});
  const std::string message = host.find(SL_KIND_SERIALIZER, "csv").status().message();
  EXPECT_SAYS(message, "no serializer plugin named 'csv'");
  EXPECT_SAYS(message, folder_.string());
  EXPECT_SAYS(message, BAD_PLUGINS);
}

TEST_F(PluginHostTest, RefusesTwoFilesOfOneNameAndNamesBoth) {
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "csv.so");
  PluginHost host({folder_, BUILTIN_PLUGINS});
  const std::string message = host.find(SL_KIND_SERIALIZER, "csv").status().message();
  EXPECT_SAYS(message, "more than one plugin named 'csv'");
  EXPECT_SAYS(message, (folder_ / "csv.so").string());
  EXPECT_SAYS(message, BUILTIN_PLUGINS "/csv.so");
  EXPECT_TRUE(host.find(SL_KIND_SERIALIZER, "json")) << "others are not touched by it";
}

TEST_F(PluginHostTest, ListsBothOfOneNameAsRefused) {
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "csv.so");
  PluginHost host({folder_, BUILTIN_PLUGINS});
  std::size_t refused = 0;
  for (const auto& found : host.list()) {
    if (found.path.stem() != "csv") continue;
    EXPECT_SAYS(found.refusal, (folder_ / "csv.so").string() + ", " BUILTIN_PLUGINS "/csv.so");
    ++refused;
  }
  EXPECT_EQ(refused, 2u);
}

TEST_F(PluginHostTest, TakesOneFileThatIsReachedByTwoWaysForOne) {
  fs::create_symlink(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "csv.so");
  PluginHost host({folder_, BUILTIN_PLUGINS, BUILTIN_PLUGINS});
  EXPECT_TRUE(host.find(SL_KIND_SERIALIZER, "csv"));
}

TEST_F(PluginHostTest, RefusesAFileOfAPreloadedPluginsName) {
  fs::create_directories(folder_ / "private");
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "private" / "csv.so");
  const auto preloaded = PreloadedPlugins::load(folder_ / "private");
  ASSERT_TRUE(preloaded);
  PluginHost host({BUILTIN_PLUGINS}, *preloaded);
  EXPECT_SAYS(host.find(SL_KIND_SERIALIZER, "csv").status().message(),
              BUILTIN_PLUGINS "/csv.so, and this program's own");
}

TEST_F(PluginHostTest, RefusesAPluginOfAnotherKind) {
  PluginHost host({BUILTIN_PLUGINS});
  EXPECT_SAYS(host.find(SL_KIND_TRANSPORT, "csv").status().message(),
              "is a serializer, not a transport");
}

TEST_F(PluginHostTest, RefusesAnotherAbiAndNamesBothVersions) {
  EXPECT_SAYS(refusal("wrong_major"), "it is built for plugin ABI 42.0, this engine has ABI 1.0");
  EXPECT_SAYS(refusal("wrong_major"), "wrong_major.so");
}

TEST_F(PluginHostTest, NamesTheDefectOfEachBadPlugin) {
  EXPECT_SAYS(refusal("no_query"), "does not export sl_plugin_query");
  EXPECT_SAYS(refusal("query_returns_null"), "does not work with this engine's plugin ABI 1.0");
  EXPECT_SAYS(refusal("missing_function"), "its function 'serialize' is missing");
  EXPECT_SAYS(refusal("other_name"), "it calls itself 'csv'; name the file csv.so");
  EXPECT_SAYS(refusal("short_struct"), "its sl_plugin is too short (16 bytes)");
  EXPECT_SAYS(refusal("unknown_kind"), "its kind 77 is not known");
  EXPECT_SAYS(refusal("bad_name"), "not of the form [a-z0-9_]+");
  EXPECT_SAYS(refusal("undefined_symbol"), "nobody_defines_this");
  EXPECT_SAYS(refusal("short_options"), "the entries of its option table are too short (8 bytes)");
  EXPECT_SAYS(refusal("option_without_key"), "its option 1 has no key");
}

// Its constructor would end this process.
TEST_F(PluginHostTest, RefusesAnotherAbiThatTheFileNamesWithoutRunningAnyOfIt) {
  EXPECT_SAYS(refusal("identity_major"), "it is built for plugin ABI 2.0, this engine has ABI 1.0");
}

TEST_F(PluginHostTest, RefusesAFileThatIsNoLibrary) {
  std::ofstream(folder_ / "text.so") << "not a library";
  PluginHost host({folder_});
  EXPECT_SAYS(host.find(SL_KIND_SERIALIZER, "text").status().message(), "text.so is refused");
}

TEST_F(PluginHostTest, RefusesAFileThatOthersCanWrite) {
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "csv.so");
  ::chmod((folder_ / "csv.so").c_str(), 0666);
  PluginHost host({folder_});
  EXPECT_SAYS(host.find(SL_KIND_SERIALIZER, "csv").status().message(),
              "csv.so can be written by others");
}

TEST_F(PluginHostTest, RefusesADirectoryThatOthersCanWriteEvenWhenSticky) {
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "csv.so");
  ::chmod(folder_.c_str(), 01777);
  PluginHost host({folder_});
  EXPECT_SAYS(host.find(SL_KIND_SERIALIZER, "csv").status().message(),
              folder_.string() + " can be written by others");
}

TEST_F(PluginHostTest, PreloadsOutOfAPrivateDirectoryBelowAStickyOne) {
  fs::create_directories(folder_ / "private");
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "private" / "csv.so");
  ::chmod(folder_.c_str(), 01777);
  const auto plugins = PreloadedPlugins::load(folder_ / "private");
  ASSERT_TRUE(plugins) << plugins.status().message();
  EXPECT_NE((*plugins)->find(SL_KIND_SERIALIZER, "csv"), nullptr);
  ::chmod((folder_ / "private").c_str(), 01777);
  EXPECT_SAYS(PreloadedPlugins::load(folder_ / "private").status().message(),
              "private can be written by others");
}

TEST_F(PluginHostTest, PreloadsNothingBelowADirectoryThatOthersCanChange) {
  fs::create_directories(folder_ / "private");
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "private" / "csv.so");
  ::chmod(folder_.c_str(), 0777);
  EXPECT_SAYS(PreloadedPlugins::load(folder_ / "private").status().message(),
              folder_.string() + " can be written by others");
}

TEST_F(PluginHostTest, ResolvesALinkBeforeItChecksIt) {
  fs::create_directories(folder_ / "open");
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "open" / "csv.so");
  ::chmod((folder_ / "open").c_str(), 0777);
  fs::create_symlink(folder_ / "open" / "csv.so", folder_ / "csv.so");
  PluginHost host({folder_});
  EXPECT_SAYS(host.find(SL_KIND_SERIALIZER, "csv").status().message(),
              "open can be written by others");
}

TEST_F(PluginHostTest, ListsGoodAndRefusedPluginsWithReasons) {
  PluginHost host({TEST_PLUGINS, BAD_PLUGINS});
  std::size_t good = 0;
  std::size_t refused = 0;
  for (const auto& found : host.list()) (found.library ? good : refused) += 1;
  EXPECT_EQ(good, 3u);
  EXPECT_EQ(refused, 12u);
}

TEST_F(PluginHostTest, UnloadsALibraryAfterItsLastOwner) {
  fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", folder_ / "csv.so");
  const std::string path = fs::canonical(folder_ / "csv.so");
  {
    PluginHost host({folder_});
    ASSERT_TRUE(host.find(SL_KIND_SERIALIZER, "csv"));
    void* loaded = ::dlopen(path.c_str(), RTLD_NOLOAD | RTLD_NOW);
    ASSERT_NE(loaded, nullptr);
    ::dlclose(loaded);
  }
  EXPECT_EQ(::dlopen(path.c_str(), RTLD_NOLOAD | RTLD_NOW), nullptr);
}

TEST_F(PluginHostTest, SearchesPropertyEnvironmentHomeAndInstalledInThatOrder) {
  ::setenv("STARLOAD_PLUGIN_PATH", "/env/one:/env/two", 1);
  ::setenv("HOME", "/home/somebody", 1);
  EXPECT_EQ(plugin_search_path("/prop", "/installed"),
            (std::vector<fs::path>{"/prop", "/env/one", "/env/two",
                                   "/home/somebody/.local/lib/starload/plugins", "/installed"}));
  ::unsetenv("STARLOAD_PLUGIN_PATH");
}

}  // namespace
}  // namespace starload
