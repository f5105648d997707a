#include "tests/support/plugins/recording.h"

STARLOAD_EXPORT_TRANSPORT("recording", "1.0.0", "records requests, for tests", SL_TRANSPORT_ENCLOSE,
                          ::starload::testing::kRecordingOptions, ::starload::testing::Recording)
