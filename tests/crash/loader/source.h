// The rows that the crash loader loads: made from split and sequence number, so that the same
// position always gives the same row, and a checksum tells whether it is still the same. Pure.
//
// Columns: split INT, seq BIGINT, payload VARCHAR, crc BIGINT = CRC-32 of "split:seq:payload".
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "framework/rows/row_block.h"
#include "framework/rows/schema.h"

namespace starload::crash {

class Source final {
 public:
  Source(std::uint64_t seed, std::uint64_t payload_bytes, std::uint64_t bad_every);

  const std::shared_ptr<const Schema>& schema() const { return schema_; }

  // Adds rows first .. first + count - 1 of the split.
  void append(RowBlock& block, std::uint32_t split, std::uint64_t first, std::uint64_t count) const;

 private:
  std::string payload(std::uint32_t split, std::uint64_t seq) const;

  const std::uint64_t seed_;
  const std::uint64_t payload_bytes_;
  const std::uint64_t bad_every_;
  std::shared_ptr<const Schema> schema_;
};

}  // namespace starload::crash
