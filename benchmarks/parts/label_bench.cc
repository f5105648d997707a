// Labels: making one, and finding one's place again; "rows" are labels.
#include "benchmarks/parts/bench_case.h"
#include "plugins/semantics/common/label_namer.h"

namespace starload::bench {
namespace {

using semantics::LabelNamer;

constexpr char kDatabase[] = "shop";
constexpr char kTable[] = "orders";
// Not of the characters that a label may have: it is hashed.
constexpr char kForeignTable[] = "bestellungen f\xC3\xBCr gro\xC3\x9Fkunden";

void add_base(const std::string& name, const char* table) {
  add_case(name + "/starload", 1, [table] {
    const auto namer = std::make_shared<LabelNamer>("nightly", 3, 0xA1B2C3D4E5F6u);
    return [namer, table] { return namer->base(kDatabase, table).size(); };
  });
}

}  // namespace

void add_cases() {
  add_case("label-next/starload", 1, [] {
    const auto namer = std::make_shared<LabelNamer>("nightly", 3, 0xA1B2C3D4E5F6u);
    return [namer, stem = namer->stem(kDatabase, kTable), id = std::uint64_t{0}]() mutable {
      return namer->label(stem, ++id).size();
    };
  });
  add_base("label-base", kTable);
  add_base("label-base-hashed", kForeignTable);
  add_case("label-place/starload", 1, [] {
    const std::string base = LabelNamer("nightly", 3, 7).base(kDatabase, kTable);
    return [base, label = semantics::counted_label(base, {3, 7, 123'456})] {
      const auto place = semantics::find_place(base, label);
      if (!place) std::abort();
      benchmark::DoNotOptimize(place->id);
      return label.size();
    };
  });
}

}  // namespace starload::bench

int main(int argc, char** argv) {
  return starload::bench::run_cases(argc, argv, &starload::bench::add_cases);
}
