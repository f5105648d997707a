#include "tests/faults/name_service.h"

#include <dlfcn.h>
#include <netdb.h>

#include <map>
#include <mutex>
#include <optional>

namespace {

struct Name {
  std::vector<std::string> addresses;
  std::size_t asked = 0;
};

std::mutex names_mutex;             // guards names
std::map<std::string, Name> names;  // NOLINT(cert-err58-cpp): a test may die of it

using GetAddrInfo = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

GetAddrInfo system_getaddrinfo() {
  static const auto found = reinterpret_cast<GetAddrInfo>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return found;
}

std::optional<std::vector<std::string>> ask(const char* name) {
  const std::lock_guard lock(names_mutex);
  const auto found = name == nullptr ? names.end() : names.find(name);
  if (found == names.end()) return std::nullopt;
  ++found->second.asked;
  return found->second.addresses;
}

}  // namespace

// In place of libc's, for the whole process: the program's own symbols come first.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  const auto addresses = ask(name);
  if (!addresses) return system_getaddrinfo()(name, service, hints, result);
  addrinfo* first = nullptr;
  addrinfo** end = &first;
  for (const std::string& address : *addresses) {
    const int code = system_getaddrinfo()(address.c_str(), service, hints, end);
    if (code != 0) return code;
    while (*end != nullptr) end = &(*end)->ai_next;  // freeaddrinfo takes the whole chain
  }
  *result = first;
  return first == nullptr ? EAI_NONAME : 0;
}

namespace starload::test {

void set_addresses(const std::string& name, std::vector<std::string> addresses) {
  const std::lock_guard lock(names_mutex);
  names[name].addresses = std::move(addresses);
}

std::size_t times_asked(const std::string& name) {
  const std::lock_guard lock(names_mutex);
  return names[name].asked;
}

}  // namespace starload::test
