// The least that a test program needs, for authors who bring no test framework of their own:
//
//   int main() {
//     Checks checks;
//     checks.equal(serializer.body(rows), "1|a\n", "two columns");
//     checks.fails_with(SL_ERR_DATA, [&] { serializer.body(bad); }, "a bad row");
//     return checks.finish();
//   }
#pragma once

#include <iostream>
#include <starload/testkit/serializer.hpp>

namespace starload::testkit {

class Checks final {
 public:
  template <typename Have, typename Want>
  void equal(const Have& have, const Want& want, std::string_view what) {
    if (count(have == want)) return;
    std::cerr << "FAILED: " << what << "\n  have: " << have << "\n  want: " << want << '\n';
  }
  void is_true(bool condition, std::string_view what) {
    if (!count(condition)) std::cerr << "FAILED: " << what << '\n';
  }
  template <typename Action>
  void fails_with(std::int32_t code, Action&& action, std::string_view what) {
    try {
      action();
      count(false);
      std::cerr << "FAILED: " << what << "\n  there was no error\n";
    } catch (const Failure& failure) {
      if (count(failure.code == code)) return;
      std::cerr << "FAILED: " << what << "\n  code " << failure.code << " instead of " << code
                << ": " << failure.what() << '\n';
    }
  }

  // Prints the sum; the program's exit code.
  int finish() const {
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  bool count(bool passed) {
    ++(passed ? passed_ : failed_);
    return passed;
  }
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace starload::testkit
