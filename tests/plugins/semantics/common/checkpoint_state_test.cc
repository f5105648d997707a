#include "plugins/semantics/common/checkpoint_state.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <starload/sdk/error.hpp>

namespace starload::semantics {
namespace {

CheckpointState example() {
  CheckpointState state;
  state.writer = 3;
  state.writer_count = 300;
  state.lines = {{"db", "t", "job-db-t", true, 3, 5, 12},
                 {"db", "größe", "job-0123456789abcdef", false, 3, UINT64_MAX, 1}};
  state.entries = {{"db", "t", "job-db-t-3-5-11", 1000, 123456789, 7, 300},
                   {"db", "größe", "job-0123456789abcdef-3-ffffffffffffffff-1", 0, 0}};
  return state;
}

std::string refusal(std::string_view bytes) {
  try {
    decode_state(bytes);
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), SL_ERR_CONFIG);
    return error.what();
  }
  return "";
}

TEST(CheckpointState, ComesBackAsItWas) {
  EXPECT_EQ(decode_state(encode_state(example())), example());
  CheckpointState batches;
  batches.kind = StateKind::kBatches;
  EXPECT_EQ(decode_state(encode_state(batches)), batches);
}

// What was written by a release stays readable: these bytes must never change.
TEST(CheckpointState, KeepsItsFormat) {
  CheckpointState state;
  state.writer = 1;
  state.writer_count = 2;
  state.lines = {{"d", "t", "p-d-t", true, 1, 300, 2}};
  state.entries = {{"d", "t", "p-d-t-1-300-1", 10, 200}};
  const std::string head(
      "\x01\x01\x02"
      "\x01\x01"
      "d\x01"
      "t\x05p-d-t\x01\x01\xac\x02\x02"
      "\x01\x01"
      "d\x01"
      "t\x0dp-d-t-1-300-1\x0a\xc8\x01");
  EXPECT_EQ(decode_state("\x01" + head), state) << "version 1";
  state.entries[0].filtered_rows = 3;
  state.entries[0].unselected_rows = 200;
  const std::string newest = "\x02" + head + "\x03\xc8\x01";
  EXPECT_EQ(encode_state(state), newest);
  EXPECT_EQ(decode_state(newest), state);
}

TEST(CheckpointState, IsSmall) { EXPECT_LT(encode_state(example()).size(), 200u); }

TEST(CheckpointState, NamesAVersionThatItCannotRead) {
  std::string bytes = encode_state(example());
  bytes[0] = 9;
  EXPECT_NE(refusal(bytes).find("version 9"), std::string::npos);
}

TEST(CheckpointState, RefusesAnUnknownKind) {
  for (const char kind : {'\0', '\4'}) {
    std::string bytes = encode_state(example());
    bytes[1] = kind;
    EXPECT_NE(refusal(bytes).find("kind"), std::string::npos);
  }
}

TEST(CheckpointState, RefusesEveryTruncation) {
  const std::string bytes = encode_state(example());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_NE(refusal(bytes.substr(0, size)), "") << size;
}

TEST(CheckpointState, RefusesBytesBehindItsEnd) {
  EXPECT_NE(refusal(encode_state(example()) + "x").find("follow"), std::string::npos);
}

TEST(CheckpointState, RefusesCountsAndLengthsThatPassTheEnd) {
  const std::string huge("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10);
  EXPECT_NE(refusal("\x01\x01" + std::string(2, '\0') + huge), "");
  EXPECT_NE(refusal("\x01\x01" + std::string(2, '\0') + "\x01" + huge), "");
  EXPECT_NE(refusal("\x01\x01" + huge), "");  // a writer is 32 bits
  EXPECT_NE(refusal("\x01\x01" + std::string(11, '\xff')), "");
}

TEST(CheckpointState, RefusesWhatNoLabelCanBe) {
  CheckpointState state = example();
  state.entries[0].label = "a b";
  EXPECT_NE(refusal(encode_state(state)), "");
  state.entries[0].label = "";
  EXPECT_NE(refusal(encode_state(state)), "");
  state.entries[0].label = std::string(129, 'a');
  EXPECT_NE(refusal(encode_state(state)), "");
  state = example();
  state.lines[0].base = "a\r\nb";
  EXPECT_NE(refusal(encode_state(state)), "");
  state = example();
  state.entries[0].table = "";
  EXPECT_NE(refusal(encode_state(state)), "");
}

// Whatever a byte becomes: an error or a state, never anything else.
TEST(CheckpointState, SurvivesEveryChangedByte) {
  const std::string bytes = encode_state(example());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(value);
      try {
        const CheckpointState state = decode_state(changed);
        EXPECT_LE(state.entries.size(), bytes.size());
      } catch (const sdk::Error& error) {
        EXPECT_EQ(error.code(), SL_ERR_CONFIG);
      }
    }
  }
}

}  // namespace
}  // namespace starload::semantics
