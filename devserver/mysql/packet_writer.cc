#include "devserver/mysql/packet_writer.h"

#include <algorithm>

#include "devserver/mysql/packet_reader.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

constexpr std::uint16_t kUtf8 = 33;
constexpr std::uint16_t kBinary = 63;
constexpr std::uint16_t kBinaryFlag = 0x80;
constexpr std::uint32_t kServerCapabilities =
    kClientLongFlag | kClientConnectWithDb | kClientProtocol41 | kClientSecureConnection |
    kClientMultiStatements | kClientPluginAuth | kClientConnectAttrs | kClientPluginAuthLenenc;

struct WireType {
  std::uint8_t code;
  std::uint16_t character_set;
  std::uint32_t length;
  std::uint8_t decimals;
};

WireType wire_type(const Type& type) {
  const auto text_bytes = static_cast<std::uint32_t>(std::max(type.length, 1)) * 3;
  switch (type.kind) {
    case TypeKind::kBoolean:
      return {1, kBinary, 1, 0};
    case TypeKind::kTinyint:
      return {1, kBinary, 4, 0};
    case TypeKind::kSmallint:
      return {2, kBinary, 6, 0};
    case TypeKind::kInt:
      return {3, kBinary, 11, 0};
    case TypeKind::kBigint:
      return {8, kBinary, 20, 0};
    case TypeKind::kFloat:
      return {4, kBinary, 12, 31};
    case TypeKind::kDouble:
      return {5, kBinary, 22, 31};
    case TypeKind::kDecimal:
      return {246, kBinary, static_cast<std::uint32_t>(type.precision) + 2,
              static_cast<std::uint8_t>(type.scale)};
    case TypeKind::kDate:
      return {10, kBinary, 10, 0};
    case TypeKind::kDatetime:
      return {12, kBinary, 26, 6};
    case TypeKind::kChar:
      return {254, kUtf8, text_bytes, 0};
    case TypeKind::kVarbinary:
    case TypeKind::kBitmap:
    case TypeKind::kHll:
    case TypeKind::kPercentile:
      return {252, kBinary, 65535, 0};
    case TypeKind::kLargeint:
      return {253, kUtf8, 40 * 3, 0};
    default:
      return {253, kUtf8, text_bytes, 0};
  }
}

void put_integer(std::string* out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    *out += static_cast<char>(value & 0xFFU);
    value >>= 8U;
  }
}

void put_length(std::string* out, std::uint64_t value) {
  if (value < 0xFB) return put_integer(out, value, 1);
  const std::size_t width = value <= 0xFFFF ? 2 : (value <= 0xFFFFFF ? 3 : 8);
  *out += static_cast<char>(width == 2 ? 0xFC : (width == 3 ? 0xFD : 0xFE));
  put_integer(out, value, width);
}

void put_text(std::string* out, std::string_view text) {
  put_length(out, text.size());
  out->append(text);
}

}  // namespace

std::string wire_text(const Type& type, const Cell& cell) {
  const auto* real = std::get_if<double>(&cell);
  if (real != nullptr && type.kind == TypeKind::kFloat)
    return float_text(static_cast<float>(*real));
  return cell_text(cell);
}

void PacketWriter::packet(std::string_view payload) {
  std::size_t length = 0;
  do {  // a payload of exactly n full frames ends with an empty one
    length = std::min(payload.size(), kMaxFrameBytes);
    put_integer(&output_, length, 3);
    output_ += static_cast<char>(sequence_++);
    output_.append(payload.substr(0, length));
    payload.remove_prefix(length);
  } while (length == kMaxFrameBytes);
}

void PacketWriter::handshake(const std::string& server_version, std::uint32_t connection_id,
                             std::string_view scramble) {
  std::string payload(1, '\x0a');
  payload += server_version;
  payload += '\0';
  put_integer(&payload, connection_id, 4);
  payload.append(scramble.substr(0, 8));
  payload += '\0';
  put_integer(&payload, kServerCapabilities & 0xFFFFU, 2);
  put_integer(&payload, kUtf8, 1);
  put_integer(&payload, 0, 2);  // status
  put_integer(&payload, kServerCapabilities >> 16U, 2);
  put_integer(&payload, scramble.size() + 1, 1);
  payload.append(10, '\0');
  payload.append(scramble.substr(8));
  payload += '\0';
  payload += "mysql_native_password";
  payload += '\0';
  packet(payload);
}

void PacketWriter::auth_switch(std::string_view plugin, std::string_view scramble) {
  std::string payload(1, '\xfe');
  payload.append(plugin);
  payload += '\0';
  payload.append(scramble);
  payload += '\0';
  packet(payload);
}

void PacketWriter::ok(std::int64_t affected_rows, std::uint16_t status, std::string_view info) {
  std::string payload(1, '\0');
  put_length(&payload, static_cast<std::uint64_t>(std::max<std::int64_t>(affected_rows, 0)));
  put_length(&payload, 0);  // last insert id
  put_integer(&payload, status, 2);
  put_integer(&payload, 0, 2);  // warnings
  // Clients read the text with a length before it, whatever the protocol's description says.
  if (!info.empty()) put_text(&payload, info);
  packet(payload);
}

void PacketWriter::error(const SqlError& error) {
  std::string payload(1, '\xff');
  put_integer(&payload, static_cast<std::uint64_t>(error.code), 2);
  payload += "#" + error.sql_state;
  payload += error.message;
  packet(payload);
}

void PacketWriter::end_of_rows(std::uint16_t status) {
  std::string payload(1, '\xfe');
  put_integer(&payload, 0, 2);
  put_integer(&payload, status, 2);
  packet(payload);
}

void PacketWriter::column_count(std::size_t count) {
  std::string payload;
  put_length(&payload, count);
  packet(payload);
}

void PacketWriter::column(const ColumnInfo& column) {
  const WireType type = wire_type(column.type);
  std::string payload;
  put_text(&payload, "def");
  for (int i = 0; i < 3; ++i) put_text(&payload, "");  // schema, table, original table
  put_text(&payload, column.name);
  put_text(&payload, column.name);
  put_integer(&payload, 0x0C, 1);
  put_integer(&payload, type.character_set, 2);
  put_integer(&payload, type.length, 4);
  put_integer(&payload, type.code, 1);
  put_integer(&payload, type.character_set == kBinary ? kBinaryFlag : 0, 2);
  put_integer(&payload, type.decimals, 1);
  put_integer(&payload, 0, 2);
  packet(payload);
}

void PacketWriter::row(const std::vector<ColumnInfo>& columns, const std::vector<Cell>& cells) {
  std::string payload;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (std::holds_alternative<std::monostate>(cells[i])) {
      payload += '\xfb';
    } else {
      put_text(&payload, wire_text(columns[i].type, cells[i]));
    }
  }
  packet(payload);
}

}  // namespace starload::devserver
