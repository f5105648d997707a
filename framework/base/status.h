// Status and Result: how the framework reports failure. No exceptions cross a framework interface.
//
// A message says what failed, with which value, where (table, label, path) and what to do; never a
// password, an Authorization header or row data. Value types: any thread may use its own copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace starload {

enum class ErrorCode : std::uint8_t {
  kOk,
  kConfig,          // usage, options, plugins, schema: retrying does not help (command: exit 2)
  kData,            // a row cannot be handled (exit 1)
  kUnavailable,     // a server or resource did not do it in time (exit 1)
  kRefused,         // the server refused for good: password, table, data quality (exit 1)
  kOutcomeUnknown,  // nobody can say whether the label's rows are in the table (exit 4)
  kCancelled,       // interrupted (exit 130)
  kFatal,           // a broken invariant or plugin (exit 1)
};

class [[nodiscard]] Status final {
 public:
  Status() = default;
  Status(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  static Status ok() { return {}; }
  static Status config(std::string message) { return {ErrorCode::kConfig, std::move(message)}; }
  static Status data(std::string message) { return {ErrorCode::kData, std::move(message)}; }
  static Status unavailable(std::string message) {
    return {ErrorCode::kUnavailable, std::move(message)};
  }
  static Status refused(std::string message) { return {ErrorCode::kRefused, std::move(message)}; }
  static Status cancelled(std::string message) {
    return {ErrorCode::kCancelled, std::move(message)};
  }
  static Status fatal(std::string message) { return {ErrorCode::kFatal, std::move(message)}; }

  bool is_ok() const { return code_ == ErrorCode::kOk; }
  explicit operator bool() const { return is_ok(); }
  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }

  // The same failure with "where: " in front.
  Status with_context(std::string_view where) const {
    if (is_ok()) return *this;
    return {code_, std::string(where) + ": " + message_};
  }

 private:
  ErrorCode code_ = ErrorCode::kOk;
  std::string message_;
};

// A value or the Status that explains its absence.
template <typename T>
class [[nodiscard]] Result final {
 public:
  Result(T value) : value_(std::move(value)) {}          // NOLINT(google-explicit-constructor)
  Result(Status status) : status_(std::move(status)) {}  // NOLINT(google-explicit-constructor)

  bool is_ok() const { return value_.has_value(); }
  explicit operator bool() const { return is_ok(); }
  const Status& status() const { return status_; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  T take() { return std::move(*value_); }

 private:
  std::optional<T> value_;
  Status status_;
};

// Returns from the enclosing function when `expression` is a failed Status.
#define STARLOAD_TRY(expression)                                     \
  do {                                                               \
    if (::starload::Status try_status = (expression); !try_status) { \
      return try_status;                                             \
    }                                                                \
  } while (false)

}  // namespace starload
