// Reading goes on where a block ended: for every format and every block size the rows are those of
// a reading without a break.
#include <gtest/gtest.h>

#include <utility>

#include "cli/input/input.h"
#include "tests/cli/input/reader_fixture.h"
#include "tests/cli/resume/temporary_folder.h"

namespace starload::cli {
namespace {

using testing::KeptRejects;
using testing::plan_of;
using testing::read_all;
using testing::TemporaryFolder;

struct Case {
  const char* name;
  InputOptions options;
  std::string text;
};

InputOptions format(InputFormat input_format, bool header = false) {
  InputOptions options;
  options.format = input_format;
  options.header = header;
  return options;
}

std::vector<Case> cases() {
  return {
      {"CSV with a header, quotes over lines, blank lines and a byte order mark",
       format(InputFormat::kCsv, true),
       "\xEF\xBB\xBF"
       "id,name\r\n1,\"two\nlines, \"\"quoted\"\"\"\r\n\r\n2,plain\r\n3,\"\"\r\n4,\"\n\n\n\"\r\n"
       "bad,row\r\n5,\"x\"\r\n"},
      {"CSV without a line end at the end", format(InputFormat::kCsv), "1,a\n2,\"b\n\"\n3,c"},
      {"CSV that ends with refused rows", format(InputFormat::kCsv), "1,a\nx,b\ny,c\n"},
      {"TSV with quotes as data", format(InputFormat::kTsv), "1\t\"a\n2\tb\"\n\n3\t\\N\n"},
      {"JSON lines", format(InputFormat::kJsonl),
       "{\"id\":1,\"name\":\"a\\nb\"}\n\n{\"name\":\"b\",\"id\":2}\n{\"id\":3}\r\n{\"id\":4}"},
  };
}

struct Reading {
  std::vector<std::string> rows;
  std::vector<std::string> rejects;
  std::vector<std::string> rejected_text;
  InputPosition end;
  int pieces = 0;

  bool operator==(const Reading& other) const {
    return rows == other.rows && rejects == other.rejects && rejected_text == other.rejected_text &&
           end.offset == other.end.offset && end.line == other.end.line;
  }
};

// Ends behind the first block.
class OneBlock final : public RecordReader {
 public:
  explicit OneBlock(RecordReader& reader) : reader_(reader) {}
  Result<std::size_t> read_block(RowBlock& block, std::size_t max_bytes,
                                 RejectSink& rejects) override {
    if (std::exchange(done_, true)) return std::size_t{0};
    return reader_.read_block(block, max_bytes, rejects);
  }
  InputPosition position() const override { return reader_.position(); }

 private:
  RecordReader& reader_;
  bool done_ = false;
};

// Each block from a reader of its own, which begins where the one before stood, on a file that is
// opened anew.
Reading read_in_pieces(const Case& test, const std::string& path, std::size_t block_bytes) {
  const auto plan = plan_of("id INT, name VARCHAR(20)", {"id", "name"});
  Reading reading;
  KeptRejects rejects;
  for (std::size_t rows = 1; rows > 0 && reading.pieces < 1000; ++reading.pieces) {
    auto file = InputFile::open(path);
    auto reader = open_reader(**file, test.options, plan, reading.end);
    if (!reader) return {};
    OneBlock piece(**reader);
    const std::vector<std::string> more = read_all(piece, *plan, rejects, block_bytes);
    rows = more.size();
    reading.rows.insert(reading.rows.end(), more.begin(), more.end());
    reading.end = piece.position();
  }
  reading.rejects = rejects.lines;
  reading.rejected_text = rejects.raw;
  return reading;
}

TEST(ResumePosition, RowsAndRejectsAreThoseOfOneReading) {
  for (const Case& test : cases()) {
    const TemporaryFolder folder;
    const std::string path = folder.write("input", test.text);
    const Reading whole = read_in_pieces(test, path, 1 << 20);
    EXPECT_EQ(whole.pieces, 2) << test.name;
    EXPECT_GE(whole.rows.size(), 1u) << test.name;
    EXPECT_EQ(whole.end.offset, test.text.size()) << test.name;
    for (const std::size_t block_bytes : {1, 30, 60, 100}) {
      EXPECT_TRUE(read_in_pieces(test, path, block_bytes) == whole)
          << test.name << ", " << block_bytes << " bytes a block";
    }
    EXPECT_EQ(read_in_pieces(test, path, 1).pieces, static_cast<int>(whole.rows.size()) + 1)
        << test.name;
  }
}

TEST(ResumePosition, TheRowsAreThoseOfTheFile) {
  const Case test = cases().front();
  const TemporaryFolder folder;
  const Reading reading = read_in_pieces(test, folder.write("input", test.text), 1);
  EXPECT_EQ(reading.rows, (std::vector<std::string>{"1|two\nlines, \"quoted\"", "2|plain", "3|",
                                                    "4|\n\n\n", "5|x"}));
  ASSERT_EQ(reading.rejected_text, std::vector<std::string>{"bad,row"});
  EXPECT_NE(reading.rejects[0].find("input:11 "), std::string::npos) << reading.rejects[0];
}

std::vector<std::string> raw_records(const InputOptions& options, std::optional<char> quote,
                                     const std::string& path, std::size_t block_bytes) {
  std::vector<std::string> records;
  KeptRejects rejects;
  InputPosition position;
  for (std::size_t rows = 1; rows > 0;) {
    auto file = InputFile::open(path);
    auto reader = open_raw_reader(**file, options, quote, position);
    if (!reader) return {};
    RowBlock block(nullptr);
    rows = *(*reader)->read_block(block, block_bytes, rejects);
    position = (*reader)->position();
    const sl_row_block view = block.abi();
    for (std::size_t i = 0; i < rows; ++i) {
      // A block of lines: the newline is not the record's.
      records.emplace_back(reinterpret_cast<const char*>(view.bytes) + view.offsets[i],
                           view.offsets[i + 1] - view.offsets[i] - 1);
    }
  }
  return records;
}

TEST(ResumePosition, RawRecordsAreThoseOfOneReading) {
  const TemporaryFolder folder;
  const std::string path = folder.write("input", "head\n1,\"a\nb\"\n\n2,c\n3,\"d\"");
  const InputOptions options = format(InputFormat::kCsv, true);
  const std::vector<std::string> lines = {"1,\"a", "b\"", "2,c", "3,\"d\""};
  const std::vector<std::string> records = {"1,\"a\nb\"", "2,c", "3,\"d\""};
  for (const std::size_t block_bytes : {1, 5, 1000}) {
    EXPECT_EQ(raw_records(options, std::nullopt, path, block_bytes), lines);
    EXPECT_EQ(raw_records(options, '"', path, block_bytes), records);
  }
}

// Gone back to its start, a file is read from there, header and all.
TEST(ResumePosition, AReaderBeginsAgainAfterTheFileWasReadToItsEnd) {
  const TemporaryFolder folder;
  const std::string path = folder.write("input", "id,name\n1,a\n2,b\n");
  const auto plan = plan_of("id INT, name VARCHAR(20)", {"id", "name"});
  auto file = InputFile::open(path);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE((*file)->seek(0));
    auto reader = open_reader(**file, format(InputFormat::kCsv, true), plan);
    KeptRejects rejects;
    EXPECT_EQ(read_all(**reader, *plan, rejects), (std::vector<std::string>{"1|a", "2|b"}));
  }
}

}  // namespace
}  // namespace starload::cli
