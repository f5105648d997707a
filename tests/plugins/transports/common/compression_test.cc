// Compressed bodies, read back by the libraries that the server reads them with.
#define ZLIB_CONST  // next_in is const then
#include "plugins/transports/common/compression.h"

#include <gtest/gtest.h>
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <random>
#include <starload/sdk/error.hpp>

#include "plugins/transports/common/chunked_body.h"
#include "tests/plugins/transports/support/chunked_text.h"

namespace starload::http {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::vector<sl_property> view_of(const Headers& headers) {
  std::vector<sl_property> items;
  for (const auto& [name, value] : headers) items.push_back({sdk::str(name), sdk::str(value)});
  return items;
}

// "format=lz4 columns=a "
std::string sent_for(const Headers& headers) {
  const auto items = view_of(headers);
  std::string text;
  for (const sl_property& item : compressed_headers(items, compression_of(items)))
    text += std::string(sdk::view(item.key)) + "=" + std::string(sdk::view(item.value)) + " ";
  return text;
}

std::string refusal_of(const Headers& headers) {
  try {
    compression_of(view_of(headers));
  } catch (const sdk::Error& error) {
    return error.what();
  }
  return "";
}

TEST(CompressionHeaders, CompressedCsvIsAFormatOfItsOwn) {
  EXPECT_EQ(sent_for({{"format", "csv"}, {"columns", "a"}, {"compression", "lz4_frame"}}),
            "columns=a format=lz4 ");
  EXPECT_EQ(sent_for({{"Compression", "ZSTD"}}), "format=zstd ");
  EXPECT_EQ(sent_for({{"Format", "CSV"}, {"compression", "gzip"}}), "format=gzip ");
}

TEST(CompressionHeaders, JsonKeepsBoth) {
  EXPECT_EQ(sent_for({{"format", "json"}, {"compression", "zstd"}}),
            "format=json compression=zstd ");
}

TEST(CompressionHeaders, WithoutCompressionNothingChanges) {
  EXPECT_EQ(sent_for({{"format", "csv"}, {"where", "a>1"}}), "format=csv where=a>1 ");
  EXPECT_EQ(length_line(Compression::kNone, 7), "Content-Length: 7\r\n");
  EXPECT_EQ(length_line(Compression::kGzip, 7), "Transfer-Encoding: chunked\r\n");
}

TEST(CompressionHeaders, WhatIsNotKnownIsRefusedWithTheNamesThatAre) {
  const std::string said = refusal_of({{"compression", "snappy"}});
  EXPECT_NE(said.find("'sink.properties.compression' = 'snappy'"), std::string::npos) << said;
  EXPECT_NE(said.find("lz4_frame, zstd and gzip"), std::string::npos) << said;
  EXPECT_NE(refusal_of({{"format", "arrow"}, {"compression", "zstd"}}).find("'arrow'"),
            std::string::npos);
}

std::string unlz4(const std::string& bytes, std::size_t size) {
  LZ4F_dctx* context = nullptr;
  LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
  std::string text(size + 1, '\0');
  std::size_t written = text.size(), taken = bytes.size();
  const std::size_t left =
      LZ4F_decompress(context, text.data(), &written, bytes.data(), &taken, nullptr);
  LZ4F_freeDecompressionContext(context);
  EXPECT_EQ(left, 0u) << "the frame has an end";
  EXPECT_EQ(taken, bytes.size());
  text.resize(written);
  return text;
}

std::string unzstd(const std::string& bytes, std::size_t size) {
  EXPECT_EQ(ZSTD_getFrameContentSize(bytes.data(), bytes.size()), size);
  std::string text(size, '\0');
  const std::size_t written = ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size());
  EXPECT_EQ(written, size) << (ZSTD_isError(written) ? ZSTD_getErrorName(written) : "");
  return text;
}

std::string gunzip(const std::string& bytes, std::size_t size) {
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(size + 1, '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  ::inflateEnd(&stream);
  return text;
}

std::string decompressed(Compression compression, const std::string& bytes, std::size_t size) {
  if (compression == Compression::kLz4Frame) return unlz4(bytes, size);
  return compression == Compression::kZstd ? unzstd(bytes, size) : gunzip(bytes, size);
}

class CompressedBody : public testing::TestWithParam<Compression> {
 protected:
  // What the server gets of these pieces.
  std::string through(const std::vector<std::string>& pieces) {
    std::vector<std::string_view> views(pieces.begin(), pieces.end());
    std::size_t size = 0;
    for (const std::string& piece : pieces) size += piece.size();
    ChunkedBody body(views, GetParam());
    std::string wire;
    for (auto parts = body.next(); !parts.empty(); parts = body.next()) {
      EXPECT_FALSE(parts[1].empty()) << "an empty chunk would end the body";
      for (const std::string_view part : parts) wire += part;
      largest_ = std::max(largest_, parts[1].size());
    }
    EXPECT_TRUE(body.ended());
    const std::string bytes = test::unchunked(wire);
    compressed_ = bytes.size();
    return decompressed(GetParam(), bytes, size);
  }

  std::size_t compressed_ = 0;
  std::size_t largest_ = 0;
};

std::string rows(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += std::to_string(i) + "\tname of row\t2024-01-0" + std::to_string(i % 9 + 1) + "\n";
  return text;
}

std::string noise(std::size_t bytes) {
  std::mt19937 random(42);
  std::string text(bytes, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST_P(CompressedBody, IsSmallerAndReadsBackTheSame) {
  const std::string text = rows(200'000);
  EXPECT_EQ(through({text}), text);
  EXPECT_LT(compressed_, text.size() / 2);
}

TEST_P(CompressedBody, OfPiecesIsOneStream) {
  const std::string text = rows(30'000);
  EXPECT_EQ(through({"a", text, "b", text.substr(0, 70'000), "c"}),
            "a" + text + "b" + text.substr(0, 70'000) + "c");
}

TEST_P(CompressedBody, ThatCannotBeCompressedGoesThroughInPiecesOfBoundedSize) {
  const std::string text = noise(3'000'000);
  EXPECT_EQ(through({text.substr(0, 1'000'001), text.substr(1'000'001)}), text);
  EXPECT_LE(largest_, std::size_t{256} << 10);
}

TEST_P(CompressedBody, OfOneByteIsWhole) { EXPECT_EQ(through({"x"}), "x"); }

INSTANTIATE_TEST_SUITE_P(All, CompressedBody,
                         testing::Values(Compression::kLz4Frame, Compression::kZstd,
                                         Compression::kGzip));

}  // namespace
}  // namespace starload::http
