#include "devserver/sql/admin_statements.h"

#include <utility>
#include <vector>

#include "devserver/frontend_config.h"
#include "devserver/sql/like.h"
#include "devserver/sql/query_translator.h"
#include "devserver/transaction/transaction_proc.h"

namespace starload::devserver {
namespace {

constexpr int kSetConfigFailed = 5101;
constexpr int kNoSuchConfig = 5102;

MemoryTable text_columns(const std::vector<std::string>& names) {
  MemoryTable table;
  for (const std::string& name : names)
    table.columns.push_back({name, type_of(TypeKind::kVarchar)});
  return table;
}

SqlResult result_of(MemoryTable table) {
  SqlResult result;
  result.has_rows = true;
  result.columns = std::move(table.columns);
  result.rows = std::move(table.rows);
  return result;
}

FrontendConfig& config_of(const Session& session) {
  if (session.facts().config == nullptr) throw_not_supported("ADMIN here");
  return *session.facts().config;
}

void set_item(FrontendConfig& config, const std::string& name, const std::string& value) {
  const Status set = config.set(name, value);
  if (set) return;
  if (!config.has(name)) {
    throw SqlError{kNoSuchConfig, "F0000",
                   "Config '" + name + "' does not exist or is not mutable: " + set.message()};
  }
  throw SqlError{kSetConfigFailed, "F0000", "Set config failed: " + set.message()};
}

// ("name" = "value", ...) [WITH PERSISTENT]
SqlResult set_config(FrontendConfig& config, TokenReader& reader) {
  std::vector<std::pair<std::string, std::string>> assignments;
  reader.expect_symbol("(");
  do {
    std::string name = reader.string_literal("a configuration item in quotes");
    reader.expect_symbol("=");
    assignments.emplace_back(std::move(name), reader.string_literal("a value in quotes"));
  } while (reader.accept_symbol(","));
  reader.expect_symbol(")");
  reader.accept_words({"WITH", "PERSISTENT"});
  reader.expect_end();
  for (const auto& [name, value] : assignments) set_item(config, name, value);
  return {};
}

SqlResult show_config(const FrontendConfig& config, TokenReader& reader) {
  std::string pattern = "%";
  if (reader.accept("LIKE")) pattern = reader.string_literal("a pattern");
  reader.expect_end();
  MemoryTable table = text_columns({"Key", "AliasNames", "Value", "Type", "IsMutable", "Comment"});
  for (const FrontendConfig::Entry& entry : config.entries()) {
    if (!like_matches(entry.name, pattern, true)) continue;
    table.rows.push_back({entry.name, "[]", entry.value, entry.type, "true", entry.comment});
  }
  return result_of(std::move(table));
}

}  // namespace

SqlResult execute_admin(Session& session, TokenReader& reader) {
  session.require_owner("OPERATE", "SYSTEM");
  if (reader.accept_words({"SET", "FRONTEND", "CONFIG"}))
    return set_config(config_of(session), reader);
  if (reader.accept_words({"SHOW", "FRONTEND", "CONFIG"}))
    return show_config(config_of(session), reader);
  throw_not_supported(
      "this ADMIN statement; it has ADMIN SET FRONTEND CONFIG and ADMIN SHOW FRONTEND CONFIG");
}

MemoryTable proc_table(const Session& session, const std::string& path) {
  session.require_owner("OPERATE", "SYSTEM");
  if (session.facts().transactions == nullptr) throw_not_supported("SHOW PROC here");
  const std::optional<ProcTable> found = read_proc(*session.facts().transactions, path);
  if (!found) {
    throw_not_supported("SHOW PROC '" + path +
                        "'; it has /dbs, /dbs/<database>, /transactions, "
                        "/transactions/<database>, /transactions/<database>/running, "
                        "/transactions/<database>/finished and /transactions/<database>/<id> of "
                        "databases and transactions that exist");
  }
  MemoryTable table = text_columns(found->columns);
  for (const std::vector<std::string>& row : found->rows)
    table.rows.emplace_back(row.begin(), row.end());
  return table;
}

}  // namespace starload::devserver
