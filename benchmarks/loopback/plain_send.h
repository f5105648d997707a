// Sends bodies to a load address with nothing around it: one connection, one request after the
// other, no retries. Ends the program when something does not work.
#pragma once

#include <cstddef>
#include <string>

namespace starload::bench {

class PlainSender final {
 public:
  // transactions: begin, loads, prepare, commit under one label; else each body is a load of its
  // own.
  PlainSender(int port, bool transactions);
  ~PlainSender();
  PlainSender(const PlainSender&) = delete;
  PlainSender& operator=(const PlainSender&) = delete;

  void load(const char* body, std::size_t size);
  // A body of total bytes, which are these ones again and again. REQUIRES: no transactions.
  void load_repeated(const char* bytes, std::size_t size, std::size_t total);
  void finish();

 private:
  void send_head(const std::string& method_and_path, std::size_t size);
  void step(const std::string& method_and_path, const char* body, std::size_t size);

  const bool transactions_;
  const int socket_;
};

}  // namespace starload::bench
