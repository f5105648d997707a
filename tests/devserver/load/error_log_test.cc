#include "devserver/load/error_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(ErrorLog, HasNoFileUntilARowComes) {
  TemporaryDirectory directory;
  const ErrorLogStore store = ErrorLogStore::open(directory.path()).take();
  const std::unique_ptr<ErrorLog> log = store.create(7, 0);
  EXPECT_EQ(log->file_name(), "");
  log->add("bad", "1,2");
  log->flush();
  EXPECT_EQ(log->file_name().substr(0, 12), "error_log_7_");
  EXPECT_EQ(store.read(log->file_name()), "Error: bad. Row: 1,2\n");
  EXPECT_EQ(log->rejected_path(), "");
}

TEST(ErrorLog, FilesAreForTheOwnerOnly) {
  TemporaryDirectory directory;
  const ErrorLogStore store = ErrorLogStore::open(directory.path()).take();
  const std::unique_ptr<ErrorLog> log = store.create(7, 0);
  log->add("bad", "row");
  struct stat info {};
  ASSERT_EQ(::stat((directory.path() / "error_log" / log->file_name()).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600);
}

TEST(ErrorLog, KeepsAsManyRejectedRecordsAsAsked) {
  TemporaryDirectory directory;
  const ErrorLogStore store = ErrorLogStore::open(directory.path()).take();
  const std::unique_ptr<ErrorLog> two = store.create(1, 2);
  const std::unique_ptr<ErrorLog> all = store.create(2, -1);
  for (int i = 0; i < 70; ++i) {
    two->add("bad", "row");
    all->add("bad", "row");
  }
  two->flush();
  all->flush();
  EXPECT_EQ(content(two->rejected_path()), "row\tbad\t-\nrow\tbad\t-\n");
  const std::string everything = content(all->rejected_path());
  EXPECT_EQ(std::count(everything.begin(), everything.end(), '\n'), 70);
}

TEST(ErrorLog, ReadsOnlyItsOwnFiles) {
  TemporaryDirectory directory;
  const ErrorLogStore store = ErrorLogStore::open(directory.path()).take();
  std::ofstream(directory.path() / "secret") << "secret";
  for (const char* name :
       {"", "../secret", "error_log_/../../secret", "error_log_none", "/etc/passwd"}) {
    EXPECT_EQ(store.read(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace starload::devserver
