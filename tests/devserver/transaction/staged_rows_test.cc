#include "devserver/transaction/staged_rows.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>

#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {
namespace {

class StagedRows : public ::testing::Test {
 protected:
  std::filesystem::path path() const { return directory_.path() / "1.rows"; }

  // Writes the batches and keeps the file.
  StagedExtent write(const std::vector<RowBatch>& batches) {
    Result<std::unique_ptr<StagedWriter>> writer = StagedWriter::create(path());
    EXPECT_TRUE(writer.is_ok());
    for (const RowBatch& batch : batches) EXPECT_TRUE((*writer)->append(batch).is_ok());
    EXPECT_TRUE((*writer)->seal().is_ok());
    (*writer)->keep();
    return {7, (*writer)->rows(), (*writer)->bytes()};
  }
  // All rows of the file, or the failure.
  Result<RowBatch> read(const StagedExtent& extent) const {
    Result<std::unique_ptr<StagedReader>> reader = StagedReader::open(path(), extent);
    if (!reader) return reader.status();
    RowBatch all;
    RowBatch batch;
    while (true) {
      const Result<bool> more = (*reader)->next(batch);
      if (!more) return more.status();
      if (!*more) return all;
      all.columns = batch.columns;
      all.partial_update = batch.partial_update;
      all.merge_condition = batch.merge_condition;
      std::move(batch.rows.begin(), batch.rows.end(), std::back_inserter(all.rows));
      all.op.insert(all.op.end(), batch.op.begin(), batch.op.end());
    }
  }

  TemporaryDirectory directory_;
};

RowBatch sample() {
  RowBatch batch;
  batch.columns = {2, 0, 5};
  batch.rows = {
      {std::int64_t{-1}, std::string("text"), std::monostate{}},
      {std::numeric_limits<std::int64_t>::min(), std::string(), 0.5},
      {std::monostate{}, std::string("\0\xff\n", 3), std::numeric_limits<double>::infinity()}};
  batch.op = {0, 1, 0};
  return batch;
}

TEST_F(StagedRows, ReadsBackWhatWasWritten) {
  const StagedExtent extent = write({sample(), RowBatch(), sample()});
  EXPECT_EQ(extent.rows, 6);
  const Result<RowBatch> rows = read(extent);
  ASSERT_TRUE(rows.is_ok()) << rows.status().message();
  EXPECT_EQ(rows->columns, (std::vector<int>{2, 0, 5}));
  EXPECT_EQ(rows->op, (std::vector<std::uint8_t>{0, 1, 0, 0, 1, 0}));
  std::vector<std::vector<Cell>> twice = sample().rows;
  for (const std::vector<Cell>& row : sample().rows) twice.push_back(row);
  EXPECT_EQ(rows->rows, twice);
}

TEST_F(StagedRows, KeepsTheRulesOfAnUpdate) {
  RowBatch batch = sample();
  batch.partial_update = true;
  batch.merge_condition = "score";
  const Result<RowBatch> rows = read(write({batch}));
  ASSERT_TRUE(rows.is_ok()) << rows.status().message();
  EXPECT_TRUE(rows->partial_update);
  EXPECT_EQ(rows->merge_condition, "score");
  EXPECT_EQ(rows->rows, batch.rows);
}

TEST_F(StagedRows, ReadsFilesOfOlderVersions) {
  StagedExtent extent = write({sample()});
  std::ifstream file(path(), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  bytes[7] = '1';
  bytes.erase(8 + 4 + 3 * 4 + 1, 1 + 4);  // what came with the second form
  std::ofstream(path(), std::ios::binary) << bytes;
  extent.bytes = static_cast<std::int64_t>(bytes.size());
  const Result<RowBatch> rows = read(extent);
  ASSERT_TRUE(rows.is_ok()) << rows.status().message();
  EXPECT_EQ(rows->rows, sample().rows);
  EXPECT_FALSE(rows->partial_update);
}

TEST_F(StagedRows, HandsOutBoundedBatches) {
  RowBatch batch;
  batch.columns = {0};
  for (int i = 0; i < 20; ++i) batch.rows.push_back({std::string(300'000, 'x')});
  const StagedExtent extent = write({batch});
  Result<std::unique_ptr<StagedReader>> reader = StagedReader::open(path(), extent);
  ASSERT_TRUE(reader.is_ok());
  std::size_t rows = 0;
  RowBatch piece;
  for (Result<bool> more = (*reader)->next(piece); more && *more; more = (*reader)->next(piece)) {
    EXPECT_LE(piece.rows.size(), 4U);
    rows += piece.rows.size();
  }
  EXPECT_EQ(rows, 20U);
}

TEST_F(StagedRows, AFileWithoutRowsHasNone) {
  const StagedExtent extent = write({RowBatch()});
  EXPECT_EQ(extent.bytes, 0);
  const Result<RowBatch> rows = read(extent);
  ASSERT_TRUE(rows.is_ok());
  EXPECT_TRUE(rows->rows.empty());
}

TEST_F(StagedRows, TheFileGoesWithItsWriterUnlessItIsKept) {
  {
    Result<std::unique_ptr<StagedWriter>> writer = StagedWriter::create(path());
    ASSERT_TRUE((*writer)->append(sample()).is_ok());
    ASSERT_TRUE((*writer)->seal().is_ok());
    EXPECT_TRUE(std::filesystem::exists(path()));
    const auto mode = std::filesystem::status(path()).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(StagedRows, AFileOfAnotherSizeIsRefused) {
  StagedExtent extent = write({sample()});
  ++extent.bytes;
  EXPECT_EQ(read(extent).status().message(),
            "the staged rows " + path().string() +
                " are damaged: the file has not the size that was prepared");
}

// Whatever a disk makes of the bytes: a failure or other values, never a crash or a wrong count.
TEST_F(StagedRows, DamagedBytesAreNoMoreThanDamagedRows) {
  const StagedExtent extent = write({sample()});
  std::ifstream file(path(), std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  int refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char bad : {'\0', '\x7f', '\xff'}) {
      std::string bytes = good;
      bytes[i] = bad;
      std::ofstream(path(), std::ios::binary) << bytes;
      const Result<RowBatch> rows = read(extent);
      if (!rows) {
        ++refused;
        EXPECT_NE(rows.status().message().find("are damaged"), std::string::npos);
      } else {
        EXPECT_EQ(rows->rows.size(), 3U);
      }
    }
  }
  EXPECT_GT(refused, 30);
}

TEST_F(StagedRows, AFileThatEndsEarlyIsRefused) {
  StagedExtent extent = write({sample()});
  extent.rows = 4;
  EXPECT_EQ(read(extent).status().message(),
            "the staged rows " + path().string() + " are damaged: the file ends too early");
}

TEST(StagedText, ComesBack) {
  const Result<StagedExtent> extent = parse_staged(staged_text({7, 8, 9}));
  ASSERT_TRUE(extent.is_ok());
  EXPECT_EQ(extent->table_id, 7);
  EXPECT_EQ(extent->rows, 8);
  EXPECT_EQ(extent->bytes, 9);
}

TEST(StagedText, OtherTextsAreRefused) {
  for (const char* text : {"", "{}", "[1]", R"({"table_id":1,"rows":"x","bytes":1})", "{\"rows\":"})
    EXPECT_FALSE(parse_staged(text).is_ok()) << text;
}

}  // namespace
}  // namespace starload::devserver
