#include "tests/plugins/transports/support/fake_network.h"

#include <algorithm>
#include <cstring>

namespace starload::test {
namespace {

class FakeConnection final : public http::Connection {
 public:
  FakeConnection(FakeScript script, std::shared_ptr<FakeClock> clock,
                 std::shared_ptr<FakeRecord> record)
      : script_(std::move(script)),
        clock_(std::move(clock)),
        record_(std::move(record)),
        start_(clock_->now()) {}

  unsigned wait(unsigned events, http::TimePoint until) override {
    if ((events & http::kWritable) != 0 && room() > 0) return http::kWritable;
    if ((events & http::kReadable) != 0) {
      const http::TimePoint due = next_arrival();
      if (due <= until) {
        clock_->advance_to(due);
        return http::kReadable;
      }
    }
    clock_->advance_to(until);
    return 0;
  }

  http::IoResult send(std::span<const std::string_view> pieces) override {
    if (record_->sent.size() >= script_.resets_after) return {http::IoStatus::kFailed};
    const std::size_t size = std::min(pieces[0].size(), room());
    if (size == 0) return {http::IoStatus::kAgain};
    record_->sent.append(pieces[0].substr(0, size));
    return {http::IoStatus::kDone, size};
  }

  http::IoResult receive(char* buffer, std::size_t capacity) override {
    if (next_arrival() > clock_->now()) return {http::IoStatus::kAgain};
    if (index_ == script_.incoming.size()) return {http::IoStatus::kClosed};
    std::string& bytes = script_.incoming[index_].second;
    const std::size_t size = std::min(capacity, bytes.size());
    std::memcpy(buffer, bytes.data(), size);
    bytes.erase(0, size);
    if (bytes.empty()) ++index_;
    return {http::IoStatus::kDone, size};
  }

  std::string failure() const override { return "Connection reset by peer"; }
  bool is_idle() override { return next_arrival() > clock_->now(); }
  const std::string& peer() const override { return record_->endpoint; }

 private:
  std::size_t room() const {
    const std::size_t limit = std::min(script_.takes_bytes, script_.resets_after);
    return limit - std::min(limit, record_->sent.size());
  }

  http::TimePoint next_arrival() const {
    if (index_ < script_.incoming.size()) return start_ + script_.incoming[index_].first;
    if (!script_.closes) return http::TimePoint::max();
    return script_.incoming.empty() ? start_ : start_ + script_.incoming.back().first;
  }

  FakeScript script_;
  std::shared_ptr<FakeClock> clock_;
  std::shared_ptr<FakeRecord> record_;
  const http::TimePoint start_;
  std::size_t index_ = 0;
};

}  // namespace

http::ConnectResult FakeNetwork::connect(const http::Endpoint& endpoint, http::Milliseconds,
                                         http::TimePoint) {
  const std::string authority = endpoint.authority();
  auto& scripts = scripts_[authority];
  if (scripts.empty()) return {nullptr, "cannot connect to " + authority + ": Connection refused"};
  FakeScript script = std::move(scripts.front());
  scripts.pop_front();
  if (!script.connect_error.empty())
    return {nullptr, "cannot connect to " + authority + ": " + script.connect_error};
  records_.push_back(std::make_shared<FakeRecord>(FakeRecord{authority, {}}));
  return {std::make_unique<FakeConnection>(std::move(script), clock_, records_.back()), {}};
}

std::vector<std::string> FakeNetwork::resolve(const std::string& host) { return addresses_[host]; }

}  // namespace starload::test
