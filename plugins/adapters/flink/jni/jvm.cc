#include "plugins/adapters/flink/jni/jvm.h"

namespace starload::flink {
namespace {

constexpr char kException[] = "io/starload/flink/engine/StarloadException";

// A strong reference to a class of the job's would keep its class loader for ever, and with it this
// library. A weak one lasts as long as somebody can call the natives.
jweak weak_class(JNIEnv* env, const char* name) {
  jclass local = env->FindClass(name);
  if (local == nullptr) return nullptr;
  const jweak weak = env->NewWeakGlobalRef(local);
  env->DeleteLocalRef(local);
  return weak;
}

}  // namespace

bool JavaNames::load(JNIEnv* env) {
  exception_ = weak_class(env, kException);
  if (exception_ == nullptr) return false;
  out_of_memory_ = weak_class(env, "java/lang/OutOfMemoryError");
  if (out_of_memory_ == nullptr) return false;
  from_native_ = env->GetStaticMethodID(static_cast<jclass>(exception_), "fromNative",
                                        "([B)Lio/starload/flink/engine/StarloadException;");
  return from_native_ != nullptr;
}

void JavaNames::clear(JNIEnv* env) {
  if (exception_ != nullptr) env->DeleteWeakGlobalRef(exception_);
  if (out_of_memory_ != nullptr) env->DeleteWeakGlobalRef(out_of_memory_);
  exception_ = out_of_memory_ = nullptr;
}

jthrowable JavaNames::make_exception(JNIEnv* env, const Failure& failure) const {
  jbyteArray encoded = to_java(env, failure.encode());
  auto* made = static_cast<jthrowable>(
      env->CallStaticObjectMethod(static_cast<jclass>(exception_), from_native_, encoded));
  env->DeleteLocalRef(encoded);
  return env->ExceptionCheck() == JNI_TRUE ? nullptr : made;
}

// Called while a C++ exception is handled: nothing may leave it but a Java exception.
void JavaNames::throw_failure(JNIEnv* env, const Failure& failure) const noexcept {
  if (env->ExceptionCheck() == JNI_TRUE) return;
  try {
    jthrowable made = make_exception(env, failure);
    if (made != nullptr) env->Throw(made);
  } catch (...) {  // no memory for the words; a Java exception may be pending
    throw_out_of_memory(env);
  }
}

void JavaNames::throw_fatal(JNIEnv* env, const char* what) const noexcept {
  try {
    throw_failure(env, {Status::fatal(what)});
  } catch (...) {
    throw_out_of_memory(env);
  }
}

void JavaNames::throw_out_of_memory(JNIEnv* env) const noexcept {
  if (env->ExceptionCheck() == JNI_TRUE) return;
  env->ThrowNew(static_cast<jclass>(out_of_memory_), "the native engine has no memory");
}

std::string bytes_of(JNIEnv* env, jbyteArray array) {
  if (array == nullptr) throw Failure{Status::fatal("native code was given no array")};
  const jsize size = env->GetArrayLength(array);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  env->GetByteArrayRegion(array, 0, size, reinterpret_cast<jbyte*>(bytes.data()));
  if (env->ExceptionCheck() == JNI_TRUE) throw JavaException();
  return bytes;
}

jbyteArray to_java(JNIEnv* env, std::string_view bytes) {
  if (bytes.size() > INT32_MAX - 16) {
    throw Failure{
        Status::data("the checkpoint's state has " + std::to_string(bytes.size()) +
                     " bytes, more than Java can hold in one piece; take checkpoints more "
                     "often, or use sink.version = V2")};
  }
  const auto size = static_cast<jsize>(bytes.size());
  jbyteArray array = env->NewByteArray(size);
  if (array == nullptr) throw JavaException();
  env->SetByteArrayRegion(array, 0, size, reinterpret_cast<const jbyte*>(bytes.data()));
  if (env->ExceptionCheck() == JNI_TRUE) throw JavaException();
  return array;
}

}  // namespace starload::flink
