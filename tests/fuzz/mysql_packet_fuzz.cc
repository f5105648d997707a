// Feeds hostile bytes to what reads a MySQL client: the packet assembler, the handshake response
// and the SQL tokenizer.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "devserver/mysql/packet_reader.h"
#include "devserver/sql/sql_error.h"
#include "devserver/sql/tokenizer.h"

using starload::devserver::Packet;
using starload::devserver::PacketAssembler;

namespace {

void read_payload(std::string_view payload) {
  static_cast<void>(starload::devserver::read_handshake_response(payload));
  try {
    static_cast<void>(starload::devserver::split_statements(payload));
  } catch (const starload::devserver::SqlError&) {
    // Text that is no SQL is refused with an error: as it should be.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_payload(bytes);
  PacketAssembler assembler;
  const std::size_t half = size / 2;  // packets may arrive in pieces
  for (const std::string_view piece : {bytes.substr(0, half), bytes.substr(half)}) {
    assembler.append(piece);
    while (const std::optional<Packet> packet = assembler.take()) read_payload(packet->payload);
  }
  return 0;
}
