// How a table and its columns are printed: SHOW CREATE TABLE, MySQL's COLUMN_TYPE and DATA_TYPE.
// Pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "devserver/storage/table.h"

namespace starload::devserver {

// `int(11)`, `bigint(20)`, `largeint(40)`, `tinyint(1)` for BOOLEAN in information_schema.
std::string sql_type_text(const Type& type);
std::string information_column_type(const Type& type);
std::string information_data_type(const Type& type);

std::string create_table_text(const Table& table);
// Back-ticked names, separated by ", ".
std::string name_list_text(const std::vector<std::string>& names);
// The table's properties as SHOW CREATE TABLE prints them, replication_num included.
std::map<std::string, std::string> shown_properties(const Table& table);
// The columns that the partition clause names.
std::vector<std::string> partition_columns(const Table& table);
// "DUP_KEYS", "AGG_KEYS", "UNIQUE_KEYS", "PRIMARY_KEYS"
std::string table_model(KeysType type);

}  // namespace starload::devserver
