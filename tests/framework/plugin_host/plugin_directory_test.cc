// Which files and directories plugins are loaded from: one case a line, each on a tree of its own,
//
//   top/middle/plugins/csv.so
//
// below the build folder (nothing below /tmp is trusted).
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <thread>

#include "framework/plugin_host/plugin_host.h"

namespace starload {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kStranger = 12345;

// A tree, and what to do to it before "csv" is looked for in `directory`.
struct Tree {
  fs::path top;
  fs::path middle;
  fs::path plugins;
  fs::path file;
  std::string directory;  // what is searched; plugins, unless a case sets it
};

struct Case {
  const char* name;
  const char* says;  // a part of the refusal; "" = it is loaded
  std::function<void(Tree&)> prepare;
  bool needs_root = false;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::function<void(Tree&)> mode(fs::path Tree::*what, mode_t bits) {
  return [=](Tree& tree) { ASSERT_EQ(::chmod((tree.*what).c_str(), bits), 0); };
}
std::function<void(Tree&)> owner(fs::path Tree::*what, uid_t user) {
  return [=](Tree& tree) { ASSERT_EQ(::lchown((tree.*what).c_str(), user, user), 0); };
}
// The file with one of its bytes changed.
std::function<void(Tree&)> patched(std::size_t offset, char byte) {
  return [=](Tree& tree) {
    std::string bytes = read_file(tree.file);
    bytes.at(offset) = byte;
    write_file(tree.file, bytes);
  };
}
std::function<void(Tree&)> cut_to(std::size_t size) {
  return [=](Tree& tree) { write_file(tree.file, read_file(tree.file).substr(0, size)); };
}
// csv.so is a link to `target`, a path below top, to which the file is moved.
std::function<void(Tree&)> linked_to(const char* target, mode_t directory_mode) {
  return [=](Tree& tree) {
    const fs::path moved = tree.top / target;
    fs::create_directories(moved.parent_path());
    fs::rename(tree.file, moved);
    fs::create_symlink(moved, tree.file);
    ASSERT_EQ(::chmod(moved.parent_path().c_str(), directory_mode), 0);
  };
}
// The directory that is searched is a link, which lies in top/links.
std::function<void(Tree&)> directory_link(mode_t mode_of_links) {
  return [=](Tree& tree) {
    fs::create_directories(tree.top / "links");
    fs::create_directory_symlink(tree.plugins, tree.top / "links" / "plugins");
    tree.directory = tree.top / "links" / "plugins";
    ASSERT_EQ(::chmod((tree.top / "links").c_str(), mode_of_links), 0);
  };
}
void replace_identity(Tree& tree, const std::string& from, const std::string& to) {
  std::string bytes = read_file(tree.file);
  const std::size_t at = bytes.find(from);
  ASSERT_NE(at, std::string::npos);
  write_file(tree.file, bytes.replace(at, from.size(), to));
}

constexpr char kFileOpen[] = "csv.so can be written by others";
constexpr char kPluginsOpen[] = "plugins can be written by others";
constexpr char kMiddleOpen[] = "middle can be written by others";
constexpr char kStrangers[] = "belongs to user id 12345";

const Case kCases[] = {
    {"AsItIs", "", [](Tree&) {}},
    {"File0755", "", mode(&Tree::file, 0755)},
    {"File0600", "", mode(&Tree::file, 0600)},
    {"File0400", "", mode(&Tree::file, 0400)},
    {"FileSetuid", "", mode(&Tree::file, 04755)},
    {"File0664", kFileOpen, mode(&Tree::file, 0664)},
    {"File0646", kFileOpen, mode(&Tree::file, 0646)},
    {"File0666", kFileOpen, mode(&Tree::file, 0666)},
    {"File0622", kFileOpen, mode(&Tree::file, 0622)},
    {"File0777", kFileOpen, mode(&Tree::file, 0777)},
    {"FileSticky", kFileOpen, mode(&Tree::file, 01666)},
    {"Directory0700", "", mode(&Tree::plugins, 0700)},
    {"Directory0500", "", mode(&Tree::plugins, 0500)},
    {"DirectorySetgid", "", mode(&Tree::plugins, 02755)},
    {"Directory0775", kPluginsOpen, mode(&Tree::plugins, 0775)},
    {"Directory0757", kPluginsOpen, mode(&Tree::plugins, 0757)},
    {"Directory0777", kPluginsOpen, mode(&Tree::plugins, 0777)},
    {"DirectoryStickyDoesNotHelp", kPluginsOpen, mode(&Tree::plugins, 01777)},
    {"DirectorySetgid2775", kPluginsOpen, mode(&Tree::plugins, 02775)},
    {"Above0711", "", mode(&Tree::middle, 0711)},
    {"Above0775", kMiddleOpen, mode(&Tree::middle, 0775)},
    {"Above0757", kMiddleOpen, mode(&Tree::middle, 0757)},
    {"AboveStickyDoesNotHelp", kMiddleOpen, mode(&Tree::middle, 01777)},
    {"FileOfAStranger", kStrangers, owner(&Tree::file, kStranger), true},
    {"DirectoryOfAStranger", kStrangers, owner(&Tree::plugins, kStranger), true},
    {"AboveOfAStranger", kStrangers, owner(&Tree::middle, kStranger), true},
    {"LinkToAFile", "", linked_to("elsewhere/csv.so", 0755)},
    {"LinkIntoAnOpenDirectory", "elsewhere can be written by others",
     linked_to("elsewhere/csv.so", 0777)},
    {"LinkIntoAStickyDirectory", "elsewhere can be written by others",
     linked_to("elsewhere/csv.so", 01777)},
    {"LinkThatLiesInAnOpenDirectory", kPluginsOpen,
     [](Tree& tree) {
       linked_to("elsewhere/csv.so", 0755)(tree);
       mode(&Tree::plugins, 0777)(tree);
     }},
    {"LinkOfAStranger", kStrangers,
     [](Tree& tree) {
       linked_to("elsewhere/csv.so", 0755)(tree);
       owner(&Tree::file, kStranger)(tree);
     },
     true},
    {"LinkToAnotherName", "it calls itself 'csv'", linked_to("elsewhere/other.so", 0755)},
    {"LinkToNothing", "none of the directories",
     [](Tree& tree) {
       fs::remove(tree.file);
       fs::create_symlink(tree.top / "nothing", tree.file);
     }},
    {"LinkToItself", "none of the directories",
     [](Tree& tree) {
       fs::remove(tree.file);
       fs::create_symlink(tree.file, tree.file);
     }},
    {"DirectoryIsALink", "", directory_link(0755)},
    {"DirectoryIsALinkInAnOpenDirectory", "links can be written by others", directory_link(0777)},
    {"DirectoryIsALinkInAStickyDirectory", "links can be written by others", directory_link(01777)},
    {"DirectoryIsReachedUpwards", "",
     [](Tree& tree) { tree.directory = tree.plugins / ".." / "plugins"; }},
    {"DirectoryIsReachedThroughAnOpenOne", "open can be written by others",
     [](Tree& tree) {
       fs::create_directory(tree.top / "open");
       ::chmod((tree.top / "open").c_str(), 0777);
       tree.directory = tree.top / "open" / ".." / "middle" / "plugins";
     }},
    {"HardLink", "",
     [](Tree& tree) {
       fs::rename(tree.file, tree.top / "original.so");
       fs::create_hard_link(tree.top / "original.so", tree.file);
     }},
    {"RelativeDirectory", "is not an absolute path",
     [](Tree& tree) { tree.directory = fs::relative(tree.plugins); }},
    {"DirectoryThatIsNotThere", "none of the directories",
     [](Tree& tree) { tree.directory = tree.top / "nowhere"; }},
    {"DirectoryThatIsAFile", "none of the directories",
     [](Tree& tree) { tree.directory = tree.file; }},
    {"FileIsADirectory", "it is no regular file",
     [](Tree& tree) {
       fs::remove(tree.file);
       fs::create_directory(tree.file);
     }},
    {"FileIsAPipe", "it is no regular file",
     [](Tree& tree) {
       fs::remove(tree.file);
       ASSERT_EQ(::mkfifo(tree.file.c_str(), 0600), 0);
     }},
    {"FileIsEmpty", "it is empty", cut_to(0)},
    {"FileIsCutInItsHeader", "it does not begin like an ELF file", cut_to(40)},
    {"FileIsCutBehindItsHeader", "the file is cut", cut_to(64)},
    {"FileIsCutInTheMiddle", "the file is cut", cut_to(3000)},
    {"OfAnotherMachine", "it is built for aarch64, this engine runs on x86-64",
     patched(18, static_cast<char>(183))},
    {"Of32Bits", "(32 bits), this engine runs on", patched(4, 1)},
    {"OfTheOtherByteOrder", "this engine runs on", patched(5, 2)},
    {"AProgram", "no shared library", patched(16, 2)},
    {"OfANewerMajor", "it is built for plugin ABI 2.0, this engine has ABI 1.0",
     [](Tree& tree) { replace_identity(tree, "\nabi=1.0", "\nabi=2.0"); }},
    {"OfANewerMinor", "", [](Tree& tree) { replace_identity(tree, "\nabi=1.0", "\nabi=1.9"); }},
    {"WithoutASymbolTable", "", patched(60, 0)},  // e_shnum: no section headers
};

class PluginDirectoryTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const std::string id = std::string(GetParam().name) + std::to_string(::getpid());
    tree_.top = fs::path(TEST_PLUGINS).parent_path() / ("directory-" + id);
    tree_.middle = tree_.top / "middle";
    tree_.plugins = tree_.middle / "plugins";
    tree_.file = tree_.plugins / "csv.so";
    fs::create_directories(tree_.plugins);
    for (const fs::path& folder : {tree_.top, tree_.middle, tree_.plugins})
      ::chmod(folder.c_str(), 0755);
    fs::copy_file(fs::path(BUILTIN_PLUGINS) / "csv.so", tree_.file);
    ::chmod(tree_.file.c_str(), 0644);
    tree_.directory = tree_.plugins;
  }
  void TearDown() override {
    for (const fs::path& folder : {tree_.top, tree_.middle, tree_.plugins})
      ::chmod(folder.c_str(), 0700);
    fs::remove_all(tree_.top);
  }

  Tree tree_;
};

TEST_P(PluginDirectoryTest, LoadsOnlyWhatNobodyElseCanChange) {
  const Case& one = GetParam();
  if (one.needs_root && ::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  one.prepare(tree_);
  PluginHost host({tree_.directory});
  const auto found = host.find(SL_KIND_SERIALIZER, "csv");
  if (*one.says == '\0') {
    EXPECT_TRUE(found) << found.status().message();
  } else {
    ASSERT_FALSE(found);
    EXPECT_NE(found.status().message().find(one.says), std::string::npos)
        << found.status().message();
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, PluginDirectoryTest, ::testing::ValuesIn(kCases),
                         [](const auto& one) { return std::string(one.param.name); });

struct RpathCase {
  const char* name;
  const char* says;
};
class PluginLibraryPathTest : public ::testing::TestWithParam<RpathCase> {};

TEST_P(PluginLibraryPathTest, MayNotBeOneThatOthersCanFill) {
  PluginHost host({RPATH_PLUGINS});
  const auto found = host.find(SL_KIND_SERIALIZER, std::string("rpath_") + GetParam().name);
  if (*GetParam().says == '\0') {
    EXPECT_TRUE(found) << found.status().message();
    return;
  }
  ASSERT_FALSE(found);
  EXPECT_NE(found.status().message().find(GetParam().says), std::string::npos)
      << found.status().message();
}

INSTANTIATE_TEST_SUITE_P(
    Cases, PluginLibraryPathTest,
    ::testing::Values(RpathCase{"origin", ""},
                      RpathCase{"relative", "searches libraries in 'lib' (RPATH)"},
                      RpathCase{"beside", ""},
                      RpathCase{"upwards", "/var/tmp can be written by others"},
                      RpathCase{"open", "/var/tmp can be written by others"},
                      RpathCase{"empty", "searches libraries in '' (RPATH)"}),
    [](const auto& one) { return std::string(one.param.name); });

// Somebody who owns the files swaps them all the time: each load gives a whole plugin or a refusal.
TEST(PluginSwapTest, NeverLoadsHalfAFile) {
  const fs::path folder =
      fs::path(TEST_PLUGINS).parent_path() / ("swap-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  ::chmod(folder.c_str(), 0755);
  const std::string sound = read_file(fs::path(BUILTIN_PLUGINS) / "csv.so");
  write_file(folder / "csv.so", sound);
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    for (int i = 0; !stop; ++i) {
      write_file(folder / "next", i % 2 == 0 ? "not a library" : sound);
      fs::rename(folder / "next", folder / "csv.so");
    }
  });
  int loaded = 0;
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    PluginHost host({folder});
    const auto found = host.find(SL_KIND_SERIALIZER, "csv");
    ++(found ? loaded : refused);
    if (found) {
      EXPECT_EQ((*found)->name(), "csv");
    }
  }
  stop = true;
  swapper.join();
  EXPECT_EQ(loaded + refused, 200);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace starload
