// Errors of plugin code, and the barrier that keeps every exception inside the plugin.
#pragma once

#include <starload/abi/base.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>

namespace starload::sdk {

// What plugin code throws to return a typed error across the ABI.
class Error final : public std::exception {
 public:
  Error(std::int32_t code, std::string message, std::int64_t row = SL_NO_ROW)
      : code_(code), message_(std::move(message)), row_(row) {}

  static Error config(std::string message) { return {SL_ERR_CONFIG, std::move(message)}; }
  static Error data(std::int64_t row, std::string message) {
    return {SL_ERR_DATA, std::move(message), row};
  }
  static Error fatal(std::string message) { return {SL_ERR_FATAL, std::move(message)}; }
  static Error retryable(std::string message) { return {SL_ERR_RETRYABLE, std::move(message)}; }

  const char* what() const noexcept override { return message_.c_str(); }
  std::int32_t code() const noexcept { return code_; }
  std::int64_t row() const noexcept { return row_; }

 private:
  std::int32_t code_;
  std::string message_;
  std::int64_t row_;
};

// Fills the caller's error; long messages are cut at a whole UTF-8 character. Returns `code`.
inline std::int32_t fill_error(sl_error* error, std::int32_t code, std::string_view message,
                               std::int64_t row = SL_NO_ROW) noexcept {
  if (error == nullptr) return code;
  std::size_t size = std::min(message.size(), sizeof(error->message));
  while (size < message.size() && size > 0 &&
         (static_cast<unsigned char>(message[size]) & 0xC0u) == 0x80u)
    --size;
  if (size > 0) std::memcpy(error->message, message.data(), size);
  error->message_size = static_cast<std::uint32_t>(size);
  error->code = code;
  error->flags = 0;
  error->row_index = row;
  return code;
}

// Runs body() -> int32_t and turns whatever it throws into a code and a message.
template <typename Body>
std::int32_t barrier(sl_error* error, Body&& body) noexcept {
  try {
    return body();
  } catch (const Error& e) {
    return fill_error(error, e.code(), e.what(), e.row());
  } catch (const std::bad_alloc&) {
    return fill_error(error, SL_ERR_FATAL, "the plugin ran out of memory");
  } catch (const std::exception& e) {
    return fill_error(error, SL_ERR_FATAL, e.what());
  } catch (...) {
    return fill_error(error, SL_ERR_FATAL, "the plugin threw something that is no std::exception");
  }
}

inline std::string_view view(sl_str text) { return {text.data, text.size}; }
inline sl_str str(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace starload::sdk
