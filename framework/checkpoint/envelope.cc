#include "framework/checkpoint/envelope.h"

#include <algorithm>

#include "framework/checkpoint/crc32.h"

namespace starload {
namespace {

constexpr std::string_view kMagic("SLCKPT\r\n", 8);
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kChecksumAt = 12;
constexpr std::size_t kSizeAt = 16;
constexpr std::size_t kHeadBytes = 24;
// The fewest bytes that a chunk and a header take: what a count is checked against.
constexpr std::size_t kLeastChunkBytes = 8 + 8 + 4 + 8 + 8 + 8;
constexpr std::size_t kLeastHeaderBytes = 16;

template <typename Number>
void put(std::string& text, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i)
    text.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xff));
}

template <typename Number>
void put_at(std::string& text, std::size_t at, Number value) {
  std::string bytes;
  put(bytes, value);
  text.replace(at, bytes.size(), bytes);
}

void put_text(std::string& text, std::string_view value) {
  put(text, std::uint64_t{value.size()});
  text += value;
}

Status damaged(const std::string& how) {
  return Status::config("the checkpoint state cannot be read: " + how);
}

// Reads from the front; after the first failure everything it gives is empty.
class Reader final {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename Number>
  Number number() {
    if (rest_.size() < sizeof(Number)) return fail<Number>();
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;)
      value = (value << 8) | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(sizeof(Number));
    return static_cast<Number>(value);
  }
  std::string_view text() {
    const auto size = number<std::uint64_t>();
    if (size > rest_.size()) return fail<std::string_view>();
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  // A count of things that take at least least_bytes each.
  std::uint32_t count(std::size_t least_bytes) {
    const auto value = number<std::uint32_t>();
    return value > rest_.size() / least_bytes ? fail<std::uint32_t>() : value;
  }
  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  template <typename Value>
  Value fail() {
    failed_ = true;
    rest_ = {};
    return Value{};
  }

  std::string_view rest_;
  bool failed_ = false;
};

AttachedChunk read_chunk(Reader& reader) {
  AttachedChunk chunk;
  chunk.database = reader.text();
  chunk.table = reader.text();
  const std::uint32_t headers = reader.count(kLeastHeaderBytes);
  for (std::uint32_t i = 0; i < headers && !reader.failed(); ++i) {
    const std::string_view name = reader.text();
    chunk.headers.emplace_back(name, reader.text());
  }
  chunk.rows = reader.number<std::uint64_t>();
  chunk.raw_bytes = reader.number<std::uint64_t>();
  chunk.frame = reader.text();
  return chunk;
}

Status check_head(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic.substr(0, std::min(bytes.size(), kMagic.size())) ||
      bytes.empty())
    return damaged("it is not a state that Starload wrote");
  if (bytes.size() < kHeadBytes) return damaged("it is cut short");
  Reader head(bytes.substr(kMagic.size(), kHeadBytes - kMagic.size()));
  const auto version = head.number<std::uint32_t>();
  if (version != kVersion) {
    return damaged("it has version " + std::to_string(version) +
                   ", and this Starload knows version " + std::to_string(kVersion) +
                   "; use the Starload that wrote it, or a newer one");
  }
  const auto checksum = head.number<std::uint32_t>();
  const auto size = head.number<std::uint64_t>();
  const std::string_view body = bytes.substr(kHeadBytes);
  if (size != body.size()) {
    return damaged("it should have " + std::to_string(size) + " bytes behind its head and has " +
                   std::to_string(body.size()) + ": it is cut short or something was appended");
  }
  if (checksum != crc32_of(0, body)) return damaged("its checksum is wrong: it was altered");
  return Status::ok();
}

std::string_view mode_name(bool transactions) {
  return transactions ? "transactions (V2)" : "stream load (V1)";
}

}  // namespace

EnvelopeWriter::EnvelopeWriter(const EnvelopeOwner& owner, std::string_view state,
                               std::size_t chunk_count, std::size_t expected_bytes)
    : summed_(kHeadBytes) {
  text_.reserve(kHeadBytes + expected_bytes + state.size() + 256);
  text_ += kMagic;
  put(text_, kVersion);
  put(text_, std::uint32_t{0});
  put(text_, std::uint64_t{0});
  put_text(text_, owner.plugin);
  put_text(text_, owner.plugin_version);
  put_text(text_, owner.transport);
  put(text_, static_cast<std::uint8_t>(owner.transactions ? 1 : 0));
  put_text(text_, state);
  put(text_, static_cast<std::uint32_t>(chunk_count));
}

void EnvelopeWriter::add_chunk(const AttachedChunk& chunk, std::uint64_t frame_bytes) {
  put_text(text_, chunk.database);
  put_text(text_, chunk.table);
  put(text_, static_cast<std::uint32_t>(chunk.headers.size()));
  for (const auto& [name, value] : chunk.headers) {
    put_text(text_, name);
    put_text(text_, value);
  }
  put(text_, chunk.rows);
  put(text_, chunk.raw_bytes);
  put(text_, frame_bytes);
}

void EnvelopeWriter::sum_up() {
  sum_ = crc32_of(sum_, std::string_view(text_).substr(summed_));
  summed_ = text_.size();
}

std::string EnvelopeWriter::finish() && {
  sum_up();
  put_at(text_, kChecksumAt, sum_);
  put_at(text_, kSizeAt, std::uint64_t{text_.size() - kHeadBytes});
  return std::move(text_);
}

Result<Envelope> read_envelope(std::string_view bytes) {
  STARLOAD_TRY(check_head(bytes));
  Reader reader(bytes.substr(kHeadBytes));
  Envelope envelope;
  envelope.owner.plugin = reader.text();
  envelope.owner.plugin_version = reader.text();
  envelope.owner.transport = reader.text();
  const auto mode = reader.number<std::uint8_t>();
  envelope.owner.transactions = mode == 1;
  envelope.state = reader.text();
  const std::uint32_t chunks = reader.count(kLeastChunkBytes);
  for (std::uint32_t i = 0; i < chunks && !reader.failed(); ++i)
    envelope.chunks.push_back(read_chunk(reader));
  if (reader.failed() || !reader.at_end() || mode > 1)
    return damaged("its parts do not add up, though its checksum is right");
  return envelope;
}

Status check_owner(const EnvelopeOwner& stored, const EnvelopeOwner& ours) {
  if (stored.plugin != ours.plugin) {
    return Status::config("the checkpoint state was written by semantics '" +
                          std::string(stored.plugin) + "' and cannot be read by '" +
                          std::string(ours.plugin) +
                          "'; go on with the sink.semantic that it was written with");
  }
  if (stored.transactions != ours.transactions) {
    return Status::config(
        "the checkpoint state was written while loading by " +
        std::string(mode_name(stored.transactions)) + " (transport '" +
        std::string(stored.transport) + "') and cannot be restored into " +
        std::string(mode_name(ours.transactions)) + " (transport '" + std::string(ours.transport) +
        "'); set sink.version=" + (stored.transactions ? "V2" : "V1") + " to go on from it");
  }
  return Status::ok();
}

}  // namespace starload
