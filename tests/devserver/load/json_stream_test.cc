#include "devserver/load/json_stream.h"

#include <gtest/gtest.h>

#include <vector>

namespace starload::devserver {
namespace {

using Documents = std::vector<std::string>;

// The documents, and behind them the error when there was one.
Documents cut(JsonStream::Shape shape, const std::string& bytes, std::size_t piece) {
  JsonStream stream(shape);
  Documents documents;
  bool failed = false;
  const auto take = [&] {
    std::string_view document;
    while (!failed) {
      const JsonStream::Outcome outcome = stream.next(document);
      if (outcome == JsonStream::Outcome::kNeedMore || outcome == JsonStream::Outcome::kEnd) return;
      failed = outcome == JsonStream::Outcome::kError;
      documents.push_back(failed ? "error: " + stream.error() : std::string(document));
    }
  };
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    stream.feed(std::string_view(bytes).substr(i, piece));
    take();
  }
  stream.finish();
  take();
  return documents;
}

Documents cut(JsonStream::Shape shape, const std::string& bytes) {
  const Documents whole = cut(shape, bytes, bytes.size() + 1);
  if (!whole.empty() && whole.back().rfind("error", 0) == 0) return whole;
  for (std::size_t piece = 1; piece <= 5; ++piece)
    EXPECT_EQ(cut(shape, bytes, piece), whole) << piece;
  return whole;
}

TEST(JsonStream, CutsObjectsWithAndWithoutWhitespace) {
  EXPECT_EQ(cut(JsonStream::Shape::kDocuments, "{\"a\":1}\n{\"b\":\"}{\\\"\"}{}  "),
            (Documents{"{\"a\":1}", "{\"b\":\"}{\\\"\"}", "{}"}));
}

TEST(JsonStream, CutsTheElementsOfTheOuterArray) {
  EXPECT_EQ(cut(JsonStream::Shape::kOuterArray, " [ {\"a\":[1,2]} , {\"b\":2},3 ] "),
            (Documents{"{\"a\":[1,2]}", "{\"b\":2}", "3"}));
  EXPECT_EQ(cut(JsonStream::Shape::kOuterArray, "[]"), Documents{});
}

TEST(JsonStream, AnArrayAmongDocumentsFailsTheLoad) {
  EXPECT_EQ(cut(JsonStream::Shape::kDocuments, "[{\"a\":1}]"),
            (Documents{"error: The value is array type in json document stream, you can set "
                       "strip_outer_array=true to "
                       "parse each element of the array as individual rows"}));
}

TEST(JsonStream, AnObjectWhereAnArrayIsDueFailsTheLoad) {
  EXPECT_EQ(
      cut(JsonStream::Shape::kOuterArray, "{\"a\":1}"),
      (Documents{
          "error: the value should be array type with strip_outer_array=true, value: {\"a\":1}"}));
}

TEST(JsonStream, EitherDecidesByTheFirstByte) {
  EXPECT_EQ(cut(JsonStream::Shape::kEither, "{\"a\":1}{\"a\":2}"),
            (Documents{"{\"a\":1}", "{\"a\":2}"}));
  EXPECT_EQ(cut(JsonStream::Shape::kEither, "[{\"a\":1},{\"a\":2}]"),
            (Documents{"{\"a\":1}", "{\"a\":2}"}));
}

TEST(JsonStream, SaysWhatIsIncompleteOrTooMuch) {
  EXPECT_EQ(
      cut(JsonStream::Shape::kDocuments, "{\"a\":1"),
      (Documents{
          "error: Failed to parse json. error: the document is incomplete, value: {\"a\":1"}));
  EXPECT_EQ(
      cut(JsonStream::Shape::kOuterArray, "[{}"),
      (Documents{"{}",
                 "error: Failed to parse json as array. error: the outer array does not end"}));
  EXPECT_EQ(cut(JsonStream::Shape::kOuterArray, "[{},]"),
            (Documents{"{}", "error: Failed to parse json as array. error: a value is missing"}));
  EXPECT_EQ(
      cut(JsonStream::Shape::kOuterArray, "[{}] x"),
      (Documents{
          "{}",
          "error: Failed to parse json as array. error: there is more after the outer array: x"}));
}

}  // namespace
}  // namespace starload::devserver
