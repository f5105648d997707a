// What makes a table definition valid, and the defaults that StarRocks fills in. Throws SqlError.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "devserver/storage/table.h"

namespace starload::devserver {

// key_clause: the columns of DUPLICATE|AGGREGATE|UNIQUE|PRIMARY KEY(...), empty when there is no
// such clause.
void apply_table_rules(Table* table, const std::vector<std::string>& key_clause);

}  // namespace starload::devserver
