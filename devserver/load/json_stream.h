// Cuts a stream of JSON bytes into documents, without parsing them. Owned by one load; one thread.
//
// Pure: no I/O. Memory: the bytes of the documents that were not taken yet, plus one unfinished
// document.
#pragma once

#include <string>
#include <string_view>

namespace starload::devserver {

class JsonStream final {
 public:
  enum class Shape {
    kDocuments,   // objects, separated by whitespace or nothing
    kOuterArray,  // one array; its elements are the documents
    kEither,      // decided by the first byte
  };
  enum class Outcome { kDocument, kNeedMore, kEnd, kError };

  explicit JsonStream(Shape shape) : shape_(shape) {}

  void feed(std::string_view bytes);
  void finish() { finished_ = true; }
  // The next complete document (not checked beyond its brackets and quotes); valid until the next
  // call.
  Outcome next(std::string_view& document);

  // Why next() gave kError, as the server words it.
  const std::string& error() const { return error_; }

 private:
  enum class Place { kStart, kDocuments, kBeforeElement, kAfterElement, kAfterArray };

  bool skip_whitespace();
  Outcome fail(std::string why);
  Outcome start();
  Outcome take_value(std::string_view& document, Place next_place);
  bool find_value_end();
  Outcome after_element();
  std::string shown_value() const;

  Shape shape_;
  Place place_ = Place::kStart;
  bool finished_ = false;
  bool first_element_ = true;
  std::string buffer_;
  std::size_t position_ = 0;  // first byte that was not taken
  std::size_t scanned_ = 0;   // how far the search for the end of the value came
  int depth_ = 0;             // the state of that search
  bool in_string_ = false;
  bool after_backslash_ = false;
  std::string error_;
};

}  // namespace starload::devserver
