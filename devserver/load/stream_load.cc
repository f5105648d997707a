#include "devserver/load/stream_load.h"

#include <malloc.h>

#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "devserver/load/body_decoder.h"
#include "devserver/load/load_headers.h"
#include "devserver/load/load_plan.h"
#include "devserver/load/load_reply.h"
#include "devserver/load/load_rules.h"
#include "devserver/load/row_reader.h"

namespace starload::devserver {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;
// So much text is held as rows; what is more goes into a file: memory does not grow with the body.
constexpr std::size_t kMaxHeldBytes = std::size_t{8} << 20;

std::int64_t ms_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

std::string random_label() {
  std::random_device device;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:08x}{:04x}", device(), device() & 0xFFFF,
                     device() & 0xFFFF, device() & 0xFFFF, device(), device() & 0xFFFF);
}

Status check_merge_commit(const HttpRequest& request) {
  const std::string_view flag = request.header_or_empty("enable_merge_commit");
  if (flag.empty() || equals_ignoring_case(flag, "false")) return Status::ok();
  if (!equals_ignoring_case(flag, "true")) {
    return Status::refused(fmt::format(
        "Invalid parameter enable_merge_commit. The value must be bool type, but is {}", flag));
  }
  return Status::refused(
      "the development server does not support the header 'enable_merge_commit' yet");
}

}  // namespace

// One request.
class StreamLoad::Run final {
 public:
  Run(StreamLoad& owner, const HttpRequest& request, HttpBody& body, std::string be_address)
      : owner_(owner), request_(request), body_(body), be_address_(std::move(be_address)) {}

  HttpResponse run(const std::string& database, const std::string& table);

 private:
  Status load();
  Status begin();
  Status plan();
  Status read_body();
  Status feed(std::string_view bytes);
  Status commit();
  Status check_quality() const;
  void fail(const Status& status);
  void report_counts();
  void report_log();

  StreamLoad& owner_;
  const HttpRequest& request_;
  HttpBody& body_;
  const std::string be_address_;
  const Clock::time_point start_ = Clock::now();
  LoadReply reply_;
  std::string user_;
  LoadAdmission admission_;
  LoadOptions options_;
  Clock::time_point deadline_;
  std::optional<LoadRecord> record_;  // set while the transaction is open
  Table table_;
  std::unique_ptr<ErrorLog> log_;
  std::unique_ptr<RowReader> reader_;
  std::size_t held_bytes_ = 0;            // of text whose rows are held
  std::unique_ptr<StagedWriter> staged_;  // the rows of a big body; nullptr = all are held
};

HttpResponse StreamLoad::Run::run(const std::string& database, const std::string& table) {
  reply_.database = database;
  reply_.table = table;
  const std::string_view label = request_.header_or_empty("label");
  reply_.label = label.empty() ? random_label() : std::string(label);
  if (Status loaded = load(); !loaded) fail(loaded);
  owner_.manager_.progress().remove(reply_.transaction_id);
  report_log();
  reply_.load_ms = ms_since(start_);
  HttpResponse response;
  response.content_type = "application/json";
  response.body = format_load_reply(reply_, owner_.since_4_0_);
  return response;
}

Status StreamLoad::Run::load() {
  const Result<UserIdentity> user = log_in(request_, owner_.access_);
  if (!user) return user.status();
  user_ = user->name;
  STARLOAD_TRY(check_insert(owner_.access_, *user, reply_.database, reply_.table));
  STARLOAD_TRY(check_merge_commit(request_));
  Result<LoadAdmission> admission = parse_load_admission(request_, load_timeouts(owner_.config_));
  if (!admission) return admission.status();
  admission_ = *admission;
  deadline_ = start_ + std::chrono::seconds(admission_.timeout_seconds);
  STARLOAD_TRY(begin());
  if (!record_) return Status::ok();  // Label Already Exists
  STARLOAD_TRY(plan());
  STARLOAD_TRY(read_body());
  STARLOAD_TRY(check_quality());
  return commit();
}

Status StreamLoad::Run::begin() {
  const Clock::time_point begin_start = Clock::now();
  if (!is_valid_label(reply_.label)) {
    return Status::refused(
        fmt::format("Getting analyzing error. Detail message: Label format error. regex: "
                    "^[-\\w]{{1,128}}$, label: {}.",
                    reply_.label));
  }
  if (!owner_.storage_.has_database(reply_.database)) {
    return Status::refused("unknown database, database=" + reply_.database);
  }
  std::optional<Table> table = owner_.storage_.find_table(reply_.database, reply_.table);
  if (!table)
    return Status::refused(fmt::format("unknown table \"{}.{}\"", reply_.database, reply_.table));
  table_ = std::move(*table);
  BeginRequest begin;
  begin.database = reply_.database;
  begin.table = reply_.table;
  begin.label = reply_.label;
  begin.user = user_;
  begin.timeout_ms = admission_.timeout_seconds * std::int64_t{1000};
  begin.prepared_timeout_ms =
      owner_.config_.get(ConfigItem::kPreparedTransactionDefaultTimeoutSecond) * 1000;
  begin.max_running = owner_.config_.get(ConfigItem::kMaxRunningTxnNumPerDb);
  Result<Storage::BeginResult> begun = owner_.storage_.begin_transaction(begin);
  if (!begun) return begun.status();
  reply_.begin_ms = ms_since(begin_start);
  if (begun->created) {
    record_ = std::move(begun->record);
    reply_.transaction_id = record_->transaction_id;
    return Status::ok();
  }
  const LabelState state = begun->record.state;
  const bool finished = state == LabelState::kCommitted || state == LabelState::kVisible;
  reply_.status = "Label Already Exists";
  reply_.existing_job_status = finished ? "FINISHED" : "RUNNING";
  reply_.message = fmt::format("Label [{}] has already been used.", reply_.label);
  return Status::ok();
}

Status StreamLoad::Run::plan() {
  const Clock::time_point plan_start = Clock::now();
  Result<LoadOptions> options = parse_load_options(request_, admission_);
  if (!options) return options.status();
  options_ = options.take();
  Result<LoadPlan> plan = plan_load(options_, admission_.format, table_);
  if (!plan) return plan.status();
  log_ = owner_.logs_.create(record_->transaction_id, options_.log_rejected_record_num);
  reader_ = RowReader::create(options_, admission_.format, plan.take(), table_, *log_);
  reply_.plan_ms = ms_since(plan_start);
  return Status::ok();
}

Status StreamLoad::Run::read_body() {
  const Clock::time_point read_start = Clock::now();
  const std::unique_ptr<BodyDecoder> decoder = BodyDecoder::create(admission_.compression);
  std::vector<char> buffer(kReadBytes);
  const auto take = [this](std::string_view bytes) { return feed(bytes); };
  while (true) {
    Result<std::size_t> count = body_.read(buffer.data(), buffer.size(), deadline_);
    if (!count) {
      const bool timed_out =
          count.status().code() == ErrorCode::kCancelled && Clock::now() >= deadline_;
      if (!timed_out) return count.status();
      return Status::refused(
          fmt::format("[E1008]Reached timeout={}ms", admission_.timeout_seconds * 1000LL));
    }
    if (*count == 0) break;
    reply_.load_bytes += static_cast<std::int64_t>(*count);
    STARLOAD_TRY(check_json_size(admission_, static_cast<std::uint64_t>(reply_.load_bytes)));
    STARLOAD_TRY(decoder->decode(std::string_view(buffer.data(), *count), take));
    const RowCounts& counts = reader_->counts();
    owner_.manager_.progress().set(record_->transaction_id, {counts.loaded, counts.filtered,
                                                             counts.unselected, reply_.load_bytes});
  }
  STARLOAD_TRY(decoder->finish());
  STARLOAD_TRY(reader_->finish());
  reply_.read_ms = ms_since(read_start);
  report_counts();
  return Status::ok();
}

Status StreamLoad::Run::feed(std::string_view bytes) {
  STARLOAD_TRY(reader_->feed(bytes));
  held_bytes_ += bytes.size();
  if (held_bytes_ < kMaxHeldBytes) return Status::ok();
  held_bytes_ = 0;
  if (!staged_) {
    Result<std::unique_ptr<StagedWriter>> staged =
        StagedWriter::create(owner_.manager_.staged_path(record_->transaction_id));
    if (!staged) return staged.status();
    staged_ = staged.take();
  }
  return staged_->append(reader_->take_rows());
}

void StreamLoad::Run::report_counts() {
  const RowCounts& counts = reader_->counts();
  reply_.total_rows = counts.total();
  reply_.loaded_rows = counts.loaded;
  reply_.filtered_rows = counts.filtered;
  reply_.unselected_rows = counts.unselected;
}

Status StreamLoad::Run::check_quality() const {
  const RowCounts& counts = reader_->counts();
  STARLOAD_TRY(check_filter_ratio(counts, options_.max_filter_ratio));
  if (counts.loaded == 0 && owner_.config_.is_set(ConfigItem::kEmptyLoadAsError))
    return Status::refused(empty_load_text(owner_.since_4_0_));
  return Status::ok();
}

Status StreamLoad::Run::commit() {
  const Clock::time_point commit_start = Clock::now();
  record_->total_rows = reply_.total_rows;
  record_->loaded_rows = reply_.loaded_rows;
  record_->filtered_rows = reply_.filtered_rows;
  record_->unselected_rows = reply_.unselected_rows;
  record_->load_bytes = reply_.load_bytes;
  record_->tracking_file = log_->file_name();
  log_->flush();
  if (staged_) STARLOAD_TRY(staged_->append(reader_->take_rows()));
  const Result<CommitOutcome> committed =
      staged_ ? owner_.manager_.commit_staged(*record_, table_, *staged_, deadline_)
              : owner_.manager_.commit_batch(*record_, table_, reader_->take_rows(), deadline_);
  if (!committed) return committed.status();
  if (*committed == CommitOutcome::kPublishing) {
    reply_.status = "Publish Timeout";
    reply_.message = kPublishTimeoutText;
  }
  record_.reset();
  reply_.commit_ms = ms_since(commit_start);
  reply_.write_ms = reply_.commit_ms;
  return Status::ok();
}

void StreamLoad::Run::fail(const Status& status) {
  reply_.status = "Fail";
  reply_.message = status.message();
  if (!record_) return;
  record_->reason = status.message();
  record_->total_rows = reply_.total_rows;
  record_->filtered_rows = reply_.filtered_rows;
  record_->unselected_rows = reply_.unselected_rows;
  record_->load_bytes = reply_.load_bytes;
  if (log_) record_->tracking_file = log_->file_name();
  // A record that cannot be aborted now becomes ABORTED when the server starts again; the client's
  // answer is the same.
  (void)owner_.storage_.abort_load(*record_);
  record_.reset();
}

void StreamLoad::Run::report_log() {
  if (!log_) return;
  log_->flush();
  reply_.error_url = error_log_url(*log_, be_address_);
  reply_.rejected_record_path = rejected_record_path(*log_, be_address_);
}

StreamLoad::StreamLoad(TransactionManager& manager, const ErrorLogStore& logs,
                       const AccessControl& access, const std::string& version)
    : manager_(manager),
      storage_(manager.storage()),
      config_(manager.config()),
      logs_(logs),
      access_(access),
      since_4_0_(major_version(version) >= 4) {}

HttpResponse StreamLoad::run(const HttpRequest& request, HttpBody& body,
                             const std::string& database, const std::string& table,
                             const std::string& be_address) {
  // Freed cells would stay with this thread's heap until the server ends.
  constexpr std::uint64_t kBigBodyBytes = 8ULL << 20;
  HttpResponse response = Run(*this, request, body, be_address).run(database, table);
  if (request.chunked || request.content_length > kBigBodyBytes) malloc_trim(0);
  return response;
}

}  // namespace starload::devserver
