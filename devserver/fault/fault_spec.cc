#include "devserver/fault/fault_spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "devserver/http/http_message.h"

namespace starload::devserver {
namespace {

enum class ValueKind : std::uint8_t { kNone, kNumber, kText };

struct StepName {
  std::string_view name;
  FaultStep step;
  FaultSide side;  // where the step is done: the one that is meant when none is named
};

constexpr std::array<StepName, 10> kSteps{{
    {"stream_load", FaultStep::kStreamLoad, FaultSide::kBe},
    {"begin", FaultStep::kBegin, FaultSide::kBe},
    {"load", FaultStep::kLoad, FaultSide::kBe},
    {"prepare", FaultStep::kPrepare, FaultSide::kBe},
    {"commit", FaultStep::kCommit, FaultSide::kFe},
    {"rollback", FaultStep::kRollback, FaultSide::kFe},
    {"label_state", FaultStep::kLabelState, FaultSide::kFe},
    {"error_log", FaultStep::kErrorLog, FaultSide::kBe},
    {"other", FaultStep::kOther, FaultSide::kFe},
    {"connect", FaultStep::kConnect, FaultSide::kFe},
}};

struct ActionName {
  std::string_view name;
  FaultAction action;
  ValueKind value;
  bool value_required;
  std::string_view phases;  // that make sense, the default first
};

constexpr std::array<ActionName, 12> kActions{{
    {"drop-request", FaultAction::kDropRequest, ValueKind::kNone, false, "before"},
    {"drop-reply", FaultAction::kDropReply, ValueKind::kNone, false, "after"},
    {"delay", FaultAction::kDelay, ValueKind::kNumber, true, "before after body"},
    {"status", FaultAction::kStatus, ValueKind::kNumber, true, "before after"},
    {"body", FaultAction::kBody, ValueKind::kText, true, "before after"},
    {"truncate", FaultAction::kTruncate, ValueKind::kNumber, false, "after"},
    {"garble", FaultAction::kGarble, ValueKind::kNone, false, "after"},
    {"refuse", FaultAction::kRefuse, ValueKind::kNone, false, "before"},
    {"redirect", FaultAction::kRedirect, ValueKind::kText, false, "before"},
    {"cut", FaultAction::kCut, ValueKind::kNumber, true, "body"},
    {"hold", FaultAction::kHold, ValueKind::kNumber, false, "before after body"},
    {"exit", FaultAction::kExit, ValueKind::kNone, false, "before after body"},
}};

template <typename Names>
std::string list_names(const Names& names) {
  std::string list;
  for (const auto& entry : names) {
    if (!list.empty()) list += ", ";
    list += entry.name;
  }
  return list;
}

const ActionName& action_name(FaultAction action) {
  return *std::find_if(kActions.begin(), kActions.end(),
                       [action](const ActionName& entry) { return entry.action == action; });
}

std::string_view side_name(FaultSide side) {
  return side == FaultSide::kFe ? "fe" : side == FaultSide::kBe ? "be" : "mysql";
}

std::string_view phase_name(FaultPhase phase) {
  return phase == FaultPhase::kBefore ? "before" : phase == FaultPhase::kAfter ? "after" : "body";
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// One fault, from left to right.
class Parser final {
 public:
  explicit Parser(std::string_view text) : text_(text), rest_(text) {}

  Result<Fault> parse() {
    STARLOAD_TRY(parse_step());
    STARLOAD_TRY(parse_side());
    STARLOAD_TRY(parse_database());
    STARLOAD_TRY(parse_times());
    STARLOAD_TRY(parse_action());
    STARLOAD_TRY(parse_phase());
    STARLOAD_TRY(check());
    return fault_;
  }

 private:
  Status wrong(const std::string& why) const {
    return Status::config(fmt::format("the fault \"{}\": {}", text_, why));
  }

  // What comes before the first of `ends`, taken off.
  std::string_view take(std::string_view ends) {
    const std::string_view word = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(word.size());
    return word;
  }

  bool take_sign(char sign) {
    if (rest_.empty() || rest_.front() != sign) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Status parse_step() {
    const std::string_view word = take("@/#:=");
    for (const StepName& entry : kSteps) {
      if (entry.name != word) continue;
      fault_.step = entry.step;
      fault_.side = entry.side;
      return Status::ok();
    }
    return wrong(fmt::format("\"{}\" is no step; the steps are {}", word, list_names(kSteps)));
  }

  Status parse_side() {
    if (!take_sign('@')) return Status::ok();
    const std::string_view word = take("/#:");
    for (const FaultSide side : {FaultSide::kFe, FaultSide::kBe, FaultSide::kMysql}) {
      if (word != side_name(side)) continue;
      fault_.side = side;
      return Status::ok();
    }
    return wrong(fmt::format("\"{}\" is no side; the sides are fe, be and mysql", word));
  }

  Status parse_database() {
    if (!take_sign('/')) return Status::ok();
    fault_.database = take("#:");
    return fault_.database.empty() ? wrong("a database's name must follow \"/\"") : Status::ok();
  }

  Status parse_times() {
    if (!take_sign('#')) return Status::ok();
    std::string_view word = take(":");
    const auto no_times = [&, word] {
      return wrong(fmt::format(
          "\"{}\" says no times; say 2 (the second), 2+ (from the second on), 2-4 or *", word));
    };
    if (word == "*") {
      fault_.last = kForEver;
      return Status::ok();
    }
    const bool open = !word.empty() && word.back() == '+';
    if (open) word.remove_suffix(1);
    const std::size_t dash = open ? std::string_view::npos : word.find('-');
    const std::optional<std::uint64_t> first = parse_number(word.substr(0, dash));
    const std::optional<std::uint64_t> last =
        dash == std::string_view::npos ? first : parse_number(word.substr(dash + 1));
    if (!first || !last || *first == 0 || *last < *first) return no_times();
    fault_.first = *first;
    fault_.last = open ? kForEver : *last;
    return Status::ok();
  }

  Status parse_action() {
    if (!take_sign(':')) return wrong("\":\" and an action must follow the step");
    const std::string_view word = take("=:");
    const auto entry =
        std::find_if(kActions.begin(), kActions.end(),
                     [word](const ActionName& candidate) { return candidate.name == word; });
    if (entry == kActions.end()) {
      return wrong(
          fmt::format("\"{}\" is no action; the actions are {}", word, list_names(kActions)));
    }
    fault_.action = entry->action;
    return parse_value(*entry);
  }

  Status parse_value(const ActionName& action) {
    if (!take_sign('=')) {
      if (!action.value_required) return Status::ok();
      return wrong(fmt::format("{} needs a value: {}={}", action.name, action.name,
                               action.value == ValueKind::kNumber ? "NUMBER" : "TEXT"));
    }
    const std::string_view value = take(":");
    fault_.has_value = true;
    if (action.value == ValueKind::kNone)
      return wrong(fmt::format("{} takes no value", action.name));
    if (action.value == ValueKind::kText) return take_text(value);
    const std::optional<std::uint64_t> number = parse_number(value);
    if (!number) return wrong(fmt::format("{}={} is no number", action.name, value));
    fault_.number = *number;
    return Status::ok();
  }

  Status take_text(std::string_view value) {
    std::optional<std::string> text = percent_decode(value, false);
    if (!text) return wrong(fmt::format("\"{}\" is not percent-encoded", value));
    fault_.text = std::move(*text);
    return Status::ok();
  }

  Status parse_phase() {
    const std::string_view phases = action_name(fault_.action).phases;
    std::string_view word = phases.substr(0, phases.find(' '));
    if (take_sign(':')) word = take("=");
    if (word.empty() ||
        (" " + std::string(phases) + " ").find(fmt::format(" {} ", word)) == std::string::npos) {
      return wrong(fmt::format("\"{}\" is no phase of {}; possible: {}", word,
                               action_name(fault_.action).name, phases));
    }
    for (const FaultPhase phase : {FaultPhase::kBefore, FaultPhase::kAfter, FaultPhase::kBody}) {
      if (word == phase_name(phase)) fault_.phase = phase;
    }
    return parse_body_bytes();
  }

  Status parse_body_bytes() {
    if (fault_.action == FaultAction::kCut) fault_.body_bytes = fault_.number;
    if (rest_.empty()) return Status::ok();
    const std::optional<std::uint64_t> bytes =
        take_sign('=') && fault_.phase == FaultPhase::kBody && fault_.action != FaultAction::kCut
            ? parse_number(rest_)
            : std::nullopt;
    if (!bytes) return wrong(fmt::format("\"{}\" at its end is not understood", rest_));
    fault_.body_bytes = *bytes;
    return Status::ok();
  }

  Status check() const {
    const bool is_connect = fault_.step == FaultStep::kConnect;
    if (fault_.side == FaultSide::kMysql && !is_connect) {
      return wrong("the side mysql has only the step connect");
    }
    const bool fits_connect =
        fault_.action == FaultAction::kRefuse ||
        (fault_.phase == FaultPhase::kBefore &&
         (fault_.action == FaultAction::kDelay || fault_.action == FaultAction::kHold ||
          fault_.action == FaultAction::kExit));
    if (is_connect && !fits_connect) {
      return wrong(
          "connect has only the actions refuse, delay, hold and exit, in the phase before");
    }
    if (!is_connect && fault_.action == FaultAction::kRefuse) {
      return wrong("refuse belongs to the step connect: what a connection is for is not known yet");
    }
    if (is_connect && !fault_.database.empty()) {
      return wrong("connect knows no database");
    }
    return check_numbers();
  }

  Status check_numbers() const {
    const bool waits = fault_.action == FaultAction::kDelay || fault_.action == FaultAction::kHold;
    if (waits && fault_.number > kMaxFaultWaitMs) {
      return wrong(fmt::format("{} ms is too long; at most {}", fault_.number, kMaxFaultWaitMs));
    }
    const bool is_status = fault_.action == FaultAction::kStatus;
    if (is_status && (fault_.number < 200 || fault_.number > 599)) {
      return wrong(
          fmt::format("{} is no HTTP status of an answer; choose 200 to 599", fault_.number));
    }
    return Status::ok();
  }

  const std::string_view text_;
  std::string_view rest_;
  Fault fault_;
};

std::string times_text(const Fault& fault) {
  if (fault.last == kForEver) return fault.first == 1 ? "*" : fmt::format("{}+", fault.first);
  if (fault.first == fault.last) return std::to_string(fault.first);
  return fmt::format("{}-{}", fault.first, fault.last);
}

std::string value_text(const Fault& fault) {
  if (!fault.has_value) return {};
  if (action_name(fault.action).value == ValueKind::kNumber)
    return fmt::format("={}", fault.number);
  std::string text = "=";
  for (const char c : fault.text) {
    const bool plain =
        c > ' ' && c < 0x7F && std::string_view("%:;#").find(c) == std::string_view::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

}  // namespace

Result<std::vector<Fault>> parse_faults(std::string_view text) {
  std::vector<Fault> faults;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (const std::string_view start = trim_blanks(line); start.empty() || start.front() == '#') {
      continue;
    }
    while (!line.empty()) {
      const std::string_view one = line.substr(0, line.find(';'));
      line.remove_prefix(std::min(line.size(), one.size() + 1));
      std::string_view word = trim_blanks(one);
      if (!word.empty() && word.back() == '\r') word.remove_suffix(1);
      if (word.empty()) continue;
      Result<Fault> fault = Parser(word).parse();
      if (!fault) return fault.status();
      faults.push_back(fault.take());
    }
  }
  if (faults.empty()) return Status::config("no fault is given; one is \"commit#2:drop-reply\"");
  return faults;
}

std::string fault_text(const Fault& fault) {
  std::string text;
  for (const StepName& entry : kSteps) {
    if (entry.step == fault.step) text = entry.name;
  }
  text += fmt::format("@{}", side_name(fault.side));
  if (!fault.database.empty()) text += "/" + fault.database;
  text +=
      fmt::format("#{}:{}{}", times_text(fault), action_name(fault.action).name, value_text(fault));
  text += fmt::format(":{}", phase_name(fault.phase));
  if (fault.phase == FaultPhase::kBody && fault.action != FaultAction::kCut) {
    text += fmt::format("={}", fault.body_bytes);
  }
  return text;
}

}  // namespace starload::devserver
