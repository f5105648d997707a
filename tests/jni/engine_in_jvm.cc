// The engine inside a JVM: opens it, loads one batch and closes it. One native call a batch, as an
// adapter would do.
#include <jni.h>

#include "framework/engine/engine.h"
#include "framework/rows/row_block.h"
#include "framework/rows/row_writer.h"

namespace {

using namespace starload;

std::string text_of(JNIEnv* env, jbyteArray utf8) {
  std::string text(static_cast<std::size_t>(env->GetArrayLength(utf8)), '\0');
  env->GetByteArrayRegion(utf8, 0, static_cast<jsize>(text.size()),
                          reinterpret_cast<jbyte*>(text.data()));
  return text;
}

Status load_batch(const std::string& properties, const std::string& plugin_directory,
                  std::int64_t first, int rows) {
  EngineConfig config;
  STARLOAD_TRY(config.properties.add_text(properties, "EngineInJvm"));
  config.plugin_directories = {plugin_directory};
  auto engine = Engine::open(std::move(config));
  if (!engine) return engine.status();
  auto schema = Schema::make(
      {{"id", {.kind = SL_TYPE_BIGINT}, "bigint"}, {"name", {.kind = SL_TYPE_VARCHAR}, "varchar"}},
      /*has_op=*/false);
  if (!schema) return schema.status();
  auto table = (*engine)->add_table({"jvm", "batches", *schema, {"id", "name"}});
  if (!table) return table.status();
  RowBlock block(*schema);
  RowWriter writer(block);
  for (std::int64_t id = first; id < first + rows; ++id) {
    writer.begin_row();
    writer.set_int(0, id);
    writer.set_bytes(1, "row " + std::to_string(id));
    writer.end_row();
  }
  STARLOAD_TRY((*engine)->write(*table, block.abi()));
  return (*engine)->close(std::chrono::seconds(60));
}

}  // namespace

// Returns the error message as UTF-8, or null when all rows are in the table.
extern "C" JNIEXPORT jbyteArray JNICALL Java_EngineInJvm_loadBatch(JNIEnv* env, jclass,
                                                                   jbyteArray properties,
                                                                   jbyteArray plugin_directory,
                                                                   jlong first, jint rows) {
  std::string message;
  try {
    const Status status =
        load_batch(text_of(env, properties), text_of(env, plugin_directory), first, rows);
    if (status) return nullptr;
    message = status.message();
  } catch (const std::exception& error) {
    message = error.what();
  }
  const auto size = static_cast<jsize>(message.size());
  jbyteArray bytes = env->NewByteArray(size);
  if (bytes != nullptr)
    env->SetByteArrayRegion(bytes, 0, size, reinterpret_cast<const jbyte*>(message.data()));
  return bytes;
}
