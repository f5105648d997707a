#include "devserver/load/json_stream.h"

#include <utility>

namespace starload::devserver {
namespace {

constexpr std::size_t kMaxShownBytes = 256;

bool is_whitespace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

void JsonStream::feed(std::string_view bytes) {
  if (position_ > 0) {
    buffer_.erase(0, position_);
    scanned_ -= position_;
    position_ = 0;
  }
  buffer_.append(bytes);
}

JsonStream::Outcome JsonStream::fail(std::string why) {
  error_ = std::move(why);
  return Outcome::kError;
}

// False: no byte is left.
bool JsonStream::skip_whitespace() {
  while (position_ < buffer_.size() && is_whitespace(buffer_[position_])) ++position_;
  if (scanned_ < position_) scanned_ = position_;
  return position_ < buffer_.size();
}

std::string JsonStream::shown_value() const { return buffer_.substr(position_, kMaxShownBytes); }

JsonStream::Outcome JsonStream::next(std::string_view& document) {
  while (true) {
    // A value whose end is being searched starts at position_: there is no whitespace before it.
    if (!skip_whitespace()) {
      if (!finished_) return Outcome::kNeedMore;
      const bool complete =
          place_ == Place::kDocuments || place_ == Place::kAfterArray || place_ == Place::kStart;
      return complete ? Outcome::kEnd
                      : fail("Failed to parse json as array. error: the outer array does not end");
    }
    switch (place_) {
      case Place::kStart: {
        const Outcome outcome = start();
        if (outcome == Outcome::kError) return outcome;
        break;
      }
      case Place::kDocuments:
        if (buffer_[position_] == '[') {
          return fail(
              "The value is array type in json document stream, you can set strip_outer_array=true "
              "to parse each "
              "element of the array as individual rows");
        }
        if (buffer_[position_] != '{') {
          return fail("the value should be object type in json document stream, value: " +
                      shown_value());
        }
        return take_value(document, Place::kDocuments);
      case Place::kBeforeElement:
        if (buffer_[position_] == ']' && first_element_) {
          ++position_;
          place_ = Place::kAfterArray;
          break;
        }
        return take_value(document, Place::kAfterElement);
      case Place::kAfterElement: {
        const Outcome outcome = after_element();
        if (outcome == Outcome::kError) return outcome;
        break;
      }
      case Place::kAfterArray:
        return fail("Failed to parse json as array. error: there is more after the outer array: " +
                    shown_value());
    }
  }
}

JsonStream::Outcome JsonStream::start() {
  const bool is_array = buffer_[position_] == '[';
  if (shape_ == Shape::kDocuments || (shape_ == Shape::kEither && !is_array)) {
    place_ = Place::kDocuments;
    return Outcome::kNeedMore;
  }
  if (!is_array) {
    return fail("the value should be array type with strip_outer_array=true, value: " +
                shown_value());
  }
  ++position_;
  place_ = Place::kBeforeElement;
  return Outcome::kNeedMore;
}

JsonStream::Outcome JsonStream::after_element() {
  const char c = buffer_[position_];
  if (c != ',' && c != ']') {
    return fail("Failed to parse json as array. error: a comma or closing bracket is missing");
  }
  ++position_;
  first_element_ = false;
  place_ = c == ',' ? Place::kBeforeElement : Place::kAfterArray;
  return Outcome::kNeedMore;
}

JsonStream::Outcome JsonStream::take_value(std::string_view& document, Place next_place) {
  if (!find_value_end()) {
    if (!finished_) return Outcome::kNeedMore;
    return fail("Failed to parse json. error: the document is incomplete, value: " + shown_value());
  }
  document = std::string_view(buffer_).substr(position_, scanned_ - position_);
  position_ = scanned_;
  place_ = next_place;
  if (document.empty()) return fail("Failed to parse json as array. error: a value is missing");
  return Outcome::kDocument;
}

// Moves scanned_ behind the value that starts at position_; resumes where the last call stopped.
bool JsonStream::find_value_end() {
  const char* const bytes = buffer_.data();
  const std::size_t size = buffer_.size();
  std::size_t i = scanned_;
  bool ended = false;
  for (; i < size && !ended; ++i) {
    const char c = bytes[i];
    if (in_string_) {
      if (after_backslash_) {
        after_backslash_ = false;
      } else if (c == '\\') {
        after_backslash_ = true;
      } else if (c == '"') {
        in_string_ = false;
        ended = depth_ == 0;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (depth_ == 0 && (c == ',' || c == ']' || c == '}' || is_whitespace(c))) {
      break;  // a scalar ends before this byte
    } else if (c == '}' || c == ']') {
      ended = --depth_ == 0;
    }
  }
  const bool found = ended || i < size;
  scanned_ = i;
  if (found) {
    depth_ = 0;
    in_string_ = after_backslash_ = false;
  }
  return found;
}

}  // namespace starload::devserver
