// The table of HTTP statuses, row by row.
#include "plugins/transports/common/verdict.h"

#include <gtest/gtest.h>

namespace starload::http {
namespace {

constexpr Verdict kUnknownLater = {SL_VERDICT_UNKNOWN, SL_RETRY_LATER};

struct HttpCase {
  int status;
  Verdict head_only;
  Verdict body;
  Verdict step;
};

class HttpStatus : public testing::TestWithParam<HttpCase> {};

TEST_P(HttpStatus, HasItsVerdicts) {
  const HttpCase& expected = GetParam();
  EXPECT_EQ(judge_http_status(expected.status, Sent::kHeadOnly), expected.head_only);
  EXPECT_EQ(judge_http_status(expected.status, Sent::kBody), expected.body);
  EXPECT_EQ(judge_http_status(expected.status, Sent::kStep), expected.step);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HttpStatus,
    testing::Values(
        HttpCase{401, kNever, kNever, kNever}, HttpCase{403, kNever, kNever, kNever},
        HttpCase{404, kNever, kNever, kNever}, HttpCase{405, kNever, kNever, kNever},
        HttpCase{408, kSoon, kUnknown, kUnknown}, HttpCase{413, kNever, kNever, kNever},
        HttpCase{414, kNever, kNever, kNever}, HttpCase{425, kLater, kUnknown, kLater},
        HttpCase{429, kLater, kUnknown, kLater}, HttpCase{431, kNever, kNever, kNever},
        HttpCase{503, kLater, kUnknown, kUnknownLater}, HttpCase{301, kNever, kUnknown, kNever},
        HttpCase{302, kNever, kUnknown, kNever}, HttpCase{400, kNever, kUnknown, kNever},
        HttpCase{417, kNever, kUnknown, kNever}, HttpCase{500, kSoon, kUnknown, kUnknown},
        HttpCase{502, kSoon, kUnknown, kUnknown}, HttpCase{504, kSoon, kUnknown, kUnknown},
        HttpCase{201, kUnknown, kUnknown, kUnknown}, HttpCase{204, kUnknown, kUnknown, kUnknown},
        HttpCase{600, kUnknown, kUnknown, kUnknown}));

}  // namespace
}  // namespace starload::http
