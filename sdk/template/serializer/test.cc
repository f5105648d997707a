// Tests of the serializer, through the same ABI that starload uses.
#include <starload/testkit/check.hpp>

using namespace starload::testkit;

int main() {
  Checks checks;
  TestSchema schema({{"id", bigint()}, {"name", varchar()}, {"price", decimal(10, 2)}});
  TestRows rows(schema);
  rows.add({1, "first", "12.50"});
  rows.add({2, nullptr, nullptr});

  Serializer serializer(schema);
  checks.equal(serializer.body(rows), "1|first|12.50\n2|\\N|\\N\n", "rows end with a newline");
  checks.equal(serializer.header("format"), "csv", "the server is told the format");

  Serializer other(schema, {{"serializer.@NAME@.separator", ";"}});
  checks.equal(other.rows(rows), "1;first;12.50\n2;\\N;\\N", "the separator is an option");
  return checks.finish();
}
