// The text of a state file: read back as it was written, and refused when anything in it is not as
// it was written.
#include "cli/resume/load_state.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/resume/digest.h"

namespace starload::cli {
namespace {

LoadCheckpoint checkpoint_at(std::uint64_t id, std::uint64_t offset) {
  LoadCheckpoint checkpoint;
  checkpoint.id = id;
  checkpoint.position = {1, {offset, 12}};
  checkpoint.counts = {.input_rows = 107,
                       .rejected_by_client = 3,
                       .rejected_by_server = 2,
                       .unselected = 1,
                       .skipped = 7,
                       .loaded = 94};
  checkpoint.rejects = {777, 3, 2};
  return checkpoint;
}

LoadState example() {
  LoadState state;
  state.label_prefix = "starload-0123456789abcdef";
  state.identity.options = {{"database-name", "d"}, {"--null (1)", ""}, {"sink.x", "\xFF\x01 \"ü"}};
  state.identity.inputs = {{"/data/a.csv", {1000, 1700000000123456789}, std::string(64, 'a')},
                           {"/data/b\n\xFF.csv", {2000, -5}, std::string(64, 'b')}};
  state.identity.columns = {"id int(4,0,0,0) NOT NULL", "name varchar(11,0,0,0)"};
  state.committed = checkpoint_at(7, 500);
  state.pending = PendingCheckpoint{checkpoint_at(8, 900), std::string("\x00\x01 state \xFF", 10)};
  return state;
}

std::string error_of(const std::string& text) {
  Result<LoadState> state = decode_load_state(text, "my.state");
  return state ? "" : state.status().message();
}

// The text with another load in it, and a checksum that fits.
std::string sealed(const nlohmann::ordered_json& load) {
  const std::string body = load.dump();
  return R"({"format":"starload load state","version":1,"sha256":")" + sha256(body) +
         R"(","load":)" + body + "}";
}

nlohmann::ordered_json load_of(const LoadState& state) {
  return nlohmann::ordered_json::parse(encode_load_state(state))["load"];
}

TEST(LoadState, IsReadBackAsItWasWritten) {
  const LoadState state = example();
  Result<LoadState> read = decode_load_state(encode_load_state(state), "my.state");
  ASSERT_TRUE(read) << read.status().message();
  EXPECT_EQ(read->label_prefix, state.label_prefix);
  EXPECT_EQ(read->identity.options, state.identity.options);
  EXPECT_EQ(read->identity.inputs, state.identity.inputs);
  EXPECT_EQ(read->identity.columns, state.identity.columns);
  EXPECT_EQ(read->committed.id, 7u);
  EXPECT_EQ(read->committed.position.input, 1u);
  EXPECT_EQ(read->committed.position.at.offset, 500u);
  EXPECT_EQ(read->committed.position.at.line, 12u);
  EXPECT_EQ(read->committed.counts.skipped, 7u);
  EXPECT_EQ(read->committed.counts.loaded, 94u);
  EXPECT_EQ(read->committed.rejects.bytes, 777u);
  ASSERT_TRUE(read->pending);
  EXPECT_EQ(read->pending->checkpoint.id, 8u);
  EXPECT_EQ(read->pending->engine_state, std::string("\x00\x01 state \xFF", 10));
  EXPECT_FALSE(read->finished);
  EXPECT_EQ(encode_load_state(*read), encode_load_state(state));
}

TEST(LoadState, AFinishedOneHasNothingPending) {
  LoadState state = example();
  state.pending.reset();
  state.finished = true;
  state.committed.position = {2, {}};
  Result<LoadState> read = decode_load_state(encode_load_state(state), "my.state");
  ASSERT_TRUE(read) << read.status().message();
  EXPECT_TRUE(read->finished);
  EXPECT_FALSE(read->pending);
}

TEST(LoadState, IsJsonWithAVersion) {
  const nlohmann::json document = nlohmann::json::parse(encode_load_state(example()));
  EXPECT_EQ(document["format"], "starload load state");
  EXPECT_EQ(document["version"], 1);
  EXPECT_EQ(document["load"]["committed"]["offset"], 500);
}

TEST(LoadState, CutAnywhereItIsRefused) {
  const std::string text = encode_load_state(example());
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    const std::string message = error_of(text.substr(0, size));
    ASSERT_NE(message, "") << size;
    ASSERT_NE(message.find("my.state"), std::string::npos);
  }
}

TEST(LoadState, WithAnyByteChangedItIsRefused) {
  const std::string text = encode_load_state(example());
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    for (const char change : {'\x01', '\x10'}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_NE(error_of(changed), "") << changed;
    }
  }
}

TEST(LoadState, AnUnknownVersionIsNamed) {
  std::string text = encode_load_state(example());
  text.replace(text.find("\"version\":1"), 11, "\"version\":2");
  const std::string message = error_of(text);
  EXPECT_NE(message.find("has version 2 of the format; this starload reads version 1"),
            std::string::npos)
      << message;
}

TEST(LoadState, SaysThatTheFileIsLeftAsItIs) {
  EXPECT_NE(error_of("").find("is empty. It is left as it is and nothing is loaded"),
            std::string::npos);
  EXPECT_NE(error_of("{}").find("is not a state file of starload"), std::string::npos);
}

TEST(LoadState, HostileTextsAreRefused) {
  EXPECT_NE(error_of(std::string(1000000, '[')), "");
  std::string nested;
  for (int i = 0; i < 100000; ++i) nested += R"({"load":)";
  EXPECT_NE(error_of(nested + "1" + std::string(100000, '}')), "");
  EXPECT_NE(error_of(R"({"format":"starload load state","version":1e400})"), "");
  EXPECT_NE(error_of(R"({"format":"starload load state","version":1,"sha256":7,"load":[]})"), "");
  EXPECT_NE(error_of("\xFF\xFE"), "");
}

// With a checksum that fits: written by somebody who means it.
TEST(LoadState, HostileValuesAreRefused) {
  EXPECT_EQ(error_of(sealed(load_of(example()))), "");
  const auto with = [](const char* pointer, const nlohmann::ordered_json& value) {
    nlohmann::ordered_json load = load_of(example());
    load[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return error_of(sealed(load));
  };
  EXPECT_NE(with("/committed/offset", -1), "");
  EXPECT_NE(with("/committed/offset", 1.5), "");
  EXPECT_NE(with("/committed/offset", "7"), "");
  EXPECT_NE(with("/committed/offset", 2001), "");
  EXPECT_NE(with("/committed/input", 3), "");
  EXPECT_NE(with("/committed/input", UINT64_MAX), "");
  EXPECT_NE(with("/pending/at/input", 9), "");
  EXPECT_NE(with("/pending/state", "not base64!"), "");
  EXPECT_NE(with("/pending", 7), "");
  EXPECT_NE(with("/finished", "yes"), "");
  EXPECT_NE(with("/identity/inputs/0/size", nullptr), "");
  EXPECT_NE(with("/identity/options/database-name", 7), "");
  EXPECT_NE(with("/label_prefix", "base64:%%%"), "");
  for (const char* key : {"label_prefix", "identity", "committed", "pending", "finished"}) {
    nlohmann::ordered_json load = load_of(example());
    load.erase(key);
    EXPECT_NE(error_of(sealed(load)), "") << key;
  }
}

}  // namespace
}  // namespace starload::cli
