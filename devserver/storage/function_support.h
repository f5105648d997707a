// Small helpers that the SQLite function files share. A function body gets its arguments and
// returns a Cell; an argument that is NULL makes the result NULL before the body runs (unless the
// function is registered as taking NULLs).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/table.h"

namespace starload::devserver {

using FunctionBody = Cell (*)(const std::vector<Cell>& arguments);

struct ScalarFunction {
  const char* name;
  int arguments;  // -1 = any number
  FunctionBody body;
  bool takes_null = false;
  bool deterministic = true;
  bool gives_bytes = false;  // text results are no text
};

Status register_functions(Database& database, const std::vector<ScalarFunction>& functions);

std::string text_argument(const Cell& cell);
std::int64_t integer_argument(const Cell& cell);

// Byte offsets of the characters of UTF-8 text, the end included.
std::vector<std::size_t> character_offsets(std::string_view text);

std::vector<ScalarFunction> text_functions();
std::vector<ScalarFunction> number_functions();
std::vector<ScalarFunction> date_functions();
std::vector<ScalarFunction> object_functions();

}  // namespace starload::devserver
