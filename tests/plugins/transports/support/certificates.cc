#include "tests/plugins/transports/support/certificates.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace starload::test {
namespace {

class Maker final {
 public:
  Maker() {
    std::string pattern = (std::filesystem::temp_directory_path() / "starload-tls-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      made_.problem = "no temporary directory";
      return;
    }
    made_.directory = pattern;
    make_all();
  }
  ~Maker() {
    std::error_code ignored;
    if (!made_.directory.empty()) std::filesystem::remove_all(made_.directory, ignored);
  }
  const Certificates& made() const { return made_; }

 private:
  std::string path(const std::string& name) const { return made_.directory + "/" + name; }

  void run(const std::string& arguments) {
    const std::string command =
        "cd '" + made_.directory + "' && openssl " + arguments + " >>log 2>&1";
    if (std::system(command.c_str()) != 0 && made_.problem.empty())
      made_.problem = "openssl " + arguments;
  }

  void make_signed(const std::string& name, const std::string& alternative_names) {
    std::ofstream(path(name + ".ext")) << "subjectAltName=" << alternative_names << "\n";
    run("req -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name +
        ".csr -subj /CN=" + name);
    run("x509 -req -in " + name +
        ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile " + name + ".ext -out " +
        name + ".pem");
  }

  void make_all() {
    run("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj "
        "/CN=throwaway-ca");
    make_signed("good", "IP:127.0.0.1,DNS:localhost");
    make_signed("other", "DNS:other.example");
    make_signed("client", "DNS:client.example");
    run("req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.pem -days 2 -subj /CN=self "
        "-addext subjectAltName=IP:127.0.0.1");
    made_.ca_file = path("ca.pem");
    made_.good_cert = path("good.pem");
    made_.good_key = path("good.key");
    made_.other_cert = path("other.pem");
    made_.other_key = path("other.key");
    made_.self_cert = path("self.pem");
    made_.self_key = path("self.key");
    made_.client_cert = path("client.pem");
    made_.client_key = path("client.key");
  }

  Certificates made_;
};

}  // namespace

const Certificates& certificates() {
  static const Maker maker;
  return maker.made();
}

}  // namespace starload::test
