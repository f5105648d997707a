// Keeps two loads off one state file: a lock on FILE.lock beside it. One owner. The system lets go
// of the lock when the process ends, however it ends.
#pragma once

#include <memory>
#include <string>

#include "framework/base/status.h"

namespace starload::cli {

class StateLock final {
 public:
  // directory: an open descriptor of the state file's folder, borrowed for the life of the lock.
  // name: the lock file's; shown: the state file's path, for messages. The error names the process
  // that holds the lock.
  static Result<std::unique_ptr<StateLock>> take(int directory, const std::string& name,
                                                 const std::string& shown);
  ~StateLock();
  StateLock(const StateLock&) = delete;
  StateLock& operator=(const StateLock&) = delete;

 private:
  StateLock(int directory, std::string name, int handle);

  const int directory_;
  const std::string name_;
  const int handle_;
};

}  // namespace starload::cli
