// Answers getaddrinfo for the names that a test makes up; all others go to the system. One test at
// a time sets names, any thread asks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace starload::test {

// From now on `name` has these IPv4 addresses, in this order; none: it cannot be resolved.
void set_addresses(const std::string& name, std::vector<std::string> addresses);

// How often it was asked for.
std::size_t times_asked(const std::string& name);

}  // namespace starload::test
