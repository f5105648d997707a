// Checks JSON text that is passed on as it stands. Pure function; any thread.
#pragma once

#include <string_view>

namespace starload::cli {

constexpr int kMaxJsonDepth = 64;

enum class JsonKind : unsigned char { kInvalid, kObject, kArray, kString, kNumber, kBool, kNull };

// The kind of the one JSON value (RFC 8259) that fills the text, white space around it allowed;
// kInvalid: it is none, or it nests deeper than max_depth. REQUIRES: valid UTF-8.
JsonKind check_json(std::string_view text, int max_depth = kMaxJsonDepth);

bool is_json_number(std::string_view text);  // -?int[.frac][exp], nothing around it

}  // namespace starload::cli
