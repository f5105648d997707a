#include "cli/resume/load_state.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "cli/resume/digest.h"
#include "framework/base/base64.h"

namespace starload::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFormat[] = "starload load state";
constexpr int kMaxDepth = 16;
constexpr std::size_t kDigestDigits = 64;

// Paths and options are bytes; JSON is UTF-8. What is no UTF-8 must come back as it was.
std::string encode_text(const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F;
  });
  return plain && !text.starts_with("base64:") ? text : "base64:" + to_base64(text);
}

std::string decode_text(const std::string& text) {
  if (!text.starts_with("base64:")) return text;
  std::optional<std::string> bytes = from_base64(std::string_view(text).substr(7));
  if (!bytes) throw std::invalid_argument("a text is not base64");
  return *std::move(bytes);
}

std::uint64_t number(const Json& object, const char* key) {
  const Json& value = object.at(key);
  if (!value.is_number_unsigned()) throw std::invalid_argument(std::string(key) + " is no number");
  return value.get<std::uint64_t>();
}

std::string text(const Json& object, const char* key) {
  return decode_text(object.at(key).get<std::string>());
}

Json encode(const LoadCheckpoint& checkpoint) {
  return {{"checkpoint", checkpoint.id},
          {"input", checkpoint.position.input},
          {"offset", checkpoint.position.at.offset},
          {"line", checkpoint.position.at.line},
          {"input_rows", checkpoint.counts.input_rows},
          {"loaded_rows", checkpoint.counts.loaded},
          {"rejected_by_client", checkpoint.counts.rejected_by_client},
          {"rejected_by_server", checkpoint.counts.rejected_by_server},
          {"unselected_rows", checkpoint.counts.unselected},
          {"skipped_records", checkpoint.counts.skipped},
          {"rejects_bytes", checkpoint.rejects.bytes},
          {"rejects_by_client", checkpoint.rejects.by_client},
          {"rejects_by_server", checkpoint.rejects.by_server}};
}

LoadCheckpoint decode_checkpoint(const Json& object) {
  LoadCheckpoint checkpoint;
  checkpoint.id = number(object, "checkpoint");
  checkpoint.position.input = number(object, "input");
  checkpoint.position.at.offset = number(object, "offset");
  checkpoint.position.at.line = number(object, "line");
  checkpoint.counts.input_rows = number(object, "input_rows");
  checkpoint.counts.loaded = number(object, "loaded_rows");
  checkpoint.counts.rejected_by_client = number(object, "rejected_by_client");
  checkpoint.counts.rejected_by_server = number(object, "rejected_by_server");
  checkpoint.counts.unselected = number(object, "unselected_rows");
  if (object.contains("skipped_records"))  // earlier versions had none
    checkpoint.counts.skipped = number(object, "skipped_records");
  checkpoint.rejects.bytes = number(object, "rejects_bytes");
  checkpoint.rejects.by_client = number(object, "rejects_by_client");
  checkpoint.rejects.by_server = number(object, "rejects_by_server");
  return checkpoint;
}

Json encode(const LoadIdentity& identity) {
  Json options = Json::object();
  for (const auto& [key, value] : identity.options) options[encode_text(key)] = encode_text(value);
  Json inputs = Json::array();
  for (const InputFingerprint& input : identity.inputs) {
    inputs.push_back({{"path", encode_text(input.path)},
                      {"size", input.facts.size},
                      {"modified_ns", input.facts.modified_ns},
                      {"head_tail_sha256", input.ends_digest}});
  }
  Json columns = Json::array();
  for (const std::string& column : identity.columns) columns.push_back(encode_text(column));
  return {{"options", options}, {"inputs", inputs}, {"columns", columns}};
}

LoadIdentity decode_identity(const Json& object) {
  LoadIdentity identity;
  for (const auto& [key, value] : object.at("options").items())
    identity.options[decode_text(key)] = decode_text(value.get<std::string>());
  for (const Json& input : object.at("inputs")) {
    identity.inputs.push_back({text(input, "path"),
                               {number(input, "size"), input.at("modified_ns").get<std::int64_t>()},
                               text(input, "head_tail_sha256")});
  }
  for (const Json& column : object.at("columns"))
    identity.columns.push_back(decode_text(column.get<std::string>()));
  return identity;
}

// A position that lies outside of the inputs was never written by us.
void check_position(const LoadState& state, const LoadPosition& position) {
  const std::vector<InputFingerprint>& inputs = state.identity.inputs;
  const bool behind = position.input == inputs.size() && position.at.offset == 0;
  const bool inside =
      position.input < inputs.size() && position.at.offset <= inputs[position.input].facts.size;
  if (!behind && !inside) throw std::invalid_argument("the position is outside of the files");
}

LoadState decode_load(const Json& load) {
  LoadState state;
  state.label_prefix = text(load, "label_prefix");
  state.identity = decode_identity(load.at("identity"));
  state.committed = decode_checkpoint(load.at("committed"));
  check_position(state, state.committed.position);
  if (const Json& pending = load.at("pending"); !pending.is_null()) {
    std::optional<std::string> bytes = from_base64(pending.at("state").get<std::string>());
    if (!bytes) throw std::invalid_argument("the state of the checkpoint is not base64");
    state.pending = PendingCheckpoint{decode_checkpoint(pending.at("at")), *std::move(bytes)};
    check_position(state, state.pending->checkpoint.position);
  }
  state.finished = load.at("finished").get<bool>();
  return state;
}

Status damaged(const std::string& path, const std::string& what) {
  return Status::config("--state: '" + path + "' " + what +
                        ". It is left as it is and nothing is loaded: what it knew decides which "
                        "rows are in the table. Give its copy if there is one; or look into the "
                        "table, and start a new load with another state file");
}

// Depth is bounded before a value is made, since printing and copying values recurses.
Json parse(const std::string& text) {
  bool too_deep = false;
  Json document = Json::parse(
      text,
      [&](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > kMaxDepth;
        return !too_deep;
      },
      false);
  return too_deep ? Json(Json::value_t::discarded) : document;
}

Result<LoadState> decode_document(const Json& document, const std::string& path) {
  const bool is_ours = document.is_object() && document.contains("format") &&
                       document["format"] == kFormat && document.contains("version") &&
                       document["version"].is_number_integer();
  if (!is_ours) return damaged(path, "is not a state file of starload");
  if (document["version"] != kLoadStateVersion) {
    return Status::config("--state: '" + path + "' has version " + document["version"].dump() +
                          " of the format; this starload reads version " +
                          std::to_string(kLoadStateVersion) +
                          ". Go on with the starload that wrote it");
  }
  if (!document.contains("load") || !document.contains("sha256") ||
      document["sha256"] != sha256(document["load"].dump())) {
    return damaged(path, "was changed or damaged: its checksum does not fit");
  }
  return decode_load(document["load"]);
}

}  // namespace

// With stream load the engine's state is large: its text is made once, in its place.
std::string encode_load_state(const LoadState& state) {
  constexpr std::string_view kHole = R"("state":")";
  Json pending;
  if (state.pending) pending = {{"at", encode(state.pending->checkpoint)}, {"state", ""}};
  const Json load = {{"label_prefix", encode_text(state.label_prefix)},
                     {"identity", encode(state.identity)},
                     {"committed", encode(state.committed)},
                     {"finished", state.finished},
                     {"pending", pending}};
  const std::string frame = load.dump();
  std::string head = "{\"format\":\"" + std::string(kFormat) +
                     "\",\"version\":" + std::to_string(kLoadStateVersion) + ",\"sha256\":\"";
  const std::size_t digest_at = head.size();
  head += std::string(kDigestDigits, '0') + "\",\"load\":";
  const std::size_t load_at = head.size();
  std::string text = std::move(head);
  if (!state.pending) {
    text += frame;
  } else {
    const std::size_t hole = frame.rfind(kHole) + kHole.size();
    text.reserve(text.size() + frame.size() + base64_size(state.pending->engine_state.size()) + 2);
    text.append(frame, 0, hole);
    append_base64(state.pending->engine_state, text);
    text.append(frame, hole);
  }
  text.replace(digest_at, kDigestDigits, sha256(std::string_view(text).substr(load_at)));
  return text += "}\n";
}

Result<LoadState> decode_load_state(const std::string& text, const std::string& path) {
  if (text.empty()) return damaged(path, "is empty");
  try {
    const Json document = parse(text);
    if (document.is_discarded()) return damaged(path, "is cut, or is not a state file of starload");
    return decode_document(document, path);
  } catch (const std::exception& error) {
    return damaged(path, std::string("cannot be understood (") + error.what() + ")");
  }
}

}  // namespace starload::cli
