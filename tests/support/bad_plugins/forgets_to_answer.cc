#include "semantics_defect.h"
class Forgetful final : public AtOnce {
 public:
  using AtOnce::AtOnce;

 private:
  void answer_flush(std::uint64_t, const starload::sdk::Actions&) const override {}
};
STARLOAD_EXPORT_SEMANTICS("forgets_to_answer", "1.0.0", "a test", kNoOptions, Forgetful)
