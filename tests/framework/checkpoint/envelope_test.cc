#include "framework/checkpoint/envelope.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

constexpr EnvelopeOwner kOwner{"exactly_once", "0.1.0", "stream_load", false};

std::string sample() {
  EnvelopeWriter writer(kOwner, "state", 1, 0);
  AttachedChunk chunk;
  chunk.database = "db";
  chunk.table = "t";
  chunk.headers = {{"format", "csv"}, {"columns", "`a`,`b`"}};
  chunk.rows = 3;
  chunk.raw_bytes = 300;
  writer.add_chunk(chunk, 5);
  writer.text() += "frame";
  return std::move(writer).finish();
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string refusal(const std::string& bytes) { return read_envelope(bytes).status().message(); }

TEST(Envelope, GivesBackWhatWasWritten) {
  const std::string bytes = sample();
  const Result<Envelope> envelope = read_envelope(bytes);
  ASSERT_TRUE(envelope) << envelope.status().message();
  EXPECT_EQ(envelope->owner.plugin, "exactly_once");
  EXPECT_EQ(envelope->owner.plugin_version, "0.1.0");
  EXPECT_EQ(envelope->owner.transport, "stream_load");
  EXPECT_FALSE(envelope->owner.transactions);
  EXPECT_EQ(envelope->state, "state");
  ASSERT_EQ(envelope->chunks.size(), 1u);
  const AttachedChunk& chunk = envelope->chunks[0];
  EXPECT_EQ(chunk.database, "db");
  EXPECT_EQ(chunk.table, "t");
  ASSERT_EQ(chunk.headers.size(), 2u);
  EXPECT_EQ(chunk.headers[1].first, "columns");
  EXPECT_EQ(chunk.headers[1].second, "`a`,`b`");
  EXPECT_EQ(chunk.rows, 3u);
  EXPECT_EQ(chunk.raw_bytes, 300u);
  EXPECT_EQ(chunk.frame, "frame");
}

// The bytes of version 1. A state that was written once is read for ever: when this changes, the
// version has to change, and version 1 has to be read still.
constexpr char kGolden[] =
    "534c434b50540d0a"                          // magic
    "01000000"                                  // version
    "d42f9e20"                                  // checksum
    "b100000000000000"                          // size
    "0c0000000000000065786163746c795f6f6e6365"  // exactly_once
    "0500000000000000302e312e30"                // 0.1.0
    "0b0000000000000073747265616d5f6c6f6164"    // stream_load
    "00"                                        // whole loads
    "05000000000000007374617465"                // state
    "01000000"                                  // one chunk
    "02000000000000006462"                      // db
    "010000000000000074"                        // t
    "02000000"                                  // two headers
    "0600000000000000666f726d6174"              // format
    "0300000000000000637376"                    // csv
    "0700000000000000636f6c756d6e73"            // columns
    "07000000000000006061602c606260"            // `a`,`b`
    "0300000000000000"                          // rows
    "2c01000000000000"                          // raw bytes
    "05000000000000006672616d65";               // frame

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  return bytes;
}

TEST(Envelope, BytesOfVersion1NeverChange) { EXPECT_EQ(hex(sample()), kGolden); }

TEST(Envelope, ReadsTheGoldenBytesOfVersion1) {
  const std::string bytes = from_hex(kGolden);
  const Result<Envelope> envelope = read_envelope(bytes);
  ASSERT_TRUE(envelope) << envelope.status().message();
  EXPECT_EQ(envelope->state, "state");
  ASSERT_EQ(envelope->chunks.size(), 1u);
  EXPECT_EQ(envelope->chunks[0].frame, "frame");
}

TEST(Envelope, NoticesEveryAlteredByte) {
  const std::string bytes = sample();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const char flip : {'\x01', '\x80'}) {
      std::string altered = bytes;
      altered[at] = static_cast<char>(altered[at] ^ flip);
      EXPECT_FALSE(read_envelope(altered)) << "byte " << at;
    }
  }
}

TEST(Envelope, NoticesEveryCut) {
  const std::string bytes = sample();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(read_envelope(std::string_view(bytes).substr(0, size))) << size;
}

TEST(Envelope, SaysWhatIsWrong) {
  const std::string bytes = sample();
  EXPECT_NE(refusal("{\"json\": 1}").find("not a state that Starload wrote"), std::string::npos);
  EXPECT_NE(refusal(bytes.substr(0, 10)).find("cut short"), std::string::npos);
  EXPECT_NE(refusal(bytes + "x").find("something was appended"), std::string::npos);
  std::string altered = bytes;
  altered.back() ^= 1;
  EXPECT_NE(refusal(altered).find("checksum is wrong"), std::string::npos);
}

TEST(Envelope, AnUnknownVersionIsRefusedByNumber) {
  std::string bytes = sample();
  bytes[8] = 2;
  EXPECT_NE(refusal(bytes).find("it has version 2, and this Starload knows version 1"),
            std::string::npos)
      << refusal(bytes);
}

TEST(Envelope, AnotherPluginsStateIsRefusedByName) {
  const Status status = check_owner({"at_most_once", "1", "stream_load", false}, kOwner);
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
  EXPECT_NE(status.message().find("'at_most_once'"), std::string::npos);
  EXPECT_NE(status.message().find("'exactly_once'"), std::string::npos);
}

TEST(Envelope, AnotherWayOfLoadingIsRefusedWithTheWayOut) {
  const Status status = check_owner({"exactly_once", "1", "transaction", true}, kOwner);
  EXPECT_NE(status.message().find("set sink.version=V2"), std::string::npos) << status.message();
  EXPECT_TRUE(check_owner({"exactly_once", "0.0.9", "other", false}, kOwner));
}

}  // namespace
}  // namespace starload
