#include "devserver/access/password.h"

#include <Poco/SHA1Engine.h>

#include <cstdint>

#include <fmt/format.h>

#include "framework/base/hex.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kHashBytes = 20;

}  // namespace

std::string sha1(std::string_view text) {
  Poco::SHA1Engine engine;
  engine.update(text.data(), text.size());
  const Poco::DigestEngine::Digest& digest = engine.digest();
  return {digest.begin(), digest.end()};
}

std::string password_hash(std::string_view password) {
  return password.empty() ? std::string() : sha1(sha1(password));
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  unsigned difference = left.size() == right.size() ? 0 : 1;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const char other = right.empty() ? '\0' : right[i % right.size()];
    difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^
                                        static_cast<unsigned char>(other));
  }
  return difference == 0;
}

bool matches_password_hash(std::string_view password, std::string_view hash) {
  return equal_in_constant_time(password_hash(password), hash);
}

std::string password_hash_text(std::string_view hash) {
  if (hash.empty()) return {};
  std::string text = "*";
  for (const char c : hash) text += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return text;
}

std::optional<std::string> parse_password_hash(std::string_view text) {
  if (text.empty()) return std::string();
  if (text.size() != 1 + 2 * kHashBytes || text[0] != '*') return std::nullopt;
  return bytes_of_hex(text.substr(1));
}

}  // namespace starload::devserver
