// INSERT, UPDATE and DELETE: values are converted to the columns' types, rows go through Storage by
// the table's model. Throws SqlError.
#pragma once

#include "devserver/sql/session.h"

namespace starload::devserver {

// The cursor stands behind the first word.
SqlResult execute_insert(Session& session, TokenReader& reader);
SqlResult execute_update(Session& session, TokenReader& reader);
SqlResult execute_delete(Session& session, TokenReader& reader);

}  // namespace starload::devserver
