// A SqlEngine over a storage of its own, and answers printed as text: "a|b;c|NULL;" or "ERROR 1064
// (42000): ...".
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "devserver/mysql/packet_writer.h"
#include "devserver/sql/sql_engine.h"
#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {

class SqlTest : public ::testing::Test {
 protected:
  SqlTest()
      : storage_(Storage::open(directory_.path()).take()),
        access_(AccessControl::open(*storage_, {"root", ""}).take()),
        engine_(*storage_, *access_, ServerFacts(), 7) {
    EXPECT_EQ(run("CREATE DATABASE shop"), "OK 0");
    EXPECT_EQ(run("USE shop"), "OK 0");
  }

  std::string run(const std::string& sql) {
    const SqlAnswer answer = engine_.execute(sql);
    if (const auto* error = std::get_if<SqlError>(&answer)) {
      return "ERROR " + std::to_string(error->code) + " (" + error->sql_state +
             "): " + error->message;
    }
    const SqlResult& result = std::get<SqlResult>(answer);
    if (!result.has_rows) return "OK " + std::to_string(result.affected_rows);
    std::string text;
    for (const auto& row : result.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const bool null = std::holds_alternative<std::monostate>(row[i]);
        text += (i > 0 ? "|" : "") + (null ? "NULL" : wire_text(result.columns[i].type, row[i]));
      }
      text += ";";
    }
    return text;
  }

  // "name type, name type" of a result.
  std::string columns(const std::string& sql) {
    const SqlAnswer answer = engine_.execute(sql);
    if (!std::holds_alternative<SqlResult>(answer)) return run(sql);
    std::string text;
    for (const ColumnInfo& column : std::get<SqlResult>(answer).columns) {
      text += (text.empty() ? "" : ", ") + column.name + " " + type_text(column.type);
    }
    return text;
  }

  static std::string analysis_error(const std::string& detail) {
    return "ERROR 1064 (42000): Getting analyzing error. Detail message: " + detail + ".";
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Storage> storage_;
  std::unique_ptr<AccessControl> access_;
  SqlEngine engine_;
};

}  // namespace starload::devserver
