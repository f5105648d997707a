// A native method that does nothing: what crossing the boundary costs by itself.
#include <jni.h>

JNIEXPORT jlong JNICALL Java_starload_bench_EmptyCall_nothing(JNIEnv* env, jclass type,
                                                              jlong number) {
  (void)env;
  (void)type;
  return number;
}
