#include "benchmarks/guard/hot_loops.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "benchmarks/parts/chunk_filler.h"
#include "benchmarks/parts/input_text.h"
#include "benchmarks/serializers/peer_loops.h"
#include "benchmarks/serializers/plugin_runner.h"
#include "cli/input/csv_reader.h"
#include "cli/input/jsonl_reader.h"
#include "cli/input/line_block_reader.h"
#include "cli/input/raw_reader.h"
#include "framework/rows/row_writer.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 4000;
constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr std::size_t kChunkBytes = std::size_t{4} << 20;

void require(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "guard_loops: %s\n", what);
  std::exit(1);
}

enum class Texts : std::uint8_t { kPlain, kEscaped };

// Four texts a row of 8 to 38 bytes; with kEscaped about one byte in ten needs care in CSV and
// JSON.
RowBlock text_block(Texts texts) {
  std::vector<ColumnSpec> columns;
  for (const char* name : {"a", "b", "c", "d"})
    columns.push_back({.name = name, .type = {.kind = SL_TYPE_VARCHAR}, .target_type = ""});
  RowBlock block(Schema::make(std::move(columns), false).take());
  RowWriter writer(block);
  for (std::size_t row = 0; row < kRows; ++row) {
    writer.begin_row();
    for (std::size_t field = 0; field < 4; ++field) {
      std::string text(8 + (row * 7 + field * 11) % 31, 'x');
      for (std::size_t at = 5; texts == Texts::kEscaped && at < text.size(); at += 10)
        text[at] = "\"\\\n\t"[(row + field) % 4];
      writer.set_bytes(field, text);
    }
    writer.end_row();
  }
  return block;
}

// The serializer as the engine calls it, over one block.
HotLoop serialize(const std::string& name, const std::string& plugin, RowBlock block) {
  const auto kept = std::make_shared<RowBlock>(std::move(block));
  const auto runner = std::make_shared<PluginRunner>(plugin, kept->schema()->abi());
  const auto buffer = std::make_shared<std::vector<std::uint8_t>>(kRows * kPlainRowBytes);
  return {name, "row", kRows,
          [kept, runner, buffer] { require(runner->run(kept->abi(), *buffer) > 0, "no bytes"); }};
}

HotLoop split(const std::string& name, Quotes quotes) {
  const auto text =
      std::make_shared<std::string>(csv_text(make_rows(kRows, Doubles::kMeasured), quotes));
  return {name, "MB", static_cast<double>(text->size()) / 1e6, [text] {
            cli::MemorySource source("guard", *text);
            cli::CsvSplitter splitter(source, {});
            cli::CsvRecord record;
            std::size_t fields = 0;
            while (splitter.next(record).take() == cli::SplitOutcome::kRecord)
              fields += record.fields.size();
            require(fields == kRows * 8, "the splitter found another number of fields");
          }};
}

using Reader = std::unique_ptr<cli::RecordReader>;
using Plan = std::shared_ptr<const cli::RowPlan>;
using MakeReader = std::function<Reader(cli::ByteSource&, const Plan&)>;

HotLoop read(const std::string& name, std::string text, MakeReader make) {
  const auto kept = std::make_shared<std::string>(std::move(text));
  const Plan plan = bench_plan();
  return {
      name, "row", kRows, [kept, plan, make = std::move(make)] {
        cli::MemorySource source("guard", *kept);
        const auto reader = make(source, plan);
        NoRejects rejects;
        std::size_t rows = 0;
        RowBlock block(plan->schema);
        while (const std::size_t count = reader->read_block(block, kBlockBytes, rejects).take()) {
          rows += count;
          block.clear();
        }
        require(rows == kRows, "the reader found another number of rows");
      }};
}

// Lines read into the load itself.
HotLoop fill_lines(const std::string& text) {
  const auto kept = std::make_shared<std::string>(text);
  const auto room = std::make_shared<std::vector<char>>(kBlockBytes);
  return {"raw_fill", "row", kRows, [kept, room] {
            cli::MemorySource source("guard", *kept);
            cli::LineBlockReader reader(source, false, {});
            require(reader.read_into(*room, kRows).take().lines == kRows,
                    "the reader found another number of lines");
          }};
}

void add_readers(std::vector<HotLoop>& loops) {
  const std::vector<BenchRow> rows = make_rows(kRows, Doubles::kMeasured);
  const cli::CsvOptions options;
  loops.push_back(split("csv_split", Quotes::kNone));
  loops.push_back(split("csv_split_quoted", Quotes::kAroundTexts));
  loops.push_back(read("csv_read", csv_text(rows, Quotes::kNone),
                       [options](cli::ByteSource& source, const Plan& plan) -> Reader {
                         return std::make_unique<cli::CsvReader>(source, options, plan);
                       }));
  loops.push_back(
      read("jsonl_read", json_lines(rows), [](cli::ByteSource& source, const Plan& plan) -> Reader {
        return std::make_unique<cli::JsonlReader>(source, plan);
      }));
  const cli::RawOptions raw;
  loops.push_back(read("raw_read", csv_text(rows, Quotes::kNone),
                       [raw](cli::ByteSource& source, const Plan&) -> Reader {
                         return std::make_unique<cli::RawReader>(source, raw);
                       }));
  loops.push_back(fill_lines(csv_text(rows, Quotes::kNone)));
}

void add_rows(std::vector<HotLoop>& loops) {
  const auto rows = std::make_shared<std::vector<BenchRow>>(make_rows(kRows, Doubles::kMeasured));
  loops.push_back({"row_write", "row", kRows, [rows] {
                     require(make_block(*rows).row_count() == kRows, "rows are missing");
                   }});
  const auto block = std::make_shared<RowBlock>(make_block(*rows));
  loops.push_back({"row_verify", "row", kRows, [block] {
                     require(static_cast<bool>(verify_block(block->abi())), "the block is bad");
                   }});
}

// Records of their own, as hosts have them, or lines that lie one behind the other, as files do.
enum class Records : std::uint8_t { kRaw, kLines };

RowBlock raw_block(Records records) {
  const std::string text = csv_text(make_rows(kRows, Doubles::kMeasured), Quotes::kNone);
  RowBlock block(nullptr);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const auto record = std::string_view(text).substr(at, end - at);
    records == Records::kRaw ? block.append_raw(record) : block.append_line(record);
    at = end + 1;
  }
  return block;
}

void add_chunks(std::vector<HotLoop>& loops) {
  const auto add = [&](const std::string& name, RowBlock block) {
    const auto kept = std::make_shared<RowBlock>(std::move(block));
    const auto filler = std::make_shared<ChunkFiller>("csv", kept->schema(), kChunkBytes);
    loops.push_back({name, "row", kRows,
                     [kept, filler] { require(filler->fill(kept->abi()) > 0, "no bytes"); }});
  };
  add("chunk_append_csv", make_block(make_rows(kRows, Doubles::kMeasured)));
  add("chunk_append_raw", raw_block(Records::kRaw));
  add("chunk_append_lines", raw_block(Records::kLines));
}

}  // namespace

std::vector<HotLoop> make_hot_loops() {
  std::vector<HotLoop> loops;
  for (const std::string plugin : {"csv", "json"}) {
    loops.push_back(
        serialize(plugin + "_mixed", plugin, make_block(make_rows(kRows, Doubles::kMeasured))));
    loops.push_back(serialize(plugin + "_text", plugin, text_block(Texts::kPlain)));
    loops.push_back(serialize(plugin + "_text_escaped", plugin, text_block(Texts::kEscaped)));
  }
  add_rows(loops);
  add_readers(loops);
  add_chunks(loops);
  return loops;
}

}  // namespace starload::bench
