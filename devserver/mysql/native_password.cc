#include "devserver/mysql/native_password.h"

#include <Poco/SHA1Engine.h>

#include <random>

namespace starload::devserver {
namespace {

std::string sha1(std::string_view text) {
  Poco::SHA1Engine engine;
  engine.update(text.data(), text.size());
  const Poco::DigestEngine::Digest& digest = engine.digest();
  return {digest.begin(), digest.end()};
}

}  // namespace

std::string make_scramble() {
  std::random_device device;
  std::uniform_int_distribution<int> character(0x25, 0x7E);
  std::string scramble;
  for (int i = 0; i < 20; ++i) scramble += static_cast<char>(character(device));
  return scramble;
}

bool proves_password(std::string_view answer, std::string_view password,
                     std::string_view scramble) {
  if (password.empty() || answer.empty()) return password.empty() && answer.empty();
  const std::string once = sha1(password);
  const std::string mask = sha1(std::string(scramble) + sha1(once));
  if (answer.size() != mask.size()) return false;
  unsigned difference = 0;  // looks at every byte, so that the time tells nothing
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const auto expected = static_cast<unsigned char>(static_cast<unsigned char>(once[i]) ^
                                                     static_cast<unsigned char>(mask[i]));
    difference |= static_cast<unsigned>(expected ^ static_cast<unsigned char>(answer[i]));
  }
  return difference == 0;
}

}  // namespace starload::devserver
