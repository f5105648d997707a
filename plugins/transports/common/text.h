// Text of strangers made fit for messages: masked, printable, short. Pure functions; Masker is
// immutable after its construction, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace starload::http {

// Control characters and broken UTF-8 become '?', runs of blanks one blank; cut to max_bytes with
// "..." behind.
std::string printable(std::string_view text, std::size_t max_bytes);

// Row values that StarRocks quotes in its reasons ("Value 'x' is out of range") become '***'.
std::string hide_values(std::string_view reason);

std::string base64(std::string_view bytes);

bool contains_ignore_case(std::string_view text, std::string_view lower_case_part);
bool equals_ignore_case(std::string_view a, std::string_view b);

// Removes known secrets from text that a server sent.
class Masker final {
 public:
  Masker() = default;
  void add(std::string secret);
  std::string mask(std::string_view text) const;
  // mask, hide_values and printable together: what may stand in a message.
  std::string show(std::string_view text, std::size_t max_bytes = 300) const;

 private:
  std::vector<std::string> secrets_;
};

}  // namespace starload::http
