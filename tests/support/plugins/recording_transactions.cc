#include "tests/support/plugins/recording.h"

STARLOAD_EXPORT_TRANSPORT("recording_transactions", "1.0.0", "records transactions, for tests",
                          SL_TRANSPORT_TRANSACTIONS, ::starload::testing::kRecordingOptions,
                          ::starload::testing::Recording)
