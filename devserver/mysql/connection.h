// One client connection: handshake, then commands until it quits. Lives on its own thread.
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "devserver/mysql/mysql_server.h"
#include "devserver/mysql/packet_reader.h"
#include "devserver/mysql/packet_writer.h"
#include "devserver/sql/sql_engine.h"

namespace starload::devserver {

class Connection final {
 public:
  // `stopping` is looked at several times a second.
  Connection(const Poco::Net::StreamSocket& socket, const MysqlServerConfig& config,
             Storage& storage, AccessControl& access, std::uint32_t id,
             const std::atomic<bool>& stopping);

  // Until the client leaves, breaks the protocol or the server stops. Never throws.
  void serve();
  // Sends ERR 1040 instead of serving.
  void refuse_as_too_many();

 private:
  bool authenticate();
  bool check_password(const HandshakeResponse& response, const std::string& scramble);
  // False = the connection ends.
  bool handle(const Packet& packet);
  bool check_user();
  void query(std::string_view sql, bool multiple);
  void answer(const SqlAnswer& answer, std::uint16_t status);
  void send_rows(const SqlResult& result, std::uint16_t status);
  std::optional<Packet> receive(int timeout_seconds);
  void send();

  Poco::Net::StreamSocket socket_;
  const MysqlServerConfig& config_;
  AccessControl& access_;
  const std::uint32_t id_;
  const std::atomic<bool>& stopping_;
  UserIdentity user_;
  SqlEngine engine_;
  PacketAssembler assembler_;
  PacketWriter writer_;
  bool multi_statements_ = false;
};

}  // namespace starload::devserver
