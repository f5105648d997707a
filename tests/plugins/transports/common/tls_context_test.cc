#include "plugins/transports/common/tls_context.h"

#include <gtest/gtest.h>

#include <array>

namespace starload::http {
namespace {

TEST(TlsContext, TakesTheFirstBundleThatIsThere) {
  const std::array<const char*, 3> files{"/nowhere/ca.pem", "/dev/null", "/dev/zero"};
  EXPECT_EQ(first_readable(files), "/dev/null");
}

TEST(TlsContext, HasNoBundleWhereNoneIs) {
  const std::array<const char*, 1> files{"/nowhere/ca.pem"};
  EXPECT_EQ(first_readable(files), "");
  EXPECT_EQ(first_readable({}), "");
}

}  // namespace
}  // namespace starload::http
