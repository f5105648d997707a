#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "framework/spill/spill_store.h"
#include "tests/support/memory_spill_file.h"

namespace starload {
namespace {

namespace fs = std::filesystem;
using testing::opener_on;
using testing::SpillDisk;

constexpr std::size_t kMiB = 1 << 20;

std::string noise(std::size_t size, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

std::string rows(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + "\tname\t17\n";
  return text;
}

std::string read_back(SpillStore& store, const SpilledFrame& frame) {
  std::string text(frame.raw_bytes, '?');
  const Status status = store.get(frame, text);
  return status ? text : "error: " + status.message();
}

TEST(SpillStore, GivesBackWhatWasPut) {
  SpillDisk disk;
  SpillStore store(opener_on(disk));
  for (const std::string& text : {std::string("1"), rows(5 * kMiB), noise(3 * kMiB)}) {
    const Result<SpilledFrame> frame = store.put(text);
    ASSERT_TRUE(frame) << frame.status().message();
    EXPECT_EQ(read_back(store, *frame), text);
  }
}

TEST(SpillStore, RowsTakeLessSpaceThanInMemory) {
  SpillDisk disk;
  SpillStore store(opener_on(disk));
  ASSERT_TRUE(store.put(rows(8 * kMiB)));
  EXPECT_LT(disk.bytes.size(), 4 * kMiB);
}

TEST(SpillStore, OpensNoFileBeforeItNeedsOne) {
  SpillDisk disk;
  SpillStore store(opener_on(disk));
  EXPECT_EQ(disk.opened, 0);
  ASSERT_TRUE(store.put("row\n"));
  ASSERT_TRUE(store.put("row\n"));
  EXPECT_EQ(disk.opened, 1);
}

TEST(SpillStore, UsesTheSpaceOfReleasedFramesAgain) {
  SpillDisk disk;
  SpillStore store(opener_on(disk));
  const Result<SpilledFrame> kept = store.put(noise(kMiB, 7));
  ASSERT_TRUE(kept);
  for (int i = 0; i < 50; ++i) {
    const Result<SpilledFrame> frame = store.put(noise(2 * kMiB));
    ASSERT_TRUE(frame);
    store.release(*frame);
  }
  EXPECT_LT(disk.bytes.size(), 4 * kMiB);
  EXPECT_EQ(read_back(store, *kept), noise(kMiB, 7));
}

TEST(SpillStore, EmptiesTheFileWithTheLastFrame) {
  SpillDisk disk;
  SpillStore store(opener_on(disk));
  const Result<SpilledFrame> first = store.put(noise(kMiB));
  const Result<SpilledFrame> second = store.put(noise(kMiB));
  store.release(*first);
  EXPECT_EQ(disk.cleared, 0);
  store.release(*second);
  EXPECT_EQ(disk.cleared, 1);
  EXPECT_EQ(store.used_bytes(), 0u);
  const Result<SpilledFrame> third = store.put(rows(kMiB));
  ASSERT_TRUE(third);
  EXPECT_EQ(read_back(store, *third), rows(kMiB).substr(0, third->raw_bytes));
}

TEST(SpillStore, AFileThatCannotBeEmptiedIsUsedAgain) {
  SpillDisk disk;
  disk.refuse_to_clear = true;
  SpillStore store(opener_on(disk));
  for (int i = 0; i < 10; ++i) {
    const Result<SpilledFrame> frame = store.put(noise(kMiB));
    ASSERT_TRUE(frame);
    EXPECT_EQ(read_back(store, *frame), noise(kMiB));
    store.release(*frame);
  }
  EXPECT_LT(disk.bytes.size(), 2 * kMiB);
}

TEST(SpillStore, AFullDiskKeepsWhatWasThereAndLosesNoSpace) {
  SpillDisk disk;
  disk.capacity = 3 * kMiB;
  SpillStore store(opener_on(disk));
  const Result<SpilledFrame> kept = store.put(noise(2 * kMiB));
  ASSERT_TRUE(kept);
  for (int i = 0; i < 5; ++i) {
    const Result<SpilledFrame> refused = store.put(noise(2 * kMiB, 2));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.status().message(), "the test's disk is full");
  }
  EXPECT_EQ(read_back(store, *kept), noise(2 * kMiB));
  store.release(*kept);
  EXPECT_EQ(store.used_bytes(), 0u);
  EXPECT_TRUE(store.put(noise(2 * kMiB, 2)));
}

TEST(SpillStore, SaysWhenTheFileCannotBeOpened) {
  SpillDisk disk;
  disk.refuse_to_open = true;
  SpillStore store(opener_on(disk));
  EXPECT_EQ(store.put("row").status().message(), "the test's disk cannot be opened");
  disk.refuse_to_open = false;
  EXPECT_TRUE(store.put("row"));
}

TEST(SpillStore, NoticesEveryDamagedByte) {
  SpillDisk disk;
  SpillStore store(opener_on(disk));
  const std::string text = rows(3000);
  const Result<SpilledFrame> frame = store.put(text);
  ASSERT_TRUE(frame);
  for (std::uint64_t at = 0; at < frame->frame_bytes; ++at) {
    disk.damage_at = at;
    EXPECT_NE(read_back(store, *frame), text) << "byte " << at;
  }
}

TEST(SpillStore, AFrameComesAndGoesAsItIs) {
  SpillDisk disk, other;
  SpillStore store(opener_on(disk));
  SpillStore copy(opener_on(other));
  const std::string text = rows(2 * kMiB);
  const Result<SpilledFrame> frame = store.put(text);
  ASSERT_TRUE(frame);
  std::string bytes = "before ";
  std::vector<std::size_t> sizes;
  ASSERT_TRUE(store.append_frame(*frame, bytes, [&] { sizes.push_back(bytes.size()); }));
  EXPECT_EQ(bytes.size(), 7 + frame->frame_bytes);
  EXPECT_EQ(sizes.size(), frame->segments.size());
  EXPECT_EQ(sizes.back(), bytes.size());
  const Result<SpilledFrame> moved = copy.put_frame(std::string_view(bytes).substr(7), text.size());
  ASSERT_TRUE(moved);
  EXPECT_EQ(read_back(copy, *moved), text);
}

TEST(Lz4Frame, AFrameOfAnotherSizeIsDamaged) {
  std::string frame;
  ASSERT_TRUE(compress_frame(std::string_view("hello rows"), [&](std::span<const char> piece) {
    frame.append(piece.data(), piece.size());
    return Status::ok();
  }));
  const auto decompress = [](std::string_view bytes, std::size_t size) {
    std::string out(size, '\0');
    bool given = false;
    return decompress_frame(
        [&]() -> Result<std::span<const char>> {
          return std::exchange(given, true) ? std::span<const char>() : std::span(bytes);
        },
        out);
  };
  EXPECT_TRUE(decompress(frame, 10));
  EXPECT_FALSE(decompress(frame, 9));
  EXPECT_FALSE(decompress(frame, 11));
  EXPECT_FALSE(decompress(frame + "x", 10));
  EXPECT_FALSE(decompress(std::string_view(frame).substr(0, frame.size() - 1), 10));
  EXPECT_FALSE(decompress("", 10));
}

class SpillFileOnDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "starload-spill-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path directory_;
};

// The one open descriptor that points into the directory.
std::optional<struct stat> open_file_in(const fs::path& directory) {
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    const std::string target = fs::read_symlink(entry.path(), error).string();
    struct stat found {};
    if (target.starts_with(directory.string() + "/") && ::stat(entry.path().c_str(), &found) == 0)
      return found;
  }
  return std::nullopt;
}

TEST_F(SpillFileOnDisk, HasNoNameAndIsPrivate) {
  const auto file = open_spill_file(directory_);
  ASSERT_TRUE(file) << file.status().message();
  EXPECT_TRUE(fs::is_empty(directory_));
  const std::optional<struct stat> found = open_file_in(directory_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->st_mode & 07777u, 0600u);
  EXPECT_EQ(found->st_nlink, 0u);
}

TEST_F(SpillFileOnDisk, ClearGivesTheSpaceBack) {
  const auto file = open_spill_file(directory_);
  ASSERT_TRUE(file) << file.status().message();
  ASSERT_TRUE((*file)->write(kMiB, noise(kMiB)));
  EXPECT_GE(open_file_in(directory_)->st_blocks * 512, static_cast<std::int64_t>(kMiB));
  ASSERT_TRUE((*file)->clear());
  EXPECT_EQ(open_file_in(directory_)->st_blocks, 0);
}

TEST_F(SpillFileOnDisk, ADirectoryThatIsNotThereIsNamed) {
  const auto file = open_spill_file(directory_ / "absent");
  ASSERT_FALSE(file);
  EXPECT_NE(file.status().message().find((directory_ / "absent").string()), std::string::npos);
  EXPECT_NE(file.status().message().find("sink.spill-directory"), std::string::npos);
}

// A file size limit is the one kind of full disk that a test can have anywhere. Without care the
// process would end by SIGXFSZ.
TEST_F(SpillFileOnDisk, AFullDiskIsAnErrorThatSaysWhatToDo) {
  SpillStore store([&] { return open_spill_file(directory_); });
  const Result<SpilledFrame> kept = store.put(noise(kMiB / 2));
  ASSERT_TRUE(kept);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = kMiB;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Result<SpilledFrame> refused = store.put(noise(kMiB));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.status().code(), ErrorCode::kUnavailable);
  const std::string& message = refused.status().message();
  EXPECT_NE(message.find(directory_.string()), std::string::npos) << message;
  EXPECT_NE(message.find("point sink.spill-directory to a larger disk"), std::string::npos)
      << message;
  EXPECT_EQ(read_back(store, *kept), noise(kMiB / 2));
  EXPECT_TRUE(store.put(noise(kMiB)));
}

}  // namespace
}  // namespace starload
