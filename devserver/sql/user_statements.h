// CREATE, ALTER and DROP USER, SET PASSWORD, GRANT, REVOKE, SHOW USERS and SHOW GRANTS. Stateless;
// all throw SqlError.
#pragma once

#include "devserver/sql/session.h"
#include "devserver/sql/sql_engine.h"
#include "devserver/sql/system_tables.h"
#include "devserver/sql/token_reader.h"

namespace starload::devserver {

// 'name'[@'host']; a name need not be quoted.
UserIdentity read_user(TokenReader& reader);

// What follows CREATE USER, DROP USER, ALTER, SET PASSWORD, GRANT, REVOKE.
SqlResult execute_create_user(Session& session, TokenReader& reader);
SqlResult execute_drop_user(Session& session, TokenReader& reader);
SqlResult execute_alter_user(Session& session, TokenReader& reader);
SqlResult execute_set_password(Session& session, TokenReader& reader);
SqlResult execute_grant(Session& session, TokenReader& reader);
SqlResult execute_revoke(Session& session, TokenReader& reader);

// What follows SHOW GRANTS.
MemoryTable grants_table(Session& session, TokenReader& reader);
MemoryTable users_table(Session& session);

}  // namespace starload::devserver
