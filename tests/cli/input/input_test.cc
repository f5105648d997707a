#include "cli/input/input.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

class InputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "starload-input-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = directory_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::string directory_;
};

TEST_F(InputTest, NamesAFileThatCannotBeOpened) {
  const std::string path = directory_ + "/absent.csv";
  EXPECT_EQ(InputFile::open(path).status().message(),
            "cannot open '" + path + "': No such file or directory");
  EXPECT_EQ(InputFile::open(directory_).status().message(),
            "cannot read '" + directory_ + "': it is a directory");
}

TEST_F(InputTest, PeekingTakesNothing) {
  const std::string path = write("f", "abcdef");
  const Result<std::unique_ptr<InputFile>> file = InputFile::open(path);
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->size(), 6u);
  EXPECT_EQ(*(*file)->peek(3), "abc");
  EXPECT_EQ(*(*file)->peek(100), "abcdef");
  std::string text(6, ' ');
  EXPECT_EQ(*(*file)->read(text.data(), 4), 4u);
  EXPECT_EQ((*file)->offset(), 4u);
  EXPECT_EQ(*(*file)->peek(2), "ef");
  EXPECT_EQ(*(*file)->read(text.data() + 4, 2), 2u);
  EXPECT_EQ(text, "abcdef");
  EXPECT_EQ(*(*file)->read(text.data(), 1), 0u);
}

TEST_F(InputTest, RefusesToContinueBehindTheEnd) {
  const std::string path = write("f", "abc");
  const Result<std::unique_ptr<InputFile>> file = InputFile::open(path);
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->seek(4).message(), "cannot continue '" + path +
                                            "' at byte 4: it has only 3; it is not the file that "
                                            "was read before");
}

TEST_F(InputTest, LeavesASilentPipeWhenInterrupted) {
  const std::string path = directory_ + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::atomic<bool> interrupted{false};
  const Result<std::unique_ptr<InputFile>> file = InputFile::open(path, &interrupted);
  ASSERT_TRUE(file) << file.status().message();
  std::ofstream writer(path);  // keeps the pipe open and writes nothing
  std::thread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    interrupted = true;
  });
  char byte = 0;
  const Result<std::size_t> count = (*file)->read(&byte, 1);
  interrupter.join();
  EXPECT_EQ(count.status().code(), ErrorCode::kCancelled);
}

TEST_F(InputTest, LoadsAFileFromHeaderToRows) {
  const std::string path = write("f.csv", "b,a\nx,1\ny,2\n");
  const Result<std::unique_ptr<InputFile>> file = InputFile::open(path);
  ASSERT_TRUE(file);
  InputOptions options;
  options.header = true;
  const Result<InferredTable> inferred = infer_table(**file, options);
  ASSERT_TRUE(inferred);
  EXPECT_EQ(inferred->columns.size(), 2u);
  const Result<std::vector<std::string>> names = input_columns(**file, options);
  ASSERT_TRUE(names);
  EXPECT_EQ(*names, (Lines{"b", "a"}));
  const std::shared_ptr<const RowPlan> plan =
      testing::plan_of("a INT, b VARCHAR(5), c INT", *names);
  const Result<std::unique_ptr<RecordReader>> reader = open_reader(**file, options, plan);
  ASSERT_TRUE(reader) << reader.status().message();
  testing::KeptRejects rejects;
  EXPECT_EQ(testing::read_all(**reader, *plan, rejects), (Lines{"x|1", "y|2"}));
  EXPECT_EQ((*reader)->bytes_consumed(), 12u);
}

TEST_F(InputTest, TakesTheKeysOfJsonLinesAsNames) {
  const std::string path = write("f.jsonl", "{\"b\":1}\n{\"a\":2,\"b\":3}\n");
  const Result<std::unique_ptr<InputFile>> file = InputFile::open(path);
  ASSERT_TRUE(file);
  InputOptions options;
  options.format = InputFormat::kJsonl;
  EXPECT_EQ(*input_columns(**file, options), (Lines{"b", "a"}));
}

TEST(InputOptions, ReadsSeparators) {
  EXPECT_EQ(*parse_separator("--separator", "|"), '|');
  EXPECT_EQ(*parse_separator("--separator", "\\t"), '\t');
  EXPECT_EQ(*parse_separator("--separator", "\\x01"), '\x01');
  EXPECT_EQ(parse_separator("--separator", "||").status().message(),
            "--separator '||' is not one byte; write a character, \\t or \\x01");
}

TEST(InputOptions, RefusesASeparatorThatIsTheQuote) {
  InputOptions options;
  options.separator = '"';
  EXPECT_EQ(check_input_options(options).message(),
            "the quote character cannot be the field separator or a line end");
}

TEST(InputOptions, GuessesTheFormatFromTheName) {
  EXPECT_EQ(guess_input_format("a/b.CSV"), InputFormat::kCsv);
  EXPECT_EQ(guess_input_format("b.tsv"), InputFormat::kTsv);
  EXPECT_EQ(guess_input_format("b.ndjson"), InputFormat::kJsonl);
  EXPECT_EQ(guess_input_format("b.txt"), std::nullopt);
  EXPECT_EQ(parse_input_format("xml").status().message(),
            "--input-format 'xml' is unknown; it is csv, tsv, jsonl or debezium-json");
}

}  // namespace
}  // namespace starload::cli
