#include "plugins/transports/common/tls_context.h"

#include <Poco/Exception.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <starload/sdk/error.hpp>

namespace starload::http {
namespace {

using Poco::Net::Context;

// Where systems keep the authorities that they trust: Debian and Ubuntu; RHEL and Fedora; SUSE;
// BSD.
constexpr std::array<const char*, 4> kBundles{"/etc/ssl/certs/ca-certificates.crt",
                                              "/etc/pki/tls/certs/ca-bundle.crt",
                                              "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

std::string last_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "it cannot be used";
}

[[noreturn]] void refuse(const char* key, const std::string& file, const std::string& why) {
  throw sdk::Error::config(std::string(key) + "='" + file + "': " + why);
}

void check_readable(const char* key, const std::string& file) {
  if (!file.empty() && ::access(file.c_str(), R_OK) != 0)
    refuse(key, file, "no such file, or it cannot be read");
}

// Somebody chose what is trusted, or the system is the one that OpenSSL was built for.
bool has_default_authorities() {
  const std::array<const char*, 2> places{X509_get_default_cert_file(),
                                          X509_get_default_cert_dir()};
  return std::getenv(X509_get_default_cert_file_env()) != nullptr ||
         std::getenv(X509_get_default_cert_dir_env()) != nullptr || !first_readable(places).empty();
}

// OpenSSL may come from another system (the Flink connector brings Debian's), whose folder is
// missing here: then the bundle lies where this system keeps it.
void load_system_authorities(SSL_CTX* context) {
  SSL_CTX_set_default_verify_paths(context);
  if (has_default_authorities()) return;
  const std::string bundle = first_readable(kBundles);
  if (!bundle.empty()) SSL_CTX_load_verify_file(context, bundle.c_str());
  ERR_clear_error();
}

void load_authorities(SSL_CTX* context, const TlsOptions& options) {
  if (options.ca_file.empty() && options.ca_dir.empty()) return load_system_authorities(context);
  if (!options.ca_file.empty() && SSL_CTX_load_verify_file(context, options.ca_file.c_str()) != 1) {
    refuse("sink.ssl.ca-file", options.ca_file, last_openssl_error());
  }
  if (!options.ca_dir.empty() && SSL_CTX_load_verify_dir(context, options.ca_dir.c_str()) != 1) {
    refuse("sink.ssl.ca-dir", options.ca_dir, last_openssl_error());
  }
}

void load_own_certificate(SSL_CTX* context, const TlsOptions& options) {
  if (options.cert_file.empty() && options.key_file.empty()) return;
  const std::string& key_file = options.key_file.empty() ? options.cert_file : options.key_file;
  if (options.cert_file.empty()) {
    throw sdk::Error::config("sink.ssl.key-file is given without sink.ssl.cert-file");
  }
  if (SSL_CTX_use_certificate_chain_file(context, options.cert_file.c_str()) != 1) {
    refuse("sink.ssl.cert-file", options.cert_file, last_openssl_error());
  }
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    refuse("sink.ssl.key-file", key_file,
           last_openssl_error() + " (encrypted keys are not supported)");
  }
}

// A key that is encrypted must fail, not ask on a terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

}  // namespace

std::string first_readable(std::span<const char* const> files) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [](const char* file) { return ::access(file, R_OK) == 0; });
  return found == files.end() ? "" : *found;
}

Context::Ptr make_tls_context(const TlsOptions& options) {
  check_readable("sink.ssl.ca-file", options.ca_file);
  check_readable("sink.ssl.ca-dir", options.ca_dir);
  check_readable("sink.ssl.cert-file", options.cert_file);
  check_readable("sink.ssl.key-file", options.key_file);
  try {
    Context::Params params;
    params.verificationMode = options.verify ? Context::VERIFY_STRICT : Context::VERIFY_NONE;
    params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES";
    Context::Ptr context(new Context(Context::TLS_CLIENT_USE, params));
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(options.verify);
    SSL_CTX* raw = context->sslContext();
    // Poco's own call-backs ask its process-wide SSLManager, which may be somebody else's.
    SSL_CTX_set_verify(raw, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_default_passwd_cb(raw, &no_passphrase);
    load_authorities(raw, options);
    load_own_certificate(raw, options);
    return context;
  } catch (const Poco::Exception& e) {
    throw sdk::Error::config("cannot set up TLS: " + e.displayText());
  }
}

}  // namespace starload::http
