// The output that a serializer appends to: the host's buffer, written in place.
//
// When the host's buffer may not grow, the sink is full: everything appended from then on is
// dropped, the loop around write_row takes back the unfinished row and the host goes on with
// another buffer. So a serializer need not look; one that writes through reserve() gets nullptr.
// One thread.
#pragma once

#include <starload/abi/base.h>

#include <cstring>
#include <starload/sdk/format.hpp>
#include <starload/sdk/row.hpp>
#include <string_view>

namespace starload::sdk {

// Copies a text, short ones without a call: the two moves that cover it may overlap. Returns the
// new end; touches nothing outside both texts.
inline char* copy_text(std::string_view text, char* out) {
  const std::size_t size = text.size();
  const auto move_both_ends = [&]<std::size_t kWidth>() {
    char first[kWidth];
    char last[kWidth];
    std::memcpy(first, text.data(), kWidth);
    std::memcpy(last, text.data() + size - kWidth, kWidth);
    std::memcpy(out, first, kWidth);
    std::memcpy(out + size - kWidth, last, kWidth);
  };
  if (size > 32) {
    std::memcpy(out, text.data(), size);
  } else if (size >= 16) {
    move_both_ends.template operator()<16>();
  } else if (size >= 8) {
    move_both_ends.template operator()<8>();
  } else if (size >= 4) {
    move_both_ends.template operator()<4>();
  } else if (size >= 2) {
    move_both_ends.template operator()<2>();
  } else if (size == 1) {
    *out = text[0];
  }
  return out + size;
}

class Sink final {
 public:
  explicit Sink(sl_sink* sink) : sink_(sink) {}

  bool full() const { return full_; }
  std::size_t size() const { return sink_->size; }
  void truncate(std::size_t size) {
    sink_->size = size;
  }  // takes back what was appended behind `size`

  // At least `size` writable bytes behind the end, or nullptr when the sink is full. Make them
  // count with commit().
  char* reserve(std::size_t size) {
    // No bytes of a buffer that is not there yet are no reason to be "full".
    const bool fits = sink_->capacity - sink_->size >= size && sink_->data != nullptr;
    if (!fits && !grow(size > 0 ? size : 1)) return nullptr;
    return reinterpret_cast<char*>(sink_->data) + sink_->size;
  }
  // end: one past the last byte written after reserve().
  void commit(const char* end) {
    sink_->size = static_cast<std::size_t>(end - reinterpret_cast<char*>(sink_->data));
  }
  char* begin() const { return reinterpret_cast<char*>(sink_->data); }
  char* end() const { return reinterpret_cast<char*>(sink_->data) + sink_->size; }
  // One past the last byte that may be written without another reserve().
  char* limit() const { return reinterpret_cast<char*>(sink_->data) + sink_->capacity; }

  void append(std::string_view text) {
    char* at = reserve(text.size());
    if (at == nullptr) return;
    copy_text(text, at);
    sink_->size += text.size();
  }
  void append(char c) {
    char* at = reserve(1);
    if (at == nullptr) return;
    *at = c;
    ++sink_->size;
  }
  // A scalar as plain text, as docs/types.md says for CSV; binary values as they are. REQUIRES:
  // neither null nor nested.
  void append_text(const Field& field) {
    if (layout::is_text_or_bytes(field.type().kind)) return append(field.as_string());
    char* at = reserve(format::kMaxScalarText);
    if (at != nullptr) commit(format::scalar(field, at));
  }

  sl_sink* abi() const { return sink_; }

 private:
  bool grow(std::size_t size) {
    if (!full_) full_ = sink_->grow(sink_, size) != SL_OK;
    return !full_;
  }

  sl_sink* sink_;
  bool full_ = false;
};

}  // namespace starload::sdk
