// Texts are looked at in wide steps; nothing outside a text may be read, and nothing far behind its
// copy written. Texts lie against pages that cannot be touched, at every length and distance.
#include "plugins/serializers/common/text_scan.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "tests/plugins/serializers/serializer_harness.h"

namespace starload::test {
namespace {

using serializers::ByteScan;
using serializers::copy_few_if_clean;
using serializers::copy_if_clean;
using serializers::JsonScan;

constexpr std::size_t kLongest = 100;
constexpr std::size_t kScratch = 8;  // what copy_if_clean may write behind the copy

// Memory with a forbidden page in front and another one behind.
class GuardedPages final {
 public:
  explicit GuardedPages(std::size_t size)
      : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))),
        size_((size + page_ - 1) / page_ * page_) {
    void* all = mmap(nullptr, size_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) throw std::runtime_error("mmap failed");
    begin_ = static_cast<char*>(all) + page_;
    if (mprotect(begin_, size_, PROT_READ | PROT_WRITE) != 0) throw std::runtime_error("mprotect");
  }
  ~GuardedPages() { munmap(begin_ - page_, size_ + 2 * page_); }
  GuardedPages(const GuardedPages&) = delete;
  GuardedPages& operator=(const GuardedPages&) = delete;

  char* begin() const { return begin_; }
  char* end() const { return begin_ + size_; }

 private:
  std::size_t page_;
  std::size_t size_;
  char* begin_ = nullptr;
};

// Copies the text from `at`, where it is put first; whether it was found clean.
template <typename Scan>
bool copy_from(const Scan& scan, const std::string& text, char* at) {
  std::copy(text.begin(), text.end(), at);
  std::string out(text.size() + kScratch + 8, '#');
  const bool clean = copy_if_clean(scan, at, text.size(), out.data());
  if (clean) {
    EXPECT_EQ(out.substr(0, text.size()), text);
  }
  EXPECT_EQ(out.substr(text.size() + kScratch), "########");
  return clean;
}

TEST(TextScan, FindsAByteAtEveryPlaceOfEveryLengthBesideForbiddenPages) {
  const GuardedPages pages(1);
  const ByteScan scan(',', '\n', '"');
  for (std::size_t size = 0; size <= kLongest; ++size) {
    const std::string clean(size, 'x');
    ASSERT_TRUE(copy_from(scan, clean, pages.begin())) << size;
    ASSERT_TRUE(copy_from(scan, clean, pages.end() - size)) << size;
    for (std::size_t place = 0; place < size; ++place) {
      for (const char special : {',', '\n', '"'}) {
        std::string text = clean;
        text[place] = special;
        ASSERT_FALSE(copy_from(scan, text, pages.begin())) << size << " " << place;
        ASSERT_FALSE(copy_from(scan, text, pages.end() - size)) << size << " " << place;
      }
    }
  }
}

TEST(TextScan, JsonLooksAtEveryByteThereIs) {
  const GuardedPages pages(1);
  for (const std::size_t size : {1u, 3u, 7u, 8u, 11u, 16u, 17u, 31u, 33u}) {
    for (int byte = 0; byte < 256; ++byte) {
      const bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
      for (std::size_t place = 0; place < size; ++place) {
        std::string text(size, 'x');
        text[place] = static_cast<char>(byte);
        ASSERT_EQ(copy_from(JsonScan(), text, pages.end() - size), plain) << byte << " " << place;
      }
    }
  }
}

TEST(TextScan, ShortTextsInARegisterEndWhereTheirLengthSays) {
  const ByteScan scan(',', ',', ',');
  const std::uint64_t commas = 0x2C2C2C2C2C2C2C2Cu;
  const std::uint64_t letters = 0x7878787878787878u;
  for (std::size_t size = 0; size < 8; ++size) {
    const std::uint64_t own = (std::uint64_t{1} << (8 * size)) - 1;
    char out[8];
    EXPECT_TRUE(copy_few_if_clean(scan, (letters & own) | (commas & ~own), size, out));
    EXPECT_EQ(std::string(out, size), std::string(size, 'x'));
    EXPECT_EQ(copy_few_if_clean(scan, commas & own, size, out), size == 0);
  }
}

// The first rows of the block in a sink of memory, without guards.
std::string first_rows(Serializer& serializer, sl_row_block block, std::size_t count) {
  block.row_count = count;
  FixedSink out(8192);
  std::uint64_t in_body = 0;
  std::size_t done = 0;
  EXPECT_EQ(serializer.serialize(block, 0, out.sink, in_body, done), SL_OK);
  return out.text();
}

// The same for whole blocks: their bytes end at a forbidden page, and so does the sink.
class GuardedBlocks : public ::testing::TestWithParam<const char*> {};

RowBlock text_rows(std::size_t size, char special) {
  const DataType text{.kind = SL_TYPE_VARCHAR};
  RowBlock block(Schema::make({{.name = "a", .type = text, .target_type = ""},
                               {.name = "b", .type = {.kind = SL_TYPE_INT}, .target_type = ""},
                               {.name = "c", .type = text, .target_type = ""}},
                              false)
                     .take());
  RowWriter writer(block);
  for (std::size_t row = 0; row < 3; ++row) {
    std::string last(size, 'y');
    if (size > 0) last[(row * 7) % size] = special;
    writer.begin_row();
    writer.set_bytes(0, "first");
    writer.set_int(1, static_cast<std::int64_t>(row));
    writer.set_bytes(2, last);
    writer.end_row();
  }
  return block;
}

TEST_P(GuardedBlocks, AreReadAndWrittenInsideTheirBounds) {
  const GuardedPages source(4096);
  const GuardedPages target(8192);
  for (const char special : {'y', '"', '\n', '\xFF'}) {
    for (std::size_t size = 0; size <= kLongest; ++size) {
      const RowBlock rows = text_rows(size, special);
      sl_row_block block = rows.abi();
      // Without the padding behind the last value, which no writer has to give.
      const std::size_t padding = size < 8 ? 0 : (8 - size % 8) % 8;
      const std::size_t bytes = block.byte_count - padding;
      std::copy_n(reinterpret_cast<const char*>(block.bytes), bytes, source.end() - bytes);
      block.bytes = reinterpret_cast<const std::uint8_t*>(source.end() - bytes);
      block.byte_count = bytes;
      std::vector<std::uint32_t> offsets(block.offsets, block.offsets + block.row_count + 1);
      offsets.back() = static_cast<std::uint32_t>(bytes);
      block.offsets = offsets.data();
      Serializer serializer(GetParam(), rows.schema()->abi());
      for (const std::size_t capacity : {64u, 200u, 900u, 8192u}) {
        sl_sink sink{};
        sink.struct_size = sizeof(sink);
        sink.data = reinterpret_cast<std::uint8_t*>(target.end() - capacity);
        sink.capacity = capacity;
        sink.grow = [](sl_sink*, std::size_t) -> std::int32_t { return SL_ERR_RETRYABLE; };
        std::uint64_t in_body = 0;
        std::size_t done = 0;
        const std::int32_t code = serializer.serialize(block, 0, sink, in_body, done);
        const bool refused = special == '\xFF' && std::string(GetParam()) == "json" && size > 0;
        ASSERT_EQ(code, refused ? SL_ERR_DATA : SL_OK) << size << " " << serializer.message();
        if (capacity == 8192 && !refused) {
          ASSERT_EQ(done, 3u);
        }
        ASSERT_EQ(std::string(reinterpret_cast<char*>(sink.data), sink.size),
                  first_rows(serializer, rows.abi(), done));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(BuiltIn, GuardedBlocks, ::testing::Values("csv", "json"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace starload::test
