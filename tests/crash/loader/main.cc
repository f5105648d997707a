// The loader that the crash harness kills: crash_loader OPTIONS_FILE
//
// Exit codes: 0 everything is loaded, 1 failed, 2 an option is wrong, 3 failed, and starting again
// from the newest checkpoint mends it.
#include <cstdio>
#include <exception>

#include "tests/crash/loader/host.h"

int main(int argc, char** argv) {
  using namespace starload;
  if (argc != 2) {
    std::fprintf(stderr, "usage: crash_loader OPTIONS_FILE\n");
    return 2;
  }
  Result<crash::LoaderOptions> options = crash::read_options(argv[1]);
  if (!options) {
    std::fprintf(stderr, "%s\n", options.status().message().c_str());
    return 2;
  }
  try {
    crash::Host host(options.take());
    const Status status = host.run();
    if (status) return 0;
    std::fprintf(stderr, "failed: %s\n", status.message().c_str());
    if (status.code() == ErrorCode::kConfig) return 2;
    return host.must_replay() ? 3 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "failed: %s\n", error.what());  // of the loader's own work: no memory
    return 1;
  }
}
