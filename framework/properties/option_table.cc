#include "framework/properties/option_table.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "framework/base/text.h"

namespace starload {
namespace {

sl_option copy_option(const sl_option* source) {
  sl_option copy{};
  std::memcpy(&copy, source, std::min<std::size_t>(source->struct_size, sizeof copy));
  return copy;
}

// A key that several tables declare gives the same line more than once; it is shown once.
void append_line(std::string& text, std::string_view line) {
  if (text.find(line) != std::string::npos) return;
  if (!text.empty()) text += '\n';
  text += line;
}

// What a third party's key says of itself ("serializer.NAME.key"): the plugin is not chosen.
std::string owner_of(std::string_view key) {
  for (const auto& [kind, chooser] : {std::pair{"serializer", "sink.serializer"},
                                      {"transport", "sink.transport"},
                                      {"semantics", "sink.semantics-plugin"}}) {
    const std::vector<std::string> parts = split(key, '.');
    if (parts.size() < 3 || parts[0] != kind) continue;
    return " It looks like one of the " + parts[0] + " '" + parts[1] +
           "', which has no such option, or is not chosen (" + chooser + " = " + parts[1] + ").";
  }
  return "";
}

std::string unknown_key(std::string_view key, const Property& property,
                        const std::vector<OptionTable::Entry>& entries) {
  std::vector<std::string> keys;
  for (const OptionTable::Entry& entry : entries) keys.emplace_back(entry.option.key);
  std::string message =
      "Unsupported option '" + std::string(key) + "' (from " + property.origin + ").";
  const std::string guess = nearest(key, keys);
  if (!guess.empty()) return message + " Did you mean '" + guess + "'?";
  if (const std::string owner = owner_of(key); !owner.empty()) return message + owner;
  return message + " 'starload plugins --help-options' lists the options.";
}

}  // namespace

std::int64_t EffectiveProperties::get_int(std::string_view key) const {
  const std::string text = map_.get(key);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void OptionTable::add(std::string_view owner, std::span<const sl_option> options) {
  add(owner, options.data(), options.size());
}

void OptionTable::add(std::string_view owner, const sl_option* options, std::size_t count) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(options);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* source = reinterpret_cast<const sl_option*>(bytes + i * options->struct_size);
    entries_.push_back({std::string(owner), copy_option(source)});
  }
}

void OptionTable::make_optional(const std::vector<std::string_view>& keys) {
  for (Entry& entry : entries_) {
    if (std::find(keys.begin(), keys.end(), entry.option.key) != keys.end())
      entry.option.flags &= ~SL_OPTION_REQUIRED;
  }
}

const OptionTable::Entry* OptionTable::find(std::string_view key) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return key == entry.option.key; });
  return found == entries_.end() ? nullptr : &*found;
}

Result<EffectiveProperties> OptionTable::apply(const PropertyMap& properties,
                                               std::vector<std::string>& warnings) const {
  EffectiveProperties effective;
  std::string problems;
  for (const auto& [key, property] : properties.items()) {
    if (find(key) == nullptr && !key.starts_with(kLoadPropertyPrefix)) {
      append_line(problems, unknown_key(key, property, entries_));
    }
    effective.map().set(key, property.value, property.origin);
  }
  for (const Entry& entry : entries_) {
    const sl_option& option = entry.option;
    if (option.type == SL_OPTION_SECRET) effective.secrets().insert(option.key);
    const auto given = properties.items().find(std::string_view(option.key));
    if (given != properties.items().end()) {
      std::string warning;
      Result<std::string> value = check_option_value(option, given->second.value, warning);
      if (!value) {
        append_line(problems, value.status().message() + " (from " + given->second.origin + ")");
        continue;
      }
      if (!warning.empty()) warnings.push_back(warning);
      effective.map().set(option.key, *value, given->second.origin);
    } else if (option.default_value != nullptr && !effective.contains(option.key)) {
      // "64mb" reaches a plugin as plain bytes, also when it is the default; "" means none.
      std::string ignored;
      const Result<std::string> plain = check_option_value(option, option.default_value, ignored);
      effective.map().set(option.key, plain ? *plain : option.default_value, "default");
    } else if ((option.flags & SL_OPTION_REQUIRED) != 0) {
      append_line(problems,
                  "Missing required option '" + std::string(option.key) + "': " + option.help);
    }
  }
  if (!problems.empty()) return Status::config(problems);
  return effective;
}

}  // namespace starload
