// What native functions need of the JVM: classes and ids, found once when the library is loaded (by
// the class loader that loads it), texts and arrays, and the barrier that keeps C++ exceptions out
// of Java.
#pragma once

#include <jni.h>

#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "plugins/adapters/flink/jni/failure.h"

namespace starload::flink {

// A Java exception is pending: back to Java at once.
struct JavaException {};

// Classes and ids; weak global references, freed by clear().
class JavaNames final {
 public:
  bool load(JNIEnv* env);  // false: a Java exception is pending
  void clear(JNIEnv* env);

  // Null, with a Java exception pending, when that cannot be had.
  jthrowable make_exception(JNIEnv* env, const Failure& failure) const;
  void throw_failure(JNIEnv* env, const Failure& failure) const noexcept;
  void throw_fatal(JNIEnv* env, const char* what) const noexcept;
  void throw_out_of_memory(JNIEnv* env) const noexcept;

 private:
  jweak exception_ = nullptr;
  jweak out_of_memory_ = nullptr;
  jmethodID from_native_ = nullptr;
};

// Throws JavaException when the JVM has no memory or an array is null.
std::string bytes_of(JNIEnv* env, jbyteArray array);
jbyteArray to_java(JNIEnv* env, std::string_view bytes);

// Runs a native function's body. Whatever it throws becomes a Java exception; one that is pending
// already stays as it is.
template <typename Value, typename Body>
Value jni_barrier(JNIEnv* env, const JavaNames& names, Value otherwise, Body body) noexcept {
  try {
    return body();
  } catch (const JavaException&) {
    return otherwise;
  } catch (const Failure& failure) {
    names.throw_failure(env, failure);
  } catch (const std::bad_alloc&) {
    names.throw_out_of_memory(env);
  } catch (const std::exception& error) {
    names.throw_fatal(env, error.what());
  } catch (...) {
    names.throw_fatal(env, "an exception of an unknown kind");
  }
  return otherwise;
}

}  // namespace starload::flink
