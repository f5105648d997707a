// The state file on disk: whole or not at all, private, locked.
#include "cli/resume/state_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/cli/resume/temporary_folder.h"

namespace starload::cli {
namespace {

using testing::TemporaryFolder;

std::unique_ptr<StateFile> open_or_fail(const std::string& path) {
  Result<std::unique_ptr<StateFile>> file = StateFile::open(path);
  EXPECT_TRUE(file) << file.status().message();
  return file ? file.take() : nullptr;
}

std::string error_of_reading(const std::string& path) {
  Result<std::unique_ptr<StateFile>> file = StateFile::open(path);
  if (!file) return file.status().message();
  return (*file)->read().status().message();
}

mode_t mode_of(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  return info.st_mode & 07777;
}

bool says(const std::string& message, const std::string& part) {
  return message.find(part) != std::string::npos;
}

TEST(StateFile, GivesBackWhatWasWritten) {
  const TemporaryFolder folder;
  {
    const auto file = open_or_fail(folder.file("s"));
    EXPECT_EQ(*file->read(), std::nullopt);
    ASSERT_TRUE(file->write("one"));
    ASSERT_TRUE(file->write("two"));
  }
  EXPECT_EQ(*open_or_fail(folder.file("s"))->read(), "two");
  EXPECT_EQ(folder.names(), "s ");
}

TEST(StateFile, IsPrivateWhateverTheUmask) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(0);
  ASSERT_TRUE(open_or_fail(folder.file("s"))->write("x"));
  ::umask(before);
  EXPECT_EQ(mode_of(folder.file("s")), 0600u);
}

TEST(StateFile, WhatAKilledLoadLeftBesideItIsNoObstacle) {
  const TemporaryFolder folder;
  folder.write("s.new", "half of a sta");
  folder.write("s.lock", "");
  const auto file = open_or_fail(folder.file("s"));
  ASSERT_TRUE(file->write("x"));
  EXPECT_EQ(folder.read("s"), "x");
}

TEST(StateFile, DoesNotOverwriteAFileThatAppearedMeanwhile) {
  const TemporaryFolder folder;
  const auto file = open_or_fail(folder.file("s"));
  EXPECT_EQ(*file->read(), std::nullopt);
  folder.write("s", "somebody's");
  const Status written = file->write("mine");
  EXPECT_FALSE(written);
  EXPECT_TRUE(says(written.message(), "made by somebody else meanwhile")) << written.message();
  EXPECT_EQ(folder.read("s"), "somebody's");
}

TEST(StateFile, FollowsNoSymbolicLinks) {
  const TemporaryFolder folder;
  folder.write("real", "x");
  ASSERT_EQ(::symlink("real", folder.file("s").c_str()), 0);
  EXPECT_TRUE(says(error_of_reading(folder.file("s")), "symbolic link"));
  ASSERT_EQ(::symlink("real", folder.file("t.lock").c_str()), 0);
  EXPECT_TRUE(says(error_of_reading(folder.file("t")), "cannot lock"));
  EXPECT_EQ(folder.read("real"), "x");
}

TEST(StateFile, ALinkInPlaceOfTheNewFileIsNotWrittenThrough) {
  const TemporaryFolder folder;
  folder.write("victim", "x");
  ASSERT_EQ(::symlink("victim", folder.file("s.new").c_str()), 0);
  ASSERT_TRUE(open_or_fail(folder.file("s"))->write("state"));
  EXPECT_EQ(folder.read("victim"), "x");
  EXPECT_EQ(folder.read("s"), "state");
}

TEST(StateFile, RefusesFilesThatOthersCanChange) {
  const TemporaryFolder folder;
  folder.write("s", "x");
  for (const mode_t mode : {0620u, 0602u}) {
    ASSERT_EQ(::chmod(folder.file("s").c_str(), mode), 0);
    EXPECT_TRUE(says(error_of_reading(folder.file("s")), "can be changed by other users"));
  }
  ASSERT_EQ(::chmod(folder.file("s").c_str(), 0644), 0);
  EXPECT_EQ(error_of_reading(folder.file("s")), "");
}

TEST(StateFile, RefusesFoldersAndPipes) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkdir(folder.file("d").c_str(), 0700), 0);
  EXPECT_TRUE(says(error_of_reading(folder.file("d")), "is not a regular file"));
  ASSERT_EQ(::mkfifo(folder.file("p").c_str(), 0600), 0);
  EXPECT_TRUE(says(error_of_reading(folder.file("p")), "is not a regular file"));
  EXPECT_TRUE(says(error_of_reading(folder.path() + "/"), "is not the name of a file"));
  EXPECT_TRUE(says(error_of_reading(folder.file("no/where")), "cannot open the folder"));
}

// Locks are a process's own: the other one has to be another process.
TEST(StateFile, ASecondProcessIsToldWhoHasIt) {
  const TemporaryFolder folder;
  auto file = open_or_fail(folder.file("s"));
  const std::string holder = "process " + std::to_string(::getpid()) + " loads with it";
  const pid_t child = ::fork();
  if (child == 0) {
    const Status refused = StateFile::open(folder.file("s")).status();
    ::_exit(says(refused.message(), holder) ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  file.reset();
  EXPECT_EQ(folder.names(), "");
}

TEST(StateFile, TheLockOfAKilledProcessIsFree) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto file = StateFile::open(folder.file("s"));
    ::kill(::getpid(), file ? SIGKILL : SIGTERM);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_EQ(folder.names(), "s.lock ");
  EXPECT_NE(open_or_fail(folder.file("s")), nullptr);
}

// A limit of file sizes plays the full disk.
TEST(StateFile, WhenTheDiskIsFullTheOldContentStays) {
  const TemporaryFolder folder;
  const auto file = open_or_fail(folder.file("s"));
  ASSERT_TRUE(file->write("old"));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  rlimit limited = unlimited;
  limited.rlim_cur = 1000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limited), 0);
  const Status written = file->write(std::string(2000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &unlimited), 0);
  EXPECT_EQ(written.code(), ErrorCode::kUnavailable);
  EXPECT_TRUE(says(written.message(), "cannot write '" + folder.file("s") + "': File too large"))
      << written.message();
  EXPECT_EQ(folder.read("s"), "old");
  EXPECT_EQ(folder.names(), "s s.lock ");
  EXPECT_TRUE(file->write("new"));
  EXPECT_EQ(folder.read("s"), "new");
}

}  // namespace
}  // namespace starload::cli
