// What lies between rows and the socket: blocks into chunks, closed chunks in their store,
// spilling, and the compression of a body as it is sent. "bytes" are those of the body before
// compression.
#include <filesystem>

#include "benchmarks/parts/bench_case.h"
#include "benchmarks/parts/chunk_filler.h"
#include "benchmarks/parts/input_text.h"
#include "benchmarks/serializers/peer_loops.h"
#include "framework/engine/chunk_store.h"
#include "framework/spill/spill_file.h"
#include "plugins/transports/common/chunked_body.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 20'000;
constexpr std::size_t kChunkBytes = std::size_t{4} << 20;

RowBlock typed_block() { return make_block(make_rows(kRows, Doubles::kMeasured)); }

RowBlock raw_block(const std::string& format) {
  const std::vector<BenchRow> rows = make_rows(kRows, Doubles::kMeasured);
  const std::string text = format == "csv" ? csv_text(rows, Quotes::kNone) : json_lines(rows);
  RowBlock block(nullptr);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    block.append_raw(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  return block;
}

void add_append(const std::string& name, const std::string& format,
                std::function<RowBlock()> make) {
  add_case(name + "/starload", kRows, [format, make] {
    const auto block = std::make_shared<RowBlock>(make());
    const auto filler = std::make_shared<ChunkFiller>(format, block->schema(), kChunkBytes);
    return [block, filler] { return filler->fill(block->abi()); };
  });
}

// A chunk into the store and out of it again: in memory, or spilled and read back.
void add_store(const std::string& name, bool spill) {
  add_case(name + "/starload", kRows, [spill] {
    struct Store {
      explicit Store(const std::shared_ptr<const Schema>& schema)
          : filler("csv", schema, kChunkBytes), chunks(filler.budget(), filler.pool(), [] {
              return open_spill_file(std::filesystem::temp_directory_path());
            }) {}
      ChunkFiller filler;
      ChunkStore chunks;
      std::uint64_t next = 1;
    };
    const auto block = std::make_shared<RowBlock>(typed_block());
    const auto store = std::make_shared<Store>(block->schema());
    return [block, store, spill]() -> std::size_t {
      std::unique_ptr<Chunk> chunk = store->filler.chunk_of(block->abi());
      const std::uint64_t id = chunk->id();
      store->chunks.add(std::move(chunk), store->filler.target());
      if (spill && !store->chunks.spill(id)) std::abort();
      const auto bodies = store->chunks.bodies(id, 1);
      if (!bodies) std::abort();
      const std::size_t size = bodies->front().bytes.size;
      store->chunks.release(id);
      return size;
    };
  });
}

void add_compression(const std::string& name, http::Compression compression,
                     const std::string& format) {
  add_case("compress-" + format + "-" + name + "/starload", kRows, [compression, format] {
    const std::vector<BenchRow> rows = make_rows(kRows, Doubles::kMeasured);
    const auto text = std::make_shared<std::string>(format == "csv" ? csv_text(rows, Quotes::kNone)
                                                                    : json_lines(rows));
    return [text, compression] {
      const std::array<std::string_view, 1> pieces = {*text};
      http::ChunkedBody body(pieces, compression);
      std::size_t sent = 0;
      for (auto parts = body.next(); !parts.empty(); parts = body.next())
        for (const std::string_view part : parts) sent += part.size();
      benchmark::DoNotOptimize(sent);
      return text->size();
    };
  });
}

}  // namespace

void add_cases() {
  add_append("chunk-csv", "csv", &typed_block);
  add_append("chunk-json", "json", &typed_block);
  add_append("chunk-raw-csv", "csv", [] { return raw_block("csv"); });
  add_append("chunk-raw-json", "json", [] { return raw_block("json"); });
  add_store("chunk-store", false);
  add_store("chunk-spill", true);
  for (const char* format : {"csv", "json"}) {
    add_compression("lz4", http::Compression::kLz4Frame, format);
    add_compression("zstd", http::Compression::kZstd, format);
    add_compression("gzip", http::Compression::kGzip, format);
  }
}

}  // namespace starload::bench

int main(int argc, char** argv) {
  return starload::bench::run_cases(argc, argv, &starload::bench::add_cases);
}
