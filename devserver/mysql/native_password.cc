#include "devserver/mysql/native_password.h"

#include <random>

#include "devserver/access/password.h"

namespace starload::devserver {

std::string make_scramble() {
  std::random_device device;
  std::uniform_int_distribution<int> character(0x25, 0x7E);
  std::string scramble;
  for (int i = 0; i < 20; ++i) scramble += static_cast<char>(character(device));
  return scramble;
}

bool proves_password(std::string_view answer, std::string_view password_hash,
                     std::string_view scramble) {
  if (password_hash.empty() || answer.empty()) return password_hash.empty() && answer.empty();
  std::string once = sha1(std::string(scramble) + std::string(password_hash));
  if (answer.size() != once.size()) return false;
  for (std::size_t i = 0; i < once.size(); ++i) once[i] = static_cast<char>(once[i] ^ answer[i]);
  return equal_in_constant_time(sha1(once), password_hash);
}

}  // namespace starload::devserver
