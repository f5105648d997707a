#include <starload/testkit/check.hpp>

using namespace starload::testkit;

namespace {

std::string one(const char* rule, const Value& value, TypeSpec type = varchar()) {
  TestSchema schema({{"c", type}});
  Serializer serializer(schema, {{"serializer.masked_csv.columns", rule}},
                        SL_SERIALIZER_MAY_ENCLOSE);
  return serializer.rows(TestRows(schema).add({value}));
}

}  // namespace

int main() {
  Checks checks;
  checks.equal(one("c=upper", "straße"), "STRAßE", "upper");
  checks.equal(one("c=lower", "ABC"), "abc", "lower");
  checks.equal(one("c=trim", "  a b\t"), "a b", "trim");
  checks.equal(one("c=mask", "gänse"), "*****", "mask counts characters");
  checks.equal(one("c=last4", "4111111111111111"), "************1111", "last4");
  checks.equal(one("c=last4", "123"), "***", "last4 of a short text");
  checks.equal(one("c=last4", 1234567, integer()), "***4567", "last4 of a number");
  checks.equal(one("c=email", "ann@example.com"), "a***@example.com", "email");
  checks.equal(one("c=email", "nobody"), "******", "no address");
  checks.equal(one("c=null", "secret"), "\\N", "null");
  checks.equal(one("c=mask", nullptr), "\\N", "a null stays one");
  checks.equal(one("", "a,b\"c\nd"), "\"a,b\"\"c\nd\"", "enclosed");
  checks.fails_with(
      SL_ERR_CONFIG, [] { one("c=rot13", "x"); }, "an unknown transform");
  checks.fails_with(
      SL_ERR_CONFIG, [] { one("d=mask", "x"); }, "an unknown column");
  checks.fails_with(
      SL_ERR_DATA, [] { one("", "\\N"); }, "the text of NULL");

  TestSchema schema({{"a", varchar()}});
  Serializer plain(schema);
  checks.fails_with(
      SL_ERR_DATA, [&] { plain.rows(TestRows(schema).add({"a,b"})); },
      "a separator where nothing can be enclosed");
  checks.equal(plain.header("column_separator"), ",", "the header");
  return checks.finish();
}
