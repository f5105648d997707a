// mysql_native_password: the server's side. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace starload::devserver {

// 20 random bytes, none of them zero or a '$'.
std::string make_scramble();

// Whether the client's answer proves the password: SHA1(p) xor SHA1(scramble + SHA1(SHA1(p)));
// empty for no password.
bool proves_password(std::string_view answer, std::string_view password, std::string_view scramble);

}  // namespace starload::devserver
