// mysql_native_password: the server's side. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace starload::devserver {

// 20 random bytes, none of them zero or a '$'.
std::string make_scramble();

// Whether the client's answer, SHA1(p) xor SHA1(scramble + SHA1(SHA1(p))), proves the password of
// which the server knows SHA1(SHA1(p)); both are empty for no password.
bool proves_password(std::string_view answer, std::string_view password_hash,
                     std::string_view scramble);

}  // namespace starload::devserver
