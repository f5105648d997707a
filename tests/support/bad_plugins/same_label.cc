#include "semantics_defect.h"
class SameLabel final : public AtOnce {
 public:
  using AtOnce::AtOnce;

 private:
  std::string label(std::uint64_t) const override { return "always-the-same"; }
};
STARLOAD_EXPORT_SEMANTICS("same_label", "1.0.0", "a test", kNoOptions, SameLabel)
