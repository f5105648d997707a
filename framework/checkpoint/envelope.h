// The state of a checkpoint as a host stores it: what the semantics plugin said, and the closed
// loads that belong to it, in an envelope that says whose it is and notices damage.
//
//   magic       8 bytes  "SLCKPT\r\n"
//   version     u32      1
//   checksum    u32      CRC-32 (zlib's) of all that follows
//   size        u64      bytes that follow
//   plugin      text     the semantics plugin's name
//   plugin version text
//   transport   text     the transport plugin's name, for messages
//   mode        u8       0 = whole loads (stream load), 1 = transactions
//   state       text     the plugin's own
//   chunk count u32
//   chunks      database text, table text, header count u32, headers (name text, value text),
//               rows u64, raw bytes u64, lz4 frame text
//
// Numbers are little-endian; text is a u64 length and its bytes. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/status.h"

namespace starload {

// A closed load: where it goes, with which headers, and its rows.
struct AttachedChunk {
  std::string_view database;
  std::string_view table;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::uint64_t rows = 0;
  std::uint64_t raw_bytes = 0;
  std::string_view frame;
};

// Whose state it is.
struct EnvelopeOwner {
  std::string_view plugin;
  std::string_view plugin_version;
  std::string_view transport;
  bool transactions = false;
};

struct Envelope {
  EnvelopeOwner owner;
  std::string_view state;
  std::vector<AttachedChunk> chunks;
};

// Writes an envelope piece by piece: a frame is appended where it ends up.
class EnvelopeWriter final {
 public:
  // expected_bytes: an estimate, so that the text does not grow in steps.
  EnvelopeWriter(const EnvelopeOwner& owner, std::string_view state, std::size_t chunk_count,
                 std::size_t expected_bytes);

  // Begins a chunk; chunk.frame is left out, its frame_bytes bytes are appended to text() next.
  void add_chunk(const AttachedChunk& chunk, std::uint64_t frame_bytes);
  std::string& text() { return text_; }
  // Takes what was appended to text() so far into the checksum, while it is in the cache.
  void sum_up();
  std::string finish() &&;

 private:
  std::string text_;
  std::size_t summed_;
  std::uint32_t sum_ = 0;  // of what lies before summed_
};

// Views into `bytes`. The error says what is wrong with them; all lengths are checked.
Result<Envelope> read_envelope(std::string_view bytes);

// Refuses the state of another plugin or of another way of loading, by name.
Status check_owner(const EnvelopeOwner& stored, const EnvelopeOwner& ours);

}  // namespace starload
