// The transactions as SHOW PROC lists them. Stateless.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/transaction/transaction_manager.h"

namespace starload::devserver {

struct ProcTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

// /transactions: the databases. /transactions/{database}: how many are running and finished.
// /transactions/{database}/running and /finished: one row each, newest first; with /{transaction}
// behind them, or without, the one. /dbs, /dbs/{database}: databases and their tables. A database
// goes by its name or its id. nullopt = no such path.
std::optional<ProcTable> read_proc(TransactionManager& manager, std::string_view path);

}  // namespace starload::devserver
