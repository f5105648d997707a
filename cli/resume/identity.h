// What makes two starts the same load: where the rows go, how they are read and written, and the
// files, in their order. Plain values; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/resume/input_fingerprint.h"
#include "framework/base/status.h"
#include "framework/engine/engine.h"

namespace starload::cli {

struct LoadIdentity {
  std::map<std::string, std::string> options;  // only those that have a value
  std::vector<InputFingerprint> inputs;
  std::vector<std::string> columns;  // those that are filled, with the table's types; --raw: none
};

// The options of a job that change rows or their target: database, table, sink.properties.* (but
// for limits and timeouts), the serializer and its options. Addresses, credentials, the transport,
// buffer sizes and retries may change from start to start.
std::map<std::string, std::string> identifying_options(const EngineSetup& setup);

std::vector<std::string> describe_columns(const Schema& schema);

// Names everything in options and inputs that differs.
Status check_same_load(const LoadIdentity& then, const LoadIdentity& now,
                       const std::string& state_path);
// Names the columns that differ: they are known later, when the table was asked for.
Status check_same_columns(const LoadIdentity& then, const LoadIdentity& now,
                          const std::string& state_path);

}  // namespace starload::cli
