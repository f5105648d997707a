// Builds what a MySQL server sends. One connection owns one, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/sql/sql_engine.h"

namespace starload::devserver {

constexpr std::uint16_t kStatusAutocommit = 0x0002;
constexpr std::uint16_t kStatusMoreResults = 0x0008;

// Collects framed packets in `output`, which the connection sends and clears. The sequence number
// goes on with each.
class PacketWriter final {
 public:
  void set_sequence(std::uint8_t sequence) { sequence_ = sequence; }
  std::string& output() { return output_; }

  // scramble: 20 bytes without a zero.
  void handshake(const std::string& server_version, std::uint32_t connection_id,
                 std::string_view scramble);
  void auth_switch(std::string_view plugin, std::string_view scramble);
  void ok(std::int64_t affected_rows, std::uint16_t status, std::string_view info);
  void error(const SqlError& error);
  void end_of_rows(std::uint16_t status);
  void column_count(std::size_t count);
  void column(const ColumnInfo& column);
  void row(const std::vector<ColumnInfo>& columns, const std::vector<Cell>& cells);
  void packet(std::string_view payload);

 private:
  std::string output_;
  std::uint8_t sequence_ = 0;
};

// The text of a value in a result; FLOAT with its own shortest digits.
std::string wire_text(const Type& type, const Cell& cell);

}  // namespace starload::devserver
