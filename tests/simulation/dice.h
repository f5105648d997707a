// Chance, virtual time and the record of a schedule: all that happens in a simulation comes from
// these three, so that a seed replays exactly. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/clock.h"

namespace starload::simulation {

using Time = std::int64_t;  // milliseconds

// splitmix64: the same numbers with every compiler and library.
class Dice final : public Random {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}

  std::uint64_t next() override {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // A number of [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int permille) { return next() % 1000 < static_cast<std::uint64_t>(permille); }

 private:
  std::uint64_t state_;
};

// What is to happen, and when. Events of one moment happen in the order in which they were made.
class Timeline final {
 public:
  Time now() const { return now_; }
  bool empty() const { return events_.empty(); }
  void after(Time delay, std::function<void()> what) {
    events_.push_back({now_ + std::max<Time>(delay, 0), ++made_, std::move(what)});
    std::push_heap(events_.begin(), events_.end(), later);
  }
  void step() {
    std::pop_heap(events_.begin(), events_.end(), later);
    const Event event = std::move(events_.back());
    events_.pop_back();
    now_ = event.time;
    event.what();
  }

 private:
  struct Event {
    Time time;
    std::uint64_t number;
    std::function<void()> what;
  };
  static bool later(const Event& a, const Event& b) {
    return a.time != b.time ? a.time > b.time : a.number > b.number;
  }

  std::vector<Event> events_;  // a heap, the next one first
  Time now_ = 1'000'000;
  std::uint64_t made_ = 0;
};

// A line for everything that happens: always hashed, kept as text only when somebody will read it.
class Trace final {
 public:
  Trace(const Timeline& timeline, bool keeps_text) : timeline_(timeline), keeps_text_(keeps_text) {}

  void note(std::string_view what, std::string_view whom = "", std::uint64_t a = 0,
            std::uint64_t b = 0) {
    const auto now = static_cast<std::uint64_t>(timeline_.now());
    for (const std::uint64_t number : {now, a, b}) mix(&number, sizeof number);
    mix(what.data(), what.size());
    mix(whom.data(), whom.size());
    if (!keeps_text_) return;
    text_ += std::to_string(now) + " " + std::string(what) + " " + std::string(whom);
    if (a != 0 || b != 0) text_ += " " + std::to_string(a) + " " + std::to_string(b);
    text_ += '\n';
  }
  std::uint64_t hash() const { return hash_; }
  const std::string& text() const { return text_; }

 private:
  void mix(const void* bytes, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      hash_ = (hash_ ^ static_cast<const unsigned char*>(bytes)[i]) * 0x100000001b3u;
  }

  const Timeline& timeline_;
  const bool keeps_text_;
  std::uint64_t hash_ = 0xcbf29ce484222325u;
  std::string text_;
};

}  // namespace starload::simulation
