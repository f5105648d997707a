#include <stdexcept>

#include "defect.h"
static int32_t throwing(const sl_serializer_config*, void**, sl_error*) {
  throw std::runtime_error("no luck today");
}
SERIALIZER("throws_on_create", throwing, destroy, body_format, serialize)
