#include "tests/crash/loader/source.h"

#include <zlib.h>

#include "framework/rows/row_writer.h"

namespace starload::crash {
namespace {

// SplitMix64: one step.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

std::int64_t checksum(std::uint32_t split, std::uint64_t seq, const std::string& payload) {
  const std::string text = std::to_string(split) + ":" + std::to_string(seq) + ":" + payload;
  return static_cast<std::int64_t>(crc32(0, reinterpret_cast<const unsigned char*>(text.data()),
                                         static_cast<unsigned>(text.size())));
}

}  // namespace

Source::Source(std::uint64_t seed, std::uint64_t payload_bytes, std::uint64_t bad_every)
    : seed_(seed),
      payload_bytes_(payload_bytes),
      bad_every_(bad_every),
      schema_(*Schema::make({{"split", {.kind = SL_TYPE_INT}, "int"},
                             {"seq", {.kind = SL_TYPE_BIGINT}, "bigint"},
                             {"payload", {.kind = SL_TYPE_VARCHAR}, "varchar"},
                             {"crc", {.kind = SL_TYPE_BIGINT}, "bigint"}},
                            false)) {}

std::string Source::payload(std::uint32_t split, std::uint64_t seq) const {
  // The text \N, which no CSV can tell from NULL: such a row is rejected before it is sent.
  if (bad_every_ > 0 && seq % bad_every_ == bad_every_ - 1) return "\\N";
  constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz012345";
  std::uint64_t state = mix(seed_ ^ mix((static_cast<std::uint64_t>(split) << 40) ^ seq));
  std::string text(payload_bytes_, ' ');
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 12 == 0) state = mix(state);
    text[i] = kLetters[(state >> (i % 12 * 5)) & 31];
  }
  return text;
}

void Source::append(RowBlock& block, std::uint32_t split, std::uint64_t first,
                    std::uint64_t count) const {
  RowWriter writer(block);
  for (std::uint64_t seq = first; seq < first + count; ++seq) {
    const std::string text = payload(split, seq);
    writer.begin_row();
    writer.set_int(0, split);
    writer.set_int(1, static_cast<std::int64_t>(seq));
    writer.set_bytes(2, text);
    writer.set_int(3, checksum(split, seq, text));
    writer.end_row();
  }
}

}  // namespace starload::crash
