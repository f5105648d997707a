// What the user says about TLS. A plain value.
#pragma once

#include <string>

namespace starload::http {

struct TlsOptions {
  std::string ca_file;
  std::string ca_dir;
  std::string cert_file;
  std::string key_file;
  bool verify = true;

  bool any_given() const {
    return !ca_file.empty() || !ca_dir.empty() || !cert_file.empty() || !key_file.empty();
  }
};

}  // namespace starload::http
