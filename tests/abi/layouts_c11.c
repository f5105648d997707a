#include "tests/abi/sized_structs.h"

#define LAYOUT(type) {#type, sizeof(type), _Alignof(type), offsetof(type, struct_size)},
const layout layouts_c11[] = {SIZED_STRUCTS(LAYOUT){NULL, 0, 0, 0}};
