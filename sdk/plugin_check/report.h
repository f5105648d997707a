// What the checks found, a line each on standard output. A check runs in a process of its own, so
// that a plugin which crashes or never returns fails that check and no other. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace starload::plugin_check {

enum class Verdict : char { kPassed = 'p', kFailed = 'f', kNote = 'n' };

struct Outcome {
  Verdict verdict = Verdict::kPassed;
  std::string text;

  static Outcome passed(std::string text = {}) { return {Verdict::kPassed, std::move(text)}; }
  static Outcome failed(std::string text) { return {Verdict::kFailed, std::move(text)}; }
  static Outcome note(std::string text) { return {Verdict::kNote, std::move(text)}; }
  bool is_failed() const { return verdict == Verdict::kFailed; }
};

class Report final {
 public:
  // apart: false runs everything in this process, for a debugger.
  Report(bool apart, std::chrono::seconds limit) : apart_(apart), limit_(limit) {}

  // Runs one check and prints its line. After one that did not return, the others are left out.
  Outcome run(const std::string& name, const std::function<Outcome()>& check);
  // Prints the sum; the program's exit code.
  int finish(const std::string& file) const;

 private:
  Outcome run_apart(const std::function<Outcome()>& check);

  const bool apart_;
  const std::chrono::seconds limit_;
  int passed_ = 0;
  int failed_ = 0;
  bool stuck_ = false;  // a check did not return: the others would wait as long
};

// Ends the process of a check at once with that failure; callable in a signal handler.
void fail_now(const char* text);

}  // namespace starload::plugin_check
