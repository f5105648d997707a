// Passwords as the server keeps them: SHA1(SHA1(password)), which is what mysql_native_password
// needs to check an answer; a password itself is never kept. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace starload::devserver {

// 20 bytes.
std::string sha1(std::string_view text);
// 20 bytes; empty for the empty password.
std::string password_hash(std::string_view password);
// In a time that does not depend on where the texts differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);
bool matches_password_hash(std::string_view password, std::string_view hash);

// '*' and 40 hexadecimal digits; empty for no password.
std::string password_hash_text(std::string_view hash);
// The hash of such a text; nullopt when it is none.
std::optional<std::string> parse_password_hash(std::string_view text);

}  // namespace starload::devserver
