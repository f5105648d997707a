#include "devserver/storage/scalar_functions.h"

namespace starload::devserver {

Status register_scalar_functions(Database&) { return {}; }

}  // namespace starload::devserver
