// SHOW ... and DESCRIBE. Throws SqlError.
#pragma once

#include "devserver/sql/session.h"

namespace starload::devserver {

// The cursor stands behind SHOW.
SqlResult execute_show(Session& session, TokenReader& reader);
// The cursor stands behind DESC or DESCRIBE.
SqlResult execute_describe(Session& session, TokenReader& reader);

}  // namespace starload::devserver
