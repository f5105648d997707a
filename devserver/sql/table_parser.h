// Reads a column type and the part of CREATE TABLE behind the table's name, and checks the table as
// StarRocks does. Throws SqlError. Pure.
#pragma once

#include "devserver/sql/token_reader.h"
#include "devserver/storage/table.h"

namespace starload::devserver {

Type parse_type(TokenReader& reader);

// From the '(' of the column list to the end of the statement. The table's names are set by the
// caller.
void parse_table_body(TokenReader& reader, Table* table);

}  // namespace starload::devserver
