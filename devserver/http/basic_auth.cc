#include "devserver/http/basic_auth.h"

#include <cstdint>

#include "devserver/access/password.h"
#include "devserver/http/http_message.h"

namespace starload::devserver {
namespace {

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

std::optional<std::string> base64_decode(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string decoded;
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) return std::nullopt;
    bits = ((bits << 6) | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      decoded += static_cast<char>((bits >> bit_count) & 0xFF);
    }
  }
  return decoded;
}

}  // namespace

std::optional<Credentials> parse_basic_auth(std::string_view authorization) {
  constexpr std::string_view kScheme = "Basic ";
  if (!equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  const std::optional<std::string> pair =
      base64_decode(trim_blanks(authorization.substr(kScheme.size())));
  if (!pair) return std::nullopt;
  const std::size_t colon = pair->find(':');
  if (colon == std::string::npos) return std::nullopt;
  Credentials credentials{pair->substr(0, colon), pair->substr(colon + 1)};
  credentials.user = credentials.user.substr(0, credentials.user.find('@'));
  if (credentials.user.empty()) return std::nullopt;
  return credentials;
}

bool credentials_match(const Credentials& given, const Account& account) {
  const bool user_matches = equal_in_constant_time(given.user, account.user);
  const bool password_matches = equal_in_constant_time(given.password, account.password);
  return user_matches && password_matches;
}

}  // namespace starload::devserver
