#include "devserver/mysql/packet_reader.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kFrameHeaderBytes = 4;
constexpr std::size_t kReservedBytes = 23;

// Reads fields in order; the first one that is not wholly there makes the reader fail for good.
class FieldReader final {
 public:
  explicit FieldReader(std::string_view bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  bool at_end() const { return bytes_.empty(); }

  std::uint64_t integer(std::size_t width) {
    const std::string_view field = take(width);
    std::uint64_t value = 0;
    for (std::size_t i = field.size(); i > 0; --i) {
      value = (value << 8U) | static_cast<unsigned char>(field[i - 1]);
    }
    return value;
  }

  std::uint64_t length_encoded_integer() {
    const std::uint64_t first = integer(1);
    if (first < 0xFB) return first;
    if (first == 0xFC) return integer(2);
    if (first == 0xFD) return integer(3);
    if (first == 0xFE) return integer(8);
    failed_ = true;
    return 0;
  }

  std::string_view take(std::uint64_t count) {
    if (failed_ || count > bytes_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view field = bytes_.substr(0, static_cast<std::size_t>(count));
    bytes_.remove_prefix(field.size());
    return field;
  }

  // Up to a zero byte, or to the end when `end_is_fine`.
  std::string text(bool end_is_fine) {
    const std::size_t zero = bytes_.find('\0');
    if (failed_ || (zero == std::string_view::npos && !end_is_fine)) {
      failed_ = true;
      return {};
    }
    std::string value(bytes_.substr(0, zero));
    bytes_.remove_prefix(zero == std::string_view::npos ? bytes_.size() : zero + 1);
    return value;
  }

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

std::string read_auth_response(FieldReader& reader, std::uint32_t capabilities) {
  if ((capabilities & kClientPluginAuthLenenc) != 0) {
    return std::string(reader.take(reader.length_encoded_integer()));
  }
  if ((capabilities & kClientSecureConnection) != 0)
    return std::string(reader.take(reader.integer(1)));
  return reader.text(true);
}

}  // namespace

std::optional<HandshakeResponse> read_handshake_response(std::string_view payload) {
  FieldReader reader(payload);
  HandshakeResponse response;
  response.capabilities = static_cast<std::uint32_t>(reader.integer(4));
  if ((response.capabilities & kClientProtocol41) == 0 || (response.capabilities & kClientSsl) != 0)
    return std::nullopt;
  reader.integer(4);  // the client's limit of a packet
  reader.integer(1);  // character set
  reader.take(kReservedBytes);
  response.user = reader.text(false);
  response.auth_response = read_auth_response(reader, response.capabilities);
  if ((response.capabilities & kClientConnectWithDb) != 0 && !reader.at_end())
    response.database = reader.text(true);
  if ((response.capabilities & kClientPluginAuth) != 0 && !reader.at_end())
    response.auth_plugin = reader.text(true);
  if (reader.failed()) return std::nullopt;
  return response;
}

std::optional<Packet> PacketAssembler::take() {
  for (;;) {
    if (broken_ || buffer_.size() < kFrameHeaderBytes) return std::nullopt;
    FieldReader header(buffer_);
    const auto length = static_cast<std::size_t>(header.integer(3));
    const auto sequence = static_cast<std::uint8_t>(header.integer(1));
    if (joined_.size() + length > kMaxPacketBytes) {
      broken_ = true;
      return std::nullopt;
    }
    if (buffer_.size() < kFrameHeaderBytes + length) return std::nullopt;
    joined_.append(buffer_, kFrameHeaderBytes, length);
    buffer_.erase(0, kFrameHeaderBytes + length);
    if (length == kMaxFrameBytes) continue;  // the next frame goes on
    Packet packet{sequence, std::move(joined_)};
    joined_.clear();
    return packet;
  }
}

}  // namespace starload::devserver
