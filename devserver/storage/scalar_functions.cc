#include "devserver/storage/scalar_functions.h"

#include <sqlite3.h>

#include <array>

#include "devserver/storage/function_support.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

Cell cell_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_value_int64(value));
    case SQLITE_FLOAT:
      return sqlite3_value_double(value);
    case SQLITE_NULL:
      return std::monostate{};
    default: {
      const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
      const int size = sqlite3_value_bytes(value);
      return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(size));
    }
  }
}

void set_result(sqlite3_context* context, const Cell& cell, bool as_bytes) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    sqlite3_result_int64(context, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    sqlite3_result_double(context, *real);
  } else if (const auto* text = std::get_if<std::string>(&cell); text != nullptr && as_bytes) {
    sqlite3_result_blob64(context, text->data(), text->size(), SQLITE_TRANSIENT);
  } else if (text != nullptr) {
    sqlite3_result_text64(context, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else {
    sqlite3_result_null(context);
  }
}

// No exception may pass through SQLite.
void invoke(sqlite3_context* context, int count, sqlite3_value** values) {
  const auto* function = static_cast<const ScalarFunction*>(sqlite3_user_data(context));
  try {
    std::vector<Cell> arguments;
    for (int i = 0; i < count; ++i) {
      arguments.push_back(cell_of(values[i]));
      if (!function->takes_null && std::holds_alternative<std::monostate>(arguments.back())) {
        return sqlite3_result_null(context);
      }
    }
    set_result(context, function->body(arguments), function->gives_bytes);
  } catch (const std::exception& error) {
    sqlite3_result_error(context, error.what(), -1);
  }
}

void destroy(void* function) { delete static_cast<ScalarFunction*>(function); }

}  // namespace

Status register_functions(Database& database, const std::vector<ScalarFunction>& functions) {
  for (const ScalarFunction& function : functions) {
    const int flags = SQLITE_UTF8 | (function.deterministic ? SQLITE_DETERMINISTIC : 0);
    const int code =
        sqlite3_create_function_v2(database.handle(), function.name, function.arguments, flags,
                                   new ScalarFunction(function), invoke, nullptr, nullptr, destroy);
    if (code != SQLITE_OK) return database.last_error(std::string("registering ") + function.name);
  }
  return {};
}

std::string text_argument(const Cell& cell) { return cell_text(cell); }

std::int64_t integer_argument(const Cell& cell) {
  Type type;
  type.kind = TypeKind::kBigint;
  const std::optional<Cell> converted = convert_cell(type, cell);
  return converted && std::holds_alternative<std::int64_t>(*converted)
             ? std::get<std::int64_t>(*converted)
             : 0;
}

std::vector<std::size_t> character_offsets(std::string_view text) {
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) offsets.push_back(i);
  }
  offsets.push_back(text.size());
  return offsets;
}

Status register_scalar_functions(Database& database) {
  STARLOAD_TRY(register_functions(database, text_functions()));
  STARLOAD_TRY(register_functions(database, number_functions()));
  STARLOAD_TRY(register_functions(database, object_functions()));
  return register_functions(database, date_functions());
}

}  // namespace starload::devserver
