#include "cli/resume/input_fingerprint.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/cli/resume/temporary_folder.h"

namespace starload::cli {
namespace {

using testing::TemporaryFolder;

InputFingerprint fingerprint_of(const std::string& path) {
  Result<std::unique_ptr<InputFile>> file = InputFile::open(path);
  EXPECT_TRUE(file) << file.status().message();
  Result<InputFingerprint> made = fingerprint(**file, path);
  EXPECT_TRUE(made) << made.status().message();
  return *made;
}

// Sets the time of the last change: whole seconds since 1970.
void touch(const std::string& path, std::int64_t seconds) {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

TEST(InputFingerprint, OfAFileThatIsLeftAloneStays) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "1,2\n");
  EXPECT_EQ(fingerprint_of(path), fingerprint_of(path));
  EXPECT_EQ(describe_change(fingerprint_of(path), fingerprint_of(path)), "");
}

TEST(InputFingerprint, NamesEveryKindOfChange) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "1,2\n");
  touch(path, 1700000000);
  const InputFingerprint then = fingerprint_of(path);
  EXPECT_EQ(then.facts.size, 4u);
  EXPECT_EQ(then.facts.modified_ns, 1700000000000000000);

  folder.write("a", "1,2\n3,4\n");
  EXPECT_EQ(describe_change(then, fingerprint_of(path)),
            "'" + path +
                "' has grown (4 bytes then, 8 now); an appended file is a changed file: load what "
                "was added from a file of its own, with a state file of its own");
  folder.write("a", "1\n");
  EXPECT_EQ(describe_change(then, fingerprint_of(path)),
            "'" + path + "' is shorter (4 bytes then, 2 now)");
  folder.write("a", "1,3\n");
  touch(path, 1700000000);
  EXPECT_EQ(describe_change(then, fingerprint_of(path)), "'" + path + "' has another content");
  folder.write("a", "1,2\n");
  touch(path, 1700000060);
  EXPECT_EQ(
      describe_change(then, fingerprint_of(path)),
      "'" + path + "' was modified since (2023-11-14 22:13:20 then, 2023-11-14 22:14:20 now, UTC)");
  const std::string other = folder.write("b", "1,2\n");
  EXPECT_EQ(describe_change(then, fingerprint_of(other)),
            "it was '" + path + "', now it is '" + other + "'");
}

TEST(InputFingerprint, LooksAtBothEndsOfALargeFile) {
  const TemporaryFolder folder;
  const std::string text(1 << 20, 'x');
  const std::string path = folder.write("a", text);
  const InputFingerprint then = fingerprint_of(path);
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{65535}, text.size() - 65536, text.size() - 1}) {
    std::string changed = text;
    changed[at] = 'y';
    folder.write("a", changed);
    EXPECT_NE(fingerprint_of(path).ends_digest, then.ends_digest) << at;
  }
}

TEST(InputFingerprint, DoesNotMoveTheFile) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "hello");
  Result<std::unique_ptr<InputFile>> file = InputFile::open(path);
  ASSERT_TRUE(file);
  char bytes[2];
  ASSERT_EQ(*(*file)->read(bytes, 2), 2u);
  ASSERT_TRUE(fingerprint(**file, path));
  ASSERT_EQ(*(*file)->read(bytes, 2), 2u);
  EXPECT_EQ(std::string(bytes, 2), "ll");
}

TEST(InputFingerprint, WhatCannotBeReadAgainIsRefusedWithTheReason) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo(folder.file("p").c_str(), 0600), 0);
  Result<std::unique_ptr<InputFile>> pipe = InputFile::open(folder.file("p"));
  ASSERT_TRUE(pipe);
  const Status refused = check_repeatable(**pipe, folder.file("p"));
  EXPECT_EQ(refused.code(), ErrorCode::kConfig);
  EXPECT_NE(refused.message().find("is a pipe or a device"), std::string::npos);
  const std::string path = folder.write("a", "x");
  Result<std::unique_ptr<InputFile>> file = InputFile::open(path);
  ASSERT_TRUE(file);
  EXPECT_TRUE(check_repeatable(**file, path));
  // Also when the shell redirected it from a file: its name, and so its changes, are not known.
  EXPECT_NE(check_repeatable(**file, "-").message().find("standard input"), std::string::npos);
}

}  // namespace
}  // namespace starload::cli
