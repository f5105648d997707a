#include "tests/abi/sized_structs.h"

#define LAYOUT(type) {#type, sizeof(type), alignof(type), offsetof(type, struct_size)},
const layout layouts_cpp20[] = {SIZED_STRUCTS(LAYOUT){nullptr, 0, 0, 0}};
