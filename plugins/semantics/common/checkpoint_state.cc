#include "plugins/semantics/common/checkpoint_state.h"

#include <limits>
#include <starload/sdk/error.hpp>

#include "plugins/semantics/common/label_namer.h"

namespace starload::semantics {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw sdk::Error::config("the checkpoint's exactly-once state cannot be used: " + why);
}

class ByteWriter final {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class ByteReader final {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  std::uint8_t byte() {
    if (rest_.empty()) refuse("it ends too early");
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      const std::uint64_t part = next & 0x7fu;
      if (shift == 63 && part > 1) break;
      value |= part << shift;
      if ((next & 0x80u) == 0) return value;
    }
    refuse("a number in it is too large");
  }

  std::uint32_t small_number() {
    const std::uint64_t value = number();
    if (value > std::numeric_limits<std::uint32_t>::max()) refuse("a number in it is too large");
    return static_cast<std::uint32_t>(value);
  }

  std::string text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) refuse("it ends too early");
    std::string value(rest_.substr(0, static_cast<std::size_t>(size)));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return value;
  }

 private:
  std::string_view rest_;
};

StateLine read_line(ByteReader& in) {
  StateLine line;
  line.database = in.text();
  line.table = in.text();
  line.base = in.text();
  const std::uint8_t dense = in.byte();
  if (dense > 1) refuse("a flag in it is neither 0 nor 1");
  line.dense = dense == 1;
  line.writer = in.small_number();
  line.epoch = in.number();
  line.next_id = in.number();
  if (!is_label_text(line.base)) refuse("a label in it has characters that no label has");
  return line;
}

StateEntry read_entry(ByteReader& in, std::uint8_t version) {
  StateEntry entry;
  entry.database = in.text();
  entry.table = in.text();
  entry.label = in.text();
  entry.rows = in.number();
  entry.bytes = in.number();
  if (version >= 2) {
    entry.filtered_rows = in.number();
    entry.unselected_rows = in.number();
  }
  if (entry.label.empty() || entry.label.size() > kMaxLabelLength || !is_label_text(entry.label)) {
    refuse("a label in it is none");
  }
  if (entry.database.empty() || entry.table.empty()) refuse("a table in it has no name");
  return entry;
}

}  // namespace

std::string encode_state(const CheckpointState& state) {
  ByteWriter out;
  out.byte(kStateVersion);
  out.byte(static_cast<std::uint8_t>(state.kind));
  out.number(state.writer);
  out.number(state.writer_count);
  out.number(state.lines.size());
  for (const StateLine& line : state.lines) {
    out.text(line.database);
    out.text(line.table);
    out.text(line.base);
    out.byte(line.dense ? 1 : 0);
    out.number(line.writer);
    out.number(line.epoch);
    out.number(line.next_id);
  }
  out.number(state.entries.size());
  for (const StateEntry& entry : state.entries) {
    out.text(entry.database);
    out.text(entry.table);
    out.text(entry.label);
    out.number(entry.rows);
    out.number(entry.bytes);
    out.number(entry.filtered_rows);
    out.number(entry.unselected_rows);
  }
  return out.take();
}

CheckpointState decode_state(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint8_t version = in.byte();
  if (version < 1 || version > kStateVersion) {
    refuse("it has version " + std::to_string(version) + ", and this plugin reads versions up to " +
           std::to_string(kStateVersion) + "; restore it with the release that wrote it");
  }
  CheckpointState state;
  const std::uint8_t kind = in.byte();
  if (kind < static_cast<std::uint8_t>(StateKind::kTransactions) ||
      kind > static_cast<std::uint8_t>(StateKind::kPartlyCommitted)) {
    refuse("it is of an unknown kind, " + std::to_string(kind));
  }
  state.kind = static_cast<StateKind>(kind);
  state.writer = in.small_number();
  state.writer_count = in.small_number();
  // The counts are not trusted with memory: each element is read, or the bytes end.
  for (std::uint64_t left = in.number(); left > 0; --left) state.lines.push_back(read_line(in));
  for (std::uint64_t left = in.number(); left > 0; --left)
    state.entries.push_back(read_entry(in, version));
  if (!in.at_end()) refuse("bytes follow its end");
  return state;
}

}  // namespace starload::semantics
