// Drives one handle of a serializer as the engine does, and believes it nothing. Failures are
// thrown as std::runtime_error. One thread.
#pragma once

#include <starload/testkit/host.hpp>
#include <starload/testkit/properties.hpp>
#include <starload/testkit/rows.hpp>
#include <starload/testkit/sink.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "sdk/plugin_check/subject.h"

namespace starload::plugin_check {

// A sink whose buffer ends exactly where the memory does: a write behind its capacity ends the
// check with a message. Grows to no byte more than it is asked for, and moves each time.
class GuardedSink final {
 public:
  explicit GuardedSink(std::size_t limit);
  ~GuardedSink();
  GuardedSink(const GuardedSink&) = delete;
  GuardedSink& operator=(const GuardedSink&) = delete;

  sl_sink& abi() { return sink_; }
  bool refused() const { return refused_; }
  std::string text() const;

 private:
  static std::int32_t grow(sl_sink* sink, std::size_t extra);
  void release();

  const std::size_t limit_;
  bool refused_ = false;
  std::uint8_t* pages_ = nullptr;
  std::size_t page_bytes_ = 0;
  sl_sink sink_{};
};

// What became of a block.
struct Written {
  std::string text;
  std::size_t rows = 0;               // written
  std::vector<std::size_t> bad_rows;  // answered with SL_ERR_DATA
  std::string bad_row_message;        // of the last of them
};

// create answered with SL_ERR_CONFIG: the plugin does not take such a table, which it may.
class Refused final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class SerializerDriver final {
 public:
  SerializerDriver(const Subject& subject, std::shared_ptr<const Library> library,
                   const sl_schema* schema);

  // All rows, going on behind bad ones, into a buffer that grows.
  Written write(const sl_row_block& block);
  // From first_row on, into a sink that takes `limit` bytes at most; stops when it is full.
  Written write_into(const sl_row_block& block, std::size_t first_row, std::size_t limit);
  // All rows into a buffer that is used again and again; for measuring. REQUIRES: no bad rows.
  void write_plain(const sl_row_block& block, testkit::FakeSink& sink);
  sl_body_format body_format();

 private:
  void serialize(const sl_row_block& block, std::size_t& row, GuardedSink& sink,
                 std::uint64_t& in_body, Written& written);

  testkit::FakeHost host_;
  sl_nested_value_host nested_{};
  SerializerInstance instance_;
};

}  // namespace starload::plugin_check
