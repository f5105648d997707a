#include "sdk/plugin_check/report.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include "sdk/plugin_check/sanitizer.h"

namespace starload::plugin_check {
namespace {

int result_pipe = -1;  // of the child's process; -1 in the parent

void send(Verdict verdict, std::string_view text) {
  const char first = static_cast<char>(verdict);
  if (::write(result_pipe, &first, 1) < 0) ::_exit(3);
  while (!text.empty()) {
    const ssize_t sent = ::write(result_pipe, text.data(), text.size());
    if (sent < 0) ::_exit(3);
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

Outcome run_here(const std::function<Outcome()>& check) {
  try {
    return check();
  } catch (const std::exception& error) {
    return Outcome::failed(error.what());
  }
}

// Everything that the child writes until it ends or the time is over; false: the time is over.
bool read_all(int pipe, std::chrono::steady_clock::time_point end, std::string& text) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{pipe, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
    char buffer[4096];
    const ssize_t got = ::read(pipe, buffer, sizeof buffer);
    if (got == 0) return true;
    if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
  }
}

Outcome outcome_of(const std::string& sent, int status) {
  if (!sent.empty()) return {static_cast<Verdict>(sent[0]), sent.substr(1)};
  if (WIFSIGNALED(status)) {
    return Outcome::failed(std::string("the plugin crashed: ") + ::strsignal(WTERMSIG(status)));
  }
  return Outcome::failed("the plugin ended the process with exit code " +
                         std::to_string(WEXITSTATUS(status)) +
                         (has_sanitizer() ? " (the sanitizer's report says why)" : ""));
}

}  // namespace

void fail_now(const char* text) {
  if (result_pipe >= 0) send(Verdict::kFailed, text);
  ::_exit(1);
}

Outcome Report::run_apart(const std::function<Outcome()>& check) {
  int ends[2];
  if (::pipe(ends) != 0) return Outcome::failed(std::string("pipe: ") + std::strerror(errno));
  std::cout.flush();
  const pid_t child = ::fork();
  if (child < 0) return Outcome::failed(std::string("fork: ") + std::strerror(errno));
  if (child == 0) {
    ::close(ends[0]);
    result_pipe = ends[1];
    const Outcome outcome = run_here(check);
    send(outcome.verdict, outcome.text);
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string sent;
  const bool in_time = read_all(ends[0], std::chrono::steady_clock::now() + limit_, sent);
  ::close(ends[0]);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!in_time) {
    stuck_ = true;
    return Outcome::failed("the plugin did not return within " + std::to_string(limit_.count()) +
                           " s");
  }
  return outcome_of(sent, status);
}

Outcome Report::run(const std::string& name, const std::function<Outcome()>& check) {
  if (stuck_) return Outcome::note("left out");
  const Outcome outcome = apart_ ? run_apart(check) : run_here(check);
  const bool failed = outcome.is_failed();
  const char* word = failed ? "FAIL" : outcome.verdict == Verdict::kNote ? "note" : "ok  ";
  if (outcome.verdict != Verdict::kNote) ++(failed ? failed_ : passed_);
  std::cout << word << ' ' << name << (outcome.text.empty() ? "" : ": ") << outcome.text
            << std::endl;
  return outcome;
}

int Report::finish(const std::string& file) const {
  std::cout << file << ": " << passed_ << " passed, " << failed_ << " failed\n";
  return failed_ == 0 ? 0 : 1;
}

}  // namespace starload::plugin_check
