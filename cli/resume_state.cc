#include "cli/resume_state.h"

#include <algorithm>

#include "framework/base/text.h"

namespace starload::cli {
namespace {

constexpr char kPrefixKey[] = "sink.label-prefix";

std::string random_prefix() {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string prefix = "starload-";
  for (std::uint64_t bits = system_random()->next(), i = 0; i < 16; ++i, bits >>= 4)
    prefix += kDigits[bits & 15];
  return prefix;
}

void add_flags(const LoadArguments& arguments, std::map<std::string, std::string>& options) {
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) options[flag] = value;
  };
  add("--input-format", arguments.input_format);
  add("--separator", arguments.separator);
  add("--header", arguments.header ? "given" : "");
  add("--raw", arguments.raw ? "given" : "");
  add("--columns", join(arguments.columns, ","));
  add("--op-column", arguments.op_column);
  add("--delete-where", arguments.delete_where);
  add("--datetime-unit", arguments.datetime_unit);
  for (std::size_t i = 0; i < arguments.null_texts.size(); ++i)
    options["--null (" + std::to_string(i + 1) + ")"] = arguments.null_texts[i];
  if (!arguments.rejects_file.empty()) add("--rejects", absolute_path(arguments.rejects_file));
}

Result<LoadIdentity> identity_of(const LoadJob& job) {
  LoadIdentity identity;
  identity.options = identifying_options(job.setup);
  add_flags(job.arguments, identity.options);
  for (std::size_t i = 0; i < job.inputs.size(); ++i) {
    Result<InputFingerprint> made = fingerprint(*job.inputs[i].file, job.arguments.files[i]);
    if (!made) return made.status();
    identity.inputs.push_back(made.take());
  }
  return identity;
}

Status check_files(const LoadJob& job) {
  const std::string state = absolute_path(job.arguments.state_file);
  for (std::size_t i = 0; i < job.inputs.size(); ++i) {
    const std::string& argument = job.arguments.files[i];
    STARLOAD_TRY(check_repeatable(*job.inputs[i].file, argument));
    if (absolute_path(argument) == state)
      return Status::config("--state: '" + argument + "' is an input file, too");
  }
  if (!job.arguments.rejects_file.empty() && absolute_path(job.arguments.rejects_file) == state)
    return Status::config("--state and --rejects name the same file");
  return Status::ok();
}

}  // namespace

Result<ResumeState> open_resume_state(LoadJob& job) {
  STARLOAD_TRY(check_files(job));
  Result<LoadIdentity> identity = identity_of(job);
  if (!identity) return identity.status();
  ResumeState resume;
  Result<std::unique_ptr<StateFile>> file = StateFile::open(job.arguments.state_file);
  if (!file) return file.status();
  resume.file = file.take();
  Result<std::optional<std::string>> text = resume.file->read();
  if (!text) return text.status();
  resume.is_new = !text->has_value();
  if (resume.is_new) {
    resume.state.identity = identity.take();
    const std::string chosen = job.effective().get(kPrefixKey);
    resume.state.label_prefix = chosen.empty() ? random_prefix() : chosen;
  } else {
    Result<LoadState> state = decode_load_state(**text, resume.file->path());
    if (!state) return state.status();
    resume.state = state.take();
    STARLOAD_TRY(check_same_load(resume.state.identity, *identity, resume.file->path()));
  }
  STARLOAD_TRY(set_property(job, kPrefixKey, resume.state.label_prefix, "--state"));
  return resume;
}

Status begin_resume_state(ResumeState& resume, const LoadJob& job) {
  LoadIdentity now;
  if (job.plan) now.columns = describe_columns(*job.plan->schema);
  if (!resume.is_new) {
    return check_same_columns(resume.state.identity, now, resume.file->path());
  }
  resume.state.identity.columns = now.columns;
  return resume.write();
}

}  // namespace starload::cli
