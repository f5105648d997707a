// The state file of one load: opened, compared with what the user asks for now, or made anew. One
// owner, one thread.
#pragma once

#include <memory>
#include <string>

#include "cli/load_job.h"
#include "cli/resume/load_state.h"
#include "cli/resume/state_file.h"

namespace starload::cli {

struct ResumeState {
  std::unique_ptr<StateFile> file;
  LoadState state;
  bool is_new = false;

  Status write() { return file->write(encode_load_state(state)); }
  // Something of the load is in the table, or may be.
  bool has_begun() const { return state.committed.id > 0 || state.pending.has_value(); }
};

// Opens and locks the file, refuses it when it belongs to another load, and gives the job the label
// prefix of this one. No network; nothing is written.
Result<ResumeState> open_resume_state(LoadJob& job);

// When the table is known: the columns have to be those of the earlier starts. A new state is
// written now, before anything reaches the server.
Status begin_resume_state(ResumeState& resume, const LoadJob& job);

}  // namespace starload::cli
