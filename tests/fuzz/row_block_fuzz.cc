// verify_block and the readers behind it: no bytes may make them read outside the block.
#include <vector>

#include "framework/rows/row_block.h"
#include "tests/framework/rows/row_test_util.h"
#include "tests/framework/rows/walk_rows.h"

namespace {

std::shared_ptr<const starload::Schema> fuzz_schema() {
  using namespace starload;
  const DataType text = scalar(SL_TYPE_VARCHAR);
  return make_schema(
      {text, scalar(SL_TYPE_BIGINT), decimal_type(38, 4), timestamp_type(9),
       scalar(SL_TYPE_LARGEINT), array_type(array_type(text)),
       map_type(text, array_type(scalar(SL_TYPE_SMALLINT))),
       row_type({text, map_type(scalar(SL_TYPE_INT), decimal_type(20, 0))}, {"a", "b"})});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::shared_ptr<const starload::Schema> schema = fuzz_schema();
  const std::vector<std::uint8_t> bytes(data, data + size);
  const std::uint32_t offsets[] = {0, static_cast<std::uint32_t>(size)};
  const sl_row_block block = {sizeof(sl_row_block), 0,           schema->abi(), 1, offsets,
                              bytes.data(),         bytes.size()};
  if (starload::verify_block(block).is_ok()) starload::walk_rows(block);
  return 0;
}
