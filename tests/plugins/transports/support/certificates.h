// A throwaway certificate authority in a temporary directory, made by the openssl command when
// first asked for.
#pragma once

#include <string>

namespace starload::test {

struct Certificates {
  std::string directory;
  std::string ca_file;
  std::string good_cert, good_key;      // for 127.0.0.1 and localhost
  std::string other_cert, other_key;    // signed, but for other.example
  std::string self_cert, self_key;      // self-signed for 127.0.0.1
  std::string client_cert, client_key;  // signed, for a client
  std::string problem;                  // not empty: openssl failed
};

// Lives until the process ends; the directory is removed then.
const Certificates& certificates();

}  // namespace starload::test
