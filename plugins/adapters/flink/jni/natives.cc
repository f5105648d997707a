// The native functions of io.starload.flink.engine.Natives, and what happens when the JVM loads and
// unloads the library. A native function converts arguments and calls TaskWriter; nothing else.
#include <jni.h>

#include <filesystem>
#include <memory>
#include <mutex>

#include "framework/catalog/client_library.h"
#include "plugins/adapters/flink/jni/jvm.h"
#include "plugins/adapters/flink/jni/task_writer.h"

namespace starload::flink {
namespace {

constexpr char kNatives[] = "io/starload/flink/engine/Natives";
constexpr jint kJniVersion = JNI_VERSION_1_8;

// What lives as long as the library is loaded; made and ended by the JVM's calls below.
struct LoadedLibrary {
  JavaNames names;
  std::shared_ptr<RowMemoryOrphans> orphans = std::make_shared<RowMemoryOrphans>();
  std::mutex mutex;  // guards plugins
  std::shared_ptr<const PreloadedPlugins> plugins;
};

LoadedLibrary* loaded = nullptr;

template <typename Value, typename Body>
Value barrier(JNIEnv* env, Value otherwise, Body body) noexcept {
  return jni_barrier(env, loaded->names, otherwise, std::move(body));
}

template <typename Body>
void barrier(JNIEnv* env, Body body) noexcept {
  jni_barrier(env, loaded->names, 0, [&] {
    body();
    return 0;
  });
}

// Java keeps addresses as numbers.
// NOLINTBEGIN(performance-no-int-to-ptr)
TaskWriter& writer_of(jlong handle) { return *reinterpret_cast<TaskWriter*>(handle); }
RowMemory* memory_of(jlong handle) { return reinterpret_cast<RowMemory*>(handle); }
// NOLINTEND(performance-no-int-to-ptr)

template <typename Object>
jlong handle_of(Object* object) {
  return reinterpret_cast<jlong>(object);
}

std::chrono::milliseconds millis(jint value) {
  return std::chrono::milliseconds(value < 0 ? 0 : value);
}

std::size_t size_of(jint value) { return value < 0 ? 0 : static_cast<std::size_t>(value); }

jlong handle_of(TaskWriter::Taken taken) {
  if (taken.failure) throw *std::move(taken.failure);
  return handle_of(taken.memory);
}

void initialize(JNIEnv* env, jclass, jbyteArray directory) {
  barrier(env, [&] {
    const std::filesystem::path folder = bytes_of(env, directory);
    if (const Status ready = prepare_client_library(folder.parent_path() / "auth"); !ready)
      throw Failure{ready};
    auto plugins = PreloadedPlugins::load(folder);
    if (!plugins) throw Failure{plugins.status()};
    const std::lock_guard lock(loaded->mutex);
    loaded->plugins = plugins.take();
  });
}

jlong create(JNIEnv* env, jclass, jbyteArray encoded) {
  return barrier(env, jlong{0}, [&] {
    Result<HostConfig> config = read_host_config(bytes_of(env, encoded));
    if (!config) throw Failure{config.status()};
    std::shared_ptr<const PreloadedPlugins> plugins;
    {
      const std::lock_guard lock(loaded->mutex);
      plugins = loaded->plugins;
    }
    return handle_of(
        std::make_unique<TaskWriter>(config.take(), std::move(plugins), loaded->orphans).release());
  });
}

jlong start(JNIEnv* env, jclass, jlong writer, jint command, jlong number, jbyteArray argument) {
  return barrier(env, jlong{0}, [&] {
    return static_cast<jlong>(writer_of(writer).start(static_cast<Command>(command),
                                                      static_cast<std::uint64_t>(number),
                                                      bytes_of(env, argument)));
  });
}

jboolean await(JNIEnv* env, jclass, jlong writer, jlong ticket, jint wait) {
  return barrier(env, jboolean{JNI_FALSE}, [&] {
    TaskWriter::Awaited awaited =
        writer_of(writer).await(static_cast<std::uint64_t>(ticket), millis(wait));
    if (awaited.failure) throw *std::move(awaited.failure);
    return static_cast<jboolean>(awaited.done ? JNI_TRUE : JNI_FALSE);
  });
}

jbyteArray take_result(JNIEnv* env, jclass, jlong writer, jlong ticket) {
  return barrier(env, jbyteArray{nullptr}, [&] {
    return to_java(env, writer_of(writer).take_result(static_cast<std::uint64_t>(ticket)));
  });
}

jlong take_block(JNIEnv* env, jclass, jlong writer, jint table, jint bytes, jint wait) {
  return barrier(env, jlong{0}, [&] {
    return handle_of(writer_of(writer).take_memory(static_cast<std::uint32_t>(table),
                                                   size_of(bytes), millis(wait)));
  });
}

jobject block_bytes(JNIEnv* env, jclass, jlong block) {
  const RowMemory& memory = *memory_of(block);
  return env->NewDirectByteBuffer(memory.bytes(), static_cast<jlong>(memory.byte_capacity()));
}

jobject block_ends(JNIEnv* env, jclass, jlong block) {
  const RowMemory& memory = *memory_of(block);
  return env->NewDirectByteBuffer(
      memory.ends(), static_cast<jlong>(memory.row_capacity() * sizeof(std::uint32_t)));
}

void write(JNIEnv* env, jclass, jlong writer, jlong block, jint rows, jint bytes) {
  barrier(env, [&] {
    MaybeFailure failure = writer_of(writer).write(memory_of(block), size_of(rows), size_of(bytes));
    if (failure) throw *std::move(failure);
  });
}

void give_back(JNIEnv* env, jclass, jlong writer, jlong block) {
  barrier(env, [&] { writer_of(writer).give_back(memory_of(block)); });
}

void free_orphan(JNIEnv* env, jclass, jlong block) {
  barrier(env, [&] { loaded->orphans->free(memory_of(block)); });
}

jobject failure(JNIEnv* env, jclass, jlong writer) {
  return barrier(env, jobject{nullptr}, [&]() -> jobject {
    const MaybeFailure known = writer_of(writer).failure();
    return known ? loaded->names.make_exception(env, *known) : nullptr;
  });
}

void counters(JNIEnv* env, jclass, jlong writer, jlongArray into) {
  barrier(env, [&] {
    const auto values = writer_of(writer).counters();
    std::array<jlong, TaskWriter::kCounters> numbers{};
    for (std::size_t i = 0; i < values.size(); ++i) numbers[i] = values[i];
    env->SetLongArrayRegion(into, 0, static_cast<jsize>(numbers.size()), numbers.data());
  });
}

jbyteArray take_log(JNIEnv* env, jclass, jlong writer) {
  return barrier(env, jbyteArray{nullptr}, [&]() -> jbyteArray {
    const std::string lines = writer_of(writer).take_log();
    return lines.empty() ? nullptr : to_java(env, lines);
  });
}

void interrupt(JNIEnv* env, jclass, jlong writer) {
  barrier(env, [&] { writer_of(writer).interrupt(); });
}

void abort(JNIEnv* env, jclass, jlong writer) {
  barrier(env, [&] { writer_of(writer).abort(); });
}

void close(JNIEnv* env, jclass, jlong writer) {
  barrier(env, [&] { delete &writer_of(writer); });
}

#define STARLOAD_NATIVE(name, signature, function) \
  { const_cast<char*>(name), const_cast<char*>(signature), reinterpret_cast<void*>(function) }

const JNINativeMethod kMethods[] = {
    STARLOAD_NATIVE("initialize", "([B)V", &initialize),
    STARLOAD_NATIVE("create", "([B)J", &create),
    STARLOAD_NATIVE("start", "(JIJ[B)J", &start),
    STARLOAD_NATIVE("await", "(JJI)Z", &await),
    STARLOAD_NATIVE("takeResult", "(JJ)[B", &take_result),
    STARLOAD_NATIVE("takeBlock", "(JIII)J", &take_block),
    STARLOAD_NATIVE("blockBytes", "(J)Ljava/nio/ByteBuffer;", &block_bytes),
    STARLOAD_NATIVE("blockEnds", "(J)Ljava/nio/ByteBuffer;", &block_ends),
    STARLOAD_NATIVE("write", "(JJII)V", &write),
    STARLOAD_NATIVE("giveBack", "(JJ)V", &give_back),
    STARLOAD_NATIVE("freeOrphan", "(J)V", &free_orphan),
    STARLOAD_NATIVE("failure", "(J)Lio/starload/flink/engine/StarloadException;", &failure),
    STARLOAD_NATIVE("counters", "(J[J)V", &counters),
    STARLOAD_NATIVE("takeLog", "(J)[B", &take_log),
    STARLOAD_NATIVE("interrupt", "(J)V", &interrupt),
    STARLOAD_NATIVE("abort", "(J)V", &abort),
    STARLOAD_NATIVE("close", "(J)V", &close)};

#undef STARLOAD_NATIVE

bool register_natives(JNIEnv* env) {
  jclass natives = env->FindClass(kNatives);
  if (natives == nullptr) return false;
  const jint result = env->RegisterNatives(natives, kMethods, sizeof kMethods / sizeof kMethods[0]);
  env->DeleteLocalRef(natives);
  return result == JNI_OK;
}

}  // namespace
}  // namespace starload::flink

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void*) {
  using namespace starload::flink;
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), kJniVersion) != JNI_OK) return JNI_ERR;
  try {
    loaded = new LoadedLibrary;
  } catch (const std::exception&) {
    return JNI_ERR;
  }
  if (loaded->names.load(env) && register_natives(env)) return kJniVersion;
  loaded->names.clear(env);
  delete loaded;
  loaded = nullptr;
  return JNI_ERR;
}

extern "C" JNIEXPORT void JNICALL JNI_OnUnload(JavaVM* vm, void*) {
  using namespace starload::flink;
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), kJniVersion) != JNI_OK) return;
  loaded->names.clear(env);
  delete loaded;
  loaded = nullptr;
}
