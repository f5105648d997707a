#include "devserver/mysql/packet_reader.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

using namespace std::string_literals;

// Capabilities (PROTOCOL_41, SECURE_CONNECTION, CONNECT_WITH_DB, PLUGIN_AUTH), packet limit,
// character set, 23 zeros.
const std::string kHead = "\x08\x82\x08\x00\x00\x00\x00\x01\x21"s + std::string(23, '\0');

TEST(HandshakeResponseTest, IsReadFieldByField) {
  const auto response = read_handshake_response(kHead +
                                                "root\0\x03"
                                                "abcshop\0caching_sha2_password\0"s);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->user, "root");
  EXPECT_EQ(response->auth_response, "abc");
  EXPECT_EQ(response->database, "shop");
  EXPECT_EQ(response->auth_plugin, "caching_sha2_password");
}

TEST(HandshakeResponseTest, MayLeaveOutDatabaseAndPlugin) {
  const auto response = read_handshake_response(kHead + "u\0\0"s);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->user, "u");
  EXPECT_EQ(response->auth_response, "");
  EXPECT_EQ(response->database, "");
}

TEST(HandshakeResponseTest, EveryTruncationIsRefusedOrRead) {
  const std::string whole =
      kHead + "root\0\x14"s + std::string(20, 'x') + "shop\0mysql_native_password\0"s;
  for (std::size_t size = 0; size < kHead.size() + 5 + 21; ++size) {
    EXPECT_FALSE(read_handshake_response(std::string_view(whole).substr(0, size)).has_value())
        << size;
  }
  EXPECT_TRUE(read_handshake_response(whole).has_value());
}

TEST(HandshakeResponseTest, RefusesOldProtocolsTlsAndLyingLengths) {
  EXPECT_FALSE(read_handshake_response("\x05\x82\x00\x00"s).has_value());
  std::string tls = kHead;
  tls[1] = static_cast<char>(0x8A);
  EXPECT_FALSE(read_handshake_response(tls).has_value());
  EXPECT_FALSE(read_handshake_response(kHead + "root\0\xff"s + "short").has_value());
  std::string lenenc = kHead;
  lenenc[2] = 0x28;
  EXPECT_FALSE(read_handshake_response(lenenc + "root\0\xfe\xff\xff\xff\xff\xff\xff\xff\xff"s + "x")
                   .has_value());
}

TEST(PacketAssemblerTest, WaitsUntilAPacketIsComplete) {
  PacketAssembler assembler;
  assembler.append("\x03\x00\x00\x05"s + "ab");
  EXPECT_FALSE(assembler.take().has_value());
  assembler.append(
      "c\x01\x00\x00\x06"
      "d"s);
  const auto first = assembler.take();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->payload, "abc");
  EXPECT_EQ(first->sequence, 5);
  EXPECT_EQ(assembler.take()->payload, "d");
  EXPECT_FALSE(assembler.take().has_value());
}

TEST(PacketAssemblerTest, JoinsPacketsOfMoreThan16Megabytes) {
  PacketAssembler assembler;
  assembler.append("\xff\xff\xff\x00"s + std::string(kMaxFrameBytes, 'a'));
  EXPECT_FALSE(assembler.take().has_value());
  assembler.append("\x02\x00\x00\x01"s + "bc");
  const auto packet = assembler.take();
  ASSERT_TRUE(packet.has_value());
  EXPECT_EQ(packet->payload.size(), kMaxFrameBytes + 2);
  EXPECT_EQ(packet->payload.substr(kMaxFrameBytes), "bc");
  EXPECT_EQ(packet->sequence, 1);
}

TEST(PacketAssemblerTest, GivesUpBeyondTheLimit) {
  PacketAssembler assembler;
  const std::string frame = "\xff\xff\xff\x00"s + std::string(kMaxFrameBytes, 'a');
  for (int i = 0; i < 5; ++i) {
    assembler.append(frame);
    EXPECT_FALSE(assembler.take().has_value());
  }
  EXPECT_TRUE(assembler.broken());
}

}  // namespace
}  // namespace starload::devserver
