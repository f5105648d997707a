// Reads what a MySQL client sends: packets, the handshake response, commands. Pure functions over
// bytes that may be hostile: nothing is read outside of them, nothing throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace starload::devserver {

// Capability flags (the protocol's numbers).
constexpr std::uint32_t kClientLongFlag = 0x4;
constexpr std::uint32_t kClientConnectWithDb = 0x8;
constexpr std::uint32_t kClientProtocol41 = 0x200;
constexpr std::uint32_t kClientSsl = 0x800;
constexpr std::uint32_t kClientSecureConnection = 0x8000;
constexpr std::uint32_t kClientMultiStatements = 0x10000;
constexpr std::uint32_t kClientPluginAuth = 0x80000;
constexpr std::uint32_t kClientConnectAttrs = 0x100000;
constexpr std::uint32_t kClientPluginAuthLenenc = 0x200000;

constexpr std::size_t kMaxFrameBytes = 0xFFFFFF;
constexpr std::size_t kMaxPacketBytes = 64U
                                        << 20U;  // a joined packet; larger ones end the connection

struct HandshakeResponse {
  std::uint32_t capabilities = 0;
  std::string user;
  std::string auth_response;
  std::string database;
  std::string auth_plugin;
};

// nullopt: malformed, older than protocol 4.1, or a request for TLS, which is not offered.
std::optional<HandshakeResponse> read_handshake_response(std::string_view payload);

enum class CommandCode : std::uint8_t {
  kQuit = 1,
  kInitDb = 2,
  kQuery = 3,
  kFieldList = 4,
  kStatistics = 9,
  kDebug = 13,
  kPing = 14,
  kStatementPrepare = 22,
  kStatementClose = 25,
  kSetOption = 27,
  kResetConnection = 31,
};

struct Packet {
  std::uint8_t sequence = 0;  // of its last frame
  std::string payload;
};

// Joins frames into packets: append what arrives, take what is complete. One connection owns one,
// one thread.
class PacketAssembler final {
 public:
  void append(std::string_view bytes) { buffer_.append(bytes); }
  // nullopt: not complete yet, or broken().
  std::optional<Packet> take();
  // A packet larger than kMaxPacketBytes was announced.
  bool broken() const { return broken_; }

 private:
  std::string buffer_;
  std::string joined_;
  bool broken_ = false;
};

}  // namespace starload::devserver
