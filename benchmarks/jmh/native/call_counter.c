// A JVMTI agent that counts calls of the connector's native methods: it puts a function of its own
// before each as the connector registers them. Natives of this connector take and return integers
// and references only, which pass through a function of that form unchanged on x86-64 and AArch64.
//
//   java -agentpath:libcall_counter.so=FILE ...      at the JVM's end FILE gets "NAME COUNT" lines
#include <jni.h>
#include <jvmti.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define CLASS_SIGNATURE "Lio/starload/flink/engine/Natives;"
#define METHODS 32

typedef jlong (*Native)(jlong, jlong, jlong, jlong, jlong, jlong, jlong, jlong);

static struct {
  char name[64];
  Native native;
  atomic_long calls;
} methods[METHODS];
static int bound;
static char file_name[4096];

#define COUNTED(n)                                                                        \
  static jlong counted_##n(jlong a, jlong b, jlong c, jlong d, jlong e, jlong f, jlong g, \
                           jlong h) {                                                     \
    atomic_fetch_add_explicit(&methods[n].calls, 1, memory_order_relaxed);                \
    return methods[n].native(a, b, c, d, e, f, g, h);                                     \
  }
// clang-format off
COUNTED(0) COUNTED(1) COUNTED(2) COUNTED(3) COUNTED(4) COUNTED(5) COUNTED(6) COUNTED(7)
COUNTED(8) COUNTED(9) COUNTED(10) COUNTED(11) COUNTED(12) COUNTED(13) COUNTED(14) COUNTED(15)
COUNTED(16) COUNTED(17) COUNTED(18) COUNTED(19) COUNTED(20) COUNTED(21) COUNTED(22) COUNTED(23)
COUNTED(24) COUNTED(25) COUNTED(26) COUNTED(27) COUNTED(28) COUNTED(29) COUNTED(30) COUNTED(31)
    // clang-format on

    static const Native counters[METHODS] = {
        counted_0,  counted_1,  counted_2,  counted_3,  counted_4,  counted_5,  counted_6,
        counted_7,  counted_8,  counted_9,  counted_10, counted_11, counted_12, counted_13,
        counted_14, counted_15, counted_16, counted_17, counted_18, counted_19, counted_20,
        counted_21, counted_22, counted_23, counted_24, counted_25, counted_26, counted_27,
        counted_28, counted_29, counted_30, counted_31};

static void JNICALL on_bind(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jmethodID method,
                            void* address, void** new_address) {
  (void)env;
  (void)thread;
  jclass type = NULL;
  char* signature = NULL;
  char* name = NULL;
  if ((*jvmti)->GetMethodDeclaringClass(jvmti, method, &type) != JVMTI_ERROR_NONE) return;
  if ((*jvmti)->GetClassSignature(jvmti, type, &signature, NULL) != JVMTI_ERROR_NONE) return;
  if (strcmp(signature, CLASS_SIGNATURE) == 0 && bound < METHODS &&
      (*jvmti)->GetMethodName(jvmti, method, &name, NULL, NULL) == JVMTI_ERROR_NONE) {
    snprintf(methods[bound].name, sizeof methods[bound].name, "%s", name);
    methods[bound].native = (Native)address;
    *new_address = (void*)counters[bound];
    bound++;
    (*jvmti)->Deallocate(jvmti, (unsigned char*)name);
  }
  (*jvmti)->Deallocate(jvmti, (unsigned char*)signature);
}

static void JNICALL on_end(jvmtiEnv* jvmti, JNIEnv* env) {
  (void)jvmti;
  (void)env;
  FILE* file = fopen(file_name, "w");
  if (file == NULL) return;
  for (int i = 0; i < bound; ++i)
    fprintf(file, "%s %ld\n", methods[i].name, atomic_load(&methods[i].calls));
  fclose(file);
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM* vm, char* options, void* reserved) {
  (void)reserved;
  jvmtiEnv* jvmti = NULL;
  if ((*vm)->GetEnv(vm, (void**)&jvmti, JVMTI_VERSION_1_2) != JNI_OK) return JNI_ERR;
  snprintf(file_name, sizeof file_name, "%s", options != NULL ? options : "");
  jvmtiCapabilities wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.can_generate_native_method_bind_events = 1;
  if ((*jvmti)->AddCapabilities(jvmti, &wanted) != JVMTI_ERROR_NONE) return JNI_ERR;
  jvmtiEventCallbacks callbacks;
  memset(&callbacks, 0, sizeof callbacks);
  callbacks.NativeMethodBind = &on_bind;
  callbacks.VMDeath = &on_end;
  if ((*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks) != JVMTI_ERROR_NONE ||
      (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_NATIVE_METHOD_BIND,
                                         NULL) != JVMTI_ERROR_NONE ||
      (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_VM_DEATH, NULL) !=
          JVMTI_ERROR_NONE)
    return JNI_ERR;
  return JNI_OK;
}
