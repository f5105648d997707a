#include "devserver/load/body_decoder.h"

#include <bzlib.h>
#include <gtest/gtest.h>
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

namespace starload::devserver {
namespace {

std::string repeated_text() {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",some text\n";
  return text;
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string bzip2(const std::string& text) {
  std::string packed(text.size() + text.size() / 100 + 600, '\0');
  auto size = static_cast<unsigned>(packed.size());
  BZ2_bzBuffToBuffCompress(packed.data(), &size, const_cast<char*>(text.data()),
                           static_cast<unsigned>(text.size()), 9, 0, 0);
  packed.resize(size);
  return packed;
}

std::string zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string lz4(const std::string& text) {
  std::string packed(LZ4F_compressFrameBound(text.size(), nullptr), '\0');
  packed.resize(
      LZ4F_compressFrame(packed.data(), packed.size(), text.data(), text.size(), nullptr));
  return packed;
}

// The unpacked text, or the failure's message.
std::string unpack(Compression compression, const std::string& packed, std::size_t piece) {
  const std::unique_ptr<BodyDecoder> decoder = BodyDecoder::create(compression);
  std::string text;
  const auto sink = [&text](std::string_view bytes) {
    text.append(bytes);
    return Status::ok();
  };
  for (std::size_t i = 0; i < packed.size(); i += piece) {
    if (Status status = decoder->decode(std::string_view(packed).substr(i, piece), sink); !status) {
      return status.message();
    }
  }
  const Status finished = decoder->finish();
  return finished ? text : finished.message();
}

class EachCodec
    : public ::testing::TestWithParam<std::pair<Compression, std::string (*)(const std::string&)>> {
};

TEST_P(EachCodec, UnpacksWhateverThePieces) {
  const auto [compression, pack] = GetParam();
  const std::string text = repeated_text();
  const std::string packed = pack(text);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, packed.size()}) {
    EXPECT_TRUE(unpack(compression, packed, piece) == text) << piece;
  }
}

TEST_P(EachCodec, UnpacksStreamsBehindEachOther) {
  const auto [compression, pack] = GetParam();
  EXPECT_EQ(unpack(compression, pack("one\n") + pack("two\n"), 7), "one\ntwo\n");
}

TEST_P(EachCodec, SaysThatAStreamIsIncomplete) {
  const auto [compression, pack] = GetParam();
  const std::string packed = pack(repeated_text());
  EXPECT_NE(unpack(compression, packed.substr(0, packed.size() - 5), 1000)
                .find("the compressed stream is incomplete"),
            std::string::npos);
}

TEST_P(EachCodec, RefusesOtherBytes) {
  const auto [compression, pack] = GetParam();
  EXPECT_EQ(
      unpack(compression, "this is not compressed", 100).find("Failed to decompress the body."),
      0U);
}

INSTANTIATE_TEST_SUITE_P(BodyDecoder, EachCodec,
                         ::testing::Values(std::pair{Compression::kGzip, &gzip},
                                           std::pair{Compression::kBzip2, &bzip2},
                                           std::pair{Compression::kZstd, &zstd},
                                           std::pair{Compression::kLz4Frame, &lz4}));

TEST(BodyDecoder, KnowsTheCodecsByName) {
  EXPECT_EQ(find_compression("GZIP"), Compression::kGzip);
  EXPECT_EQ(find_compression("lz4_frame"), Compression::kLz4Frame);
  EXPECT_EQ(find_compression("bzip2"), Compression::kBzip2);
  EXPECT_EQ(find_compression("snappy"), std::nullopt);
}

}  // namespace
}  // namespace starload::devserver
