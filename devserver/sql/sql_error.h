// An error of the SQL side as the MySQL protocol carries it. Thrown inside devserver/sql only:
// SqlEngine::execute catches it, so that a recursive parser need not pass results through every
// level.
#pragma once

#include <string>
#include <utility>

namespace starload::devserver {

struct SqlError {
  int code = 1064;
  std::string sql_state = "42000";
  std::string message;
};

// A name that no table in view has as a column.
struct UnknownColumnError : SqlError {
  std::string column;
};

[[noreturn]] inline void throw_unknown_column(const std::string& name) {
  UnknownColumnError error;
  error.message =
      "Getting analyzing error. Detail message: Column '" + name + "' cannot be resolved.";
  error.column = name;
  throw UnknownColumnError(std::move(error));
}

// Throws 1064 "Getting analyzing error. Detail message: <detail>." as the server words it.
[[noreturn]] inline void throw_analysis_error(const std::string& detail) {
  throw SqlError{1064, "42000", "Getting analyzing error. Detail message: " + detail + "."};
}

// What StarRocks can and this server cannot.
[[noreturn]] inline void throw_not_supported(const std::string& what) {
  throw_analysis_error("the development server does not support " + what);
}

[[noreturn]] inline void throw_unknown_database(const std::string& name) {
  throw SqlError{5501, "3F000", "Unknown database '" + name + "'"};
}

[[noreturn]] inline void throw_unknown_table(const std::string& name) {
  throw SqlError{5502, "42602", "Unknown table '" + name + "'"};
}

[[noreturn]] inline void throw_no_database() {
  throw SqlError{1046, "3D000", "No database selected"};
}

}  // namespace starload::devserver
