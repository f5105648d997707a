// HTTP Basic authentication as StarRocks reads it. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace starload::devserver {

struct Credentials {
  std::string user;
  std::string password;
};

// The account of the command line.
using Account = Credentials;

// nullopt: absent or garbled. Splits at the first colon; a user written a@b is reduced to a.
std::optional<Credentials> parse_basic_auth(std::string_view authorization);

// Compares in a time that does not depend on where the texts differ.
bool credentials_match(const Credentials& given, const Account& account);

}  // namespace starload::devserver
