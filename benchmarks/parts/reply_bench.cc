// Reading the server's answers: HTTP, its JSON, and the judgement; "rows" are answers.
#include "benchmarks/parts/bench_case.h"
#include "plugins/transports/common/error_log.h"
#include "plugins/transports/common/label_state.h"
#include "plugins/transports/common/load_reply.h"
#include "plugins/transports/common/reply_json.h"
#include "plugins/transports/common/response_parser.h"
#include "plugins/transports/stream_load/verdict.h"
#include "plugins/transports/transaction/verdict.h"

namespace starload::bench {
namespace {

const std::string kLoadReply = R"({
    "TxnId": 1003,
    "Label": "starload-shop-orders-0-00000000000a1b2c-42",
    "Db": "shop",
    "Table": "orders",
    "Status": "Success",
    "Message": "OK",
    "NumberTotalRows": 1000000,
    "NumberLoadedRows": 999999,
    "NumberFilteredRows": 1,
    "NumberUnselectedRows": 0,
    "LoadBytes": 114000000,
    "LoadTimeMs": 2144,
    "BeginTxnTimeMs": 0,
    "StreamLoadPlanTimeMs": 1,
    "ReadDataTimeMs": 1382,
    "WriteDataTimeMs": 2121,
    "CommitAndPublishTimeMs": 22,
    "ErrorURL": "http://be-3:8040/api/_load_error_log?file=error_log_1b4e28ba_2fa1_11d2_883f_0016d3cca427"
})";

const std::string kPrepareReply = R"({
    "Status": "OK",
    "Message": "",
    "Label": "starload-shop-orders-0-00000000000a1b2c-42",
    "TxnId": 1003,
    "NumberTotalRows": 1000000,
    "NumberLoadedRows": 1000000,
    "NumberFilteredRows": 0,
    "NumberUnselectedRows": 0,
    "LoadBytes": 114000000,
    "LoadTimeMs": 2144,
    "StreamLoadPutTimeMs": 1,
    "ReadDataTimeMs": 1382,
    "WriteDataTimeMs": 2121
})";

// A message of 4 KB, as a failed plan or a stack of a backend gives it.
std::string error_reply() {
  std::string message = "too many filtered rows";
  while (message.size() < 4096) message += "\\n  at be/src/exec/tablet_sink.cpp:\\\"add_chunk\\\"";
  return R"({"TxnId": 1003, "Label": "starload-shop-orders-0-1-42", "Status": "Fail", "Message": ")" +
         message + R"(", "ErrorURL": "http://be-3:8040/api/_load_error_log?file=x"})";
}

std::string response_with(const std::string& body) {
  return "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
         "Connection: keep-alive\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

http::HttpResponse parse(const std::string& bytes) {
  http::ResponseParser parser;
  parser.feed(bytes);
  if (!parser.done()) std::abort();
  return parser.take_response();
}

// One answer a run; what(text) is kept from being optimized away.
template <typename What>
void add(const std::string& name, std::string text, What what) {
  add_case(name + "/starload", 1, [text = std::move(text), what] {
    return [text, what] {
      auto result = what(text);
      benchmark::DoNotOptimize(result);
      return text.size();
    };
  });
}

// From the socket's bytes to what is to be done.
std::int32_t judge_load(const std::string& bytes) {
  return stream_load::judge_reply(http::parse_load_reply(parse(bytes).body), true).verdict;
}

std::int32_t judge_prepare(const std::string& bytes) {
  const http::LoadReply reply = http::parse_load_reply(parse(bytes).body);
  return transaction::judge_reply(transaction::Step::kPrepare, reply, false).verdict.verdict;
}

void add_answers(const std::string& name, const std::string& body) {
  add("http-response-" + name, response_with(body), &parse);
  add("reply-json-" + name, body, &http::ReplyJson::parse);
}

std::string error_log_text() {
  std::string text;
  for (int row = 0; row < 50; ++row)
    text += "Error: NULL value in non-nullable column 'price'. Row: [" + std::to_string(row) +
            ", 'some name', NULL, '2024-01-31 23:59:59']\n";
  return text;
}

}  // namespace

void add_cases() {
  add_answers("load", kLoadReply);
  add_answers("prepare", kPrepareReply);
  add_answers("error-4k", error_reply());
  add("reply-load", response_with(kLoadReply), &judge_load);
  add("reply-prepare", response_with(kPrepareReply), &judge_prepare);
  add("reply-error-4k", response_with(error_reply()), &judge_load);
  add("reply-label-state", R"({"state": "VISIBLE", "status": "OK", "msg": "Success"})",
      &http::parse_label_answer);
  add("reply-error-log-50-rows", error_log_text(),
      [](const std::string& text) { return http::parse_error_log(text).size(); });
}

}  // namespace starload::bench

int main(int argc, char** argv) {
  return starload::bench::run_cases(argc, argv, &starload::bench::add_cases);
}
