#include "devserver/transaction/transaction_load.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "devserver/load/load_plan.h"
#include "devserver/transaction/load_parameters.h"

namespace starload::devserver {
namespace {

using Clock = OpenTransaction::Clock;

constexpr std::size_t kReadBytes = 256UL << 10;

std::int64_t ms_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

TxnStatus internal_error(std::string message) {
  return {TxnCode::kInternalError, std::move(message), {}};
}

}  // namespace

TransactionLoad::TransactionLoad(TransactionManager& manager, const ErrorLogStore& logs,
                                 OpenTransaction& transaction, const HttpRequest& request,
                                 HttpBody& body)
    : manager_(manager),
      logs_(logs),
      transaction_(transaction),
      work_(transaction.work),
      request_(request),
      body_(body) {}

TxnStatus TransactionLoad::run(TxnReply& reply) {
  if (!work_.data_failure) return internal_error(work_.data_failure.message());
  const Clock::time_point plan_start = Clock::now();
  if (TxnStatus status = check_sizes(); !status.is_ok()) return status;
  if (TxnStatus status = plan(); !status.is_ok()) return status;
  reply.plan_ms = work_.plan_ms = ms_since(plan_start);
  const Clock::time_point read_start = Clock::now();
  TxnStatus status = read_body(reply);
  reply.received_ms = ms_since(read_start);
  work_.received_ms += reply.received_ms;
  return status;
}

// The limits count all bodies of a transaction; a chunked body says nothing about its size.
TxnStatus TransactionLoad::check_sizes() {
  work_.declared_bytes += request_.content_length;
  HttpRequest sized = with_transaction_headers(request_);
  sized.content_length = work_.declared_bytes;
  const Result<LoadAdmission> admission = parse_load_admission(sized);
  if (!admission) return load_refusal(admission.status());
  admission_ = *admission;
  return {};
}

TxnStatus TransactionLoad::plan() {
  const HttpRequest request = with_transaction_headers(request_);
  std::string parameters = shared_parameters(request);
  if (!work_.reader) {
    work_.parameters = std::move(parameters);
    return make_reader(request);
  }
  if (parameters == work_.parameters) return {};
  return internal_error("load request not equal last.");
}

TxnStatus TransactionLoad::make_reader(const HttpRequest& request) {
  Result<LoadOptions> options = parse_load_options(request, admission_);
  if (!options) return load_refusal(options.status());
  Result<LoadPlan> plan = plan_load(*options, admission_.format, transaction_.table);
  if (!plan) return load_refusal(plan.status());
  Result<std::unique_ptr<StagedWriter>> staged =
      StagedWriter::create(manager_.staged_path(transaction_.record.transaction_id));
  if (!staged) return internal_error(staged.status().message());
  work_.options = options.take();
  work_.log = logs_.create(transaction_.record.transaction_id, 0);
  work_.staged = staged.take();
  work_.reader = RowReader::create(work_.options, admission_.format, plan.take(),
                                   transaction_.table, *work_.log);
  return {};
}

TxnStatus TransactionLoad::read_body(TxnReply& reply) {
  const std::unique_ptr<BodyDecoder> decoder = BodyDecoder::create(admission_.compression);
  std::vector<char> buffer(kReadBytes);
  while (true) {
    const Result<std::size_t> count =
        body_.read(buffer.data(), buffer.size(), transaction_.deadline());
    if (!count) return body_failure(count.status());
    if (transaction_.is_ended()) return {TxnCode::kAborted, kAbortedByUser, {}};
    transaction_.touch();
    if (*count == 0) break;
    reply.load_bytes += static_cast<std::int64_t>(*count);
    work_.received_bytes += static_cast<std::int64_t>(*count);
    if (Status taken = take(std::string_view(buffer.data(), *count), *decoder); !taken)
      return internal_error(taken.message());
    const RowCounts& counts = work_.reader->counts();
    manager_.progress().set(
        transaction_.record.transaction_id,
        {counts.loaded, counts.filtered, counts.unselected, work_.received_bytes});
  }
  if (Status ended = end_body(*decoder); !ended) return internal_error(ended.message());
  return {};
}

TxnStatus TransactionLoad::body_failure(const Status& status) const {
  if (transaction_.is_ended()) return {TxnCode::kAborted, kAbortedByUser, {}};
  if (status.code() == ErrorCode::kCancelled && Clock::now() >= transaction_.deadline())
    return {TxnCode::kAborted, kLoadTimeout, {}};
  return internal_error(status.message());
}

Status TransactionLoad::take(std::string_view bytes, BodyDecoder& decoder) {
  if (!work_.data_failure) return Status::ok();  // the rest is read, but nobody looks at it
  work_.data_failure =
      decoder.decode(bytes, [this](std::string_view plain) { return feed(plain); });
  return staging_failure_;
}

Status TransactionLoad::feed(std::string_view bytes) {
  STARLOAD_TRY(work_.reader->feed(bytes));
  return stage_rows();
}

Status TransactionLoad::stage_rows() {
  const Clock::time_point write_start = Clock::now();
  staging_failure_ = work_.staged->append(work_.reader->take_rows());
  work_.write_ms += ms_since(write_start);
  return staging_failure_;
}

Status TransactionLoad::end_body(BodyDecoder& decoder) {
  if (work_.data_failure) work_.data_failure = decoder.finish();
  if (work_.data_failure) work_.data_failure = work_.reader->end_body();
  STARLOAD_TRY(stage_rows());
  work_.log->flush();
  return work_.staged->end_load();
}

}  // namespace starload::devserver
