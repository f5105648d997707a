// The file of --state: read, and replaced as a whole so that there is always a complete one, also
// after a loss of power. Locked while it is open. One owner, one thread.
//
// A new content is written beside it, synced, renamed over it, and the folder synced. Mode 0600;
// symbolic links are not followed; a file that others can change is refused.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/resume/state_lock.h"
#include "framework/base/status.h"

namespace starload::cli {

class StateFile final {
 public:
  static constexpr std::size_t kMaxBytes = 1u << 30;

  // Takes the lock. Errors name path and reason, or the process that has the lock.
  static Result<std::unique_ptr<StateFile>> open(const std::string& path);
  ~StateFile();
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;

  const std::string& path() const { return path_; }

  // No value: there is no such file. REQUIRES: called before write().
  Result<std::optional<std::string>> read();
  // A file that came into being after read() found none is not overwritten.
  Status write(std::string_view text);

 private:
  StateFile(std::string path, int directory, std::string name);
  Status write_beside(std::string_view text);
  Status move_over();
  Status cannot(const std::string& what, int error) const;

  const std::string path_;
  const int directory_;
  const std::string name_;
  const std::string new_name_;
  std::unique_ptr<StateLock> lock_;
  bool exists_ = false;
};

}  // namespace starload::cli
