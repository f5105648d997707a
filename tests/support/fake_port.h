// What a coordinator tells its host, written down.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/engine/coordinator.h"

namespace starload::testing {

class FixedRandom final : public Random {
 public:
  std::uint64_t next() override { return 0; }
};

class FakePort final : public CoordinatorPort {
 public:
  void submit(const RequestJob& job) override { jobs.push_back(job); }
  void close_chunk(std::uint32_t table) override { closes.push_back(table); }
  void release_chunk(std::uint64_t chunk) override { released.push_back(chunk); }
  void loaded(const LoadedRows& rows) override { loaded_labels.push_back(rows.label); }
  void retried() override { ++retries; }
  void spill_chunk(std::uint64_t chunk) override { spilled.push_back(chunk); }
  void attach_chunk(std::uint64_t checkpoint, std::uint64_t chunk) override {
    attached.emplace_back(checkpoint, chunk);
  }
  void flush_done(std::uint64_t id) override { flushes.push_back(id); }
  void prepared(std::uint64_t checkpoint, std::string state) override {
    states.emplace_back(checkpoint, std::move(state));
  }
  void committed(std::uint64_t checkpoint) override { commits.push_back(checkpoint); }
  void aborted(std::uint64_t id) override { aborts.push_back(id); }
  void recovered() override { ++recoveries; }
  void log(LogLevel, const std::string& message) override { lines.push_back(message); }
  void failed(const WriterFailure& failure) override { failures.push_back(failure); }

  std::vector<RequestJob> jobs;
  std::vector<std::uint32_t> closes;
  std::vector<std::uint64_t> released, spilled, flushes, commits, aborts;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> attached;
  std::vector<std::pair<std::uint64_t, std::string>> states;
  std::vector<std::string> loaded_labels, lines;
  std::vector<WriterFailure> failures;
  int retries = 0, recoveries = 0;
};

}  // namespace starload::testing
