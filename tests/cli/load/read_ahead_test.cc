#include "cli/read_ahead.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <vector>

#include "cli/input/input_file.h"
#include "cli/input/raw_reader.h"

namespace starload::cli {
namespace {

constexpr std::size_t kBlockBytes = 64;

// A reader whose records are numbers: those that end with 7 are refused, `fails_at` is an error.
class NumberReader final : public RecordReader {
 public:
  NumberReader(std::uint64_t count, std::uint64_t fails_at = 0)
      : count_(count), fails_at_(fails_at) {}

  Result<std::size_t> read_block(RowBlock& block, std::size_t max_bytes,
                                 RejectSink& rejects) override {
    std::size_t rows = 0;
    while (at_ < count_ && (rows == 0 || block.byte_count() < max_bytes)) {
      const std::string text = std::to_string(++at_);
      if (at_ == fails_at_) return Status::data("number " + text + " is broken");
      if (text.back() == '7') {
        STARLOAD_TRY(rejects.reject({"numbers", at_, "column", "a seven", text}));
        continue;
      }
      block.append_raw(text);
      ++rows;
    }
    return rows;
  }
  InputPosition position() const override { return {10 * at_, at_ + 1}; }
  std::uint64_t skipped_records() const override { return at_ / 10; }

 private:
  const std::uint64_t count_;
  const std::uint64_t fails_at_;
  std::uint64_t at_ = 0;
};

class KeptLines final : public RejectSink {
 public:
  Status reject(const RejectedRow& row) override {
    lines.push_back(row.line);
    EXPECT_EQ(row.raw, std::to_string(row.line));
    EXPECT_EQ(row.reason, "a seven");
    return lines.size() >= stop_after ? Status::data("enough") : Status::ok();
  }
  std::vector<std::uint64_t> lines;
  std::size_t stop_after = SIZE_MAX;
};

TEST(ReadAhead, GivesBlocksAndRefusedRowsInTheOrderOfTheInput) {
  constexpr std::uint64_t kCount = 10'000;
  NumberReader reader(kCount);
  KeptLines rejects;
  ReadAhead ahead(reader, nullptr, kBlockBytes, nullptr);
  std::uint64_t number = 0;
  while (true) {
    Result<InputBlock> block = ahead.next(rejects);
    ASSERT_TRUE(block.is_ok()) << block.status().message();
    if (block->row_count == 0) break;
    EXPECT_EQ(block->first_line, number + 1);
    const sl_row_block rows = block->rows->abi();
    ASSERT_EQ(rows.row_count, block->row_count);
    for (std::size_t i = 0; i < rows.row_count; ++i) {
      if (++number % 10 == 7) ++number;
      const std::string text(reinterpret_cast<const char*>(rows.bytes) + rows.offsets[i],
                             rows.offsets[i + 1] - rows.offsets[i]);
      ASSERT_EQ(text, std::to_string(number));
    }
    // Exactly what was refused up to here is reported, though the reader is further.
    number = block->end.line - 1;
    EXPECT_EQ(block->end.offset, 10 * number);
    EXPECT_EQ(block->skipped, number / 10);
    ASSERT_EQ(rejects.lines.size(), (number + 3) / 10);
    ahead.give_back(std::move(block->rows));
  }
  EXPECT_EQ(number, kCount);
  EXPECT_EQ(rejects.lines.size(), kCount / 10);
}

// Every number up to `count` is refused.
class RefusingReader final : public RecordReader {
 public:
  explicit RefusingReader(std::uint64_t count) : count_(count) {}
  Result<std::size_t> read_block(RowBlock& /*block*/, std::size_t /*max_bytes*/,
                                 RejectSink& rejects) override {
    while (at_ < count_) {
      const std::string text = std::to_string(++at_);
      STARLOAD_TRY(rejects.reject({"numbers", at_, "", "a seven", text}));
    }
    return std::size_t{0};
  }
  InputPosition position() const override { return {at_, at_ + 1}; }

 private:
  const std::uint64_t count_;
  std::uint64_t at_ = 0;
};

TEST(ReadAhead, ReportsRefusedRowsWithoutWaitingForOneThatFits) {
  constexpr std::uint64_t kCount = 100'000;  // far more than what may wait
  RefusingReader reader(kCount);
  KeptLines rejects;
  ReadAhead ahead(reader, nullptr, kBlockBytes, nullptr);
  const Result<InputBlock> block = ahead.next(rejects);
  ASSERT_TRUE(block.is_ok());
  EXPECT_EQ(block->row_count, 0u);
  ASSERT_EQ(rejects.lines.size(), kCount);
  for (std::uint64_t i = 0; i < kCount; ++i) ASSERT_EQ(rejects.lines[i], i + 1);
}

TEST(ReadAhead, EndsWhenARefusedRowMayNotBeLeftOut) {
  RefusingReader reader(10'000'000);
  KeptLines rejects;
  rejects.stop_after = 1;
  ReadAhead ahead(reader, nullptr, kBlockBytes, nullptr);
  const Result<InputBlock> block = ahead.next(rejects);
  ASSERT_FALSE(block.is_ok());
  EXPECT_EQ(block.status().message(), "enough");
}

TEST(ReadAhead, GivesTheFailureBehindTheBlocksBeforeIt) {
  NumberReader reader(1000, 500);
  KeptLines rejects;
  ReadAhead ahead(reader, nullptr, kBlockBytes, nullptr);
  std::uint64_t last = 0;
  Result<InputBlock> block = ahead.next(rejects);
  for (; block.is_ok(); block = ahead.next(rejects)) {
    ASSERT_GT(block->row_count, 0u);
    last = block->end.line;
  }
  EXPECT_EQ(block.status().message(), "number 500 is broken");
  EXPECT_GT(last, 400u);
  EXPECT_LE(last, 500u);
}

TEST(ReadAhead, CanBeGivenUpWhileBlocksWait) {
  NumberReader reader(10'000'000);
  KeptLines rejects;
  ReadAhead ahead(reader, nullptr, kBlockBytes, nullptr);
  ASSERT_TRUE(ahead.next(rejects).is_ok());
}

TEST(ReadAhead, CanBeGivenUpWhileTheReaderWaitsForAPipe) {
  char path[] = "/tmp/starload-pipe-XXXXXX";
  ASSERT_NE(::mkdtemp(path), nullptr);
  const std::string pipe = std::string(path) + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  Result<std::unique_ptr<InputFile>> file = InputFile::open(pipe);
  ASSERT_TRUE(file.is_ok()) << file.status().message();
  const int writer = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_GE(writer, 0);
  ASSERT_EQ(::write(writer, "one\ntwo\nthr", 11), 11);
  const auto start = std::chrono::steady_clock::now();
  {
    RawReader reader(**file, {});
    KeptLines rejects;
    ReadAhead ahead(reader, nullptr, kBlockBytes, [&] { (*file)->stop_waiting(); });
    const Result<InputBlock> block = ahead.next(rejects);
    ASSERT_TRUE(block.is_ok());
    EXPECT_EQ(block->row_count, 2u);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
  ::close(writer);
  ::unlink(pipe.c_str());
  ::rmdir(path);
}

}  // namespace
}  // namespace starload::cli
