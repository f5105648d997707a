#include "framework/plugin_host/elf_file.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "framework/base/text.h"

namespace starload {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kHostMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kHostMachine = EM_AARCH64;
#else
#error "this machine's ELF number is not known here"
#endif

constexpr std::size_t kMaxIdentity = 4096;
constexpr std::uint64_t kMaxSections = 10'000;
constexpr std::uint64_t kMaxTable = 256u << 20;

std::string machine_name(unsigned machine, unsigned elf_class) {
  const std::string bits = elf_class == ELFCLASS32 ? " (32 bits)" : "";
  switch (machine) {
    case EM_X86_64:
      return "x86-64" + bits;
    case EM_AARCH64:
      return "aarch64" + bits;
    case EM_386:
      return "i386";
    case EM_ARM:
      return "arm";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390";
    default:
      return "machine " + std::to_string(machine) + bits;
  }
}

// Reads pieces of one file; a piece that is not there is empty.
class Pieces final {
 public:
  explicit Pieces(const std::filesystem::path& path)
      : file_(path, std::ios::binary), size_(file_ ? end_of(file_) : 0) {}

  std::uint64_t size() const { return size_; }
  bool open() const { return static_cast<bool>(file_) && size_ > 0; }

  std::string bytes(std::uint64_t offset, std::uint64_t size) {
    if (size > kMaxTable || offset > size_ || size > size_ - offset) return {};
    std::string piece(size, '\0');
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(offset));
    file_.read(piece.data(), static_cast<std::streamsize>(size));
    return file_ ? piece : std::string();
  }

  template <typename T>
  std::vector<T> table(std::uint64_t offset, std::uint64_t size) {
    const std::string raw = bytes(offset, size - size % sizeof(T));
    std::vector<T> entries(raw.size() / sizeof(T));
    if (!entries.empty()) std::memcpy(entries.data(), raw.data(), entries.size() * sizeof(T));
    return entries;
  }

 private:
  static std::uint64_t end_of(std::ifstream& file) {
    file.seekg(0, std::ios::end);
    const std::streamoff end = file.tellg();
    return end < 0 ? 0 : static_cast<std::uint64_t>(end);
  }

  std::ifstream file_;
  std::uint64_t size_;
};

std::string text_at(const std::string& strings, std::uint64_t offset) {
  if (offset >= strings.size()) return {};
  const char* begin = strings.data() + offset;
  return {begin, ::strnlen(begin, strings.size() - offset)};
}

class Sections final {
 public:
  Sections(Pieces& file, const Elf64_Ehdr& header) : file_(file) {
    if (header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shnum > kMaxSections) return;
    all_ =
        file.table<Elf64_Shdr>(header.e_shoff, std::uint64_t{header.e_shnum} * sizeof(Elf64_Shdr));
    if (header.e_shstrndx < all_.size()) names_ = content(all_[header.e_shstrndx]);
  }

  const Elf64_Shdr* of_type(std::uint32_t type) const {
    for (const Elf64_Shdr& section : all_) {
      if (section.sh_type == type) return &section;
    }
    return nullptr;
  }
  const Elf64_Shdr* named(std::string_view name) const {
    for (const Elf64_Shdr& section : all_) {
      if (text_at(names_, section.sh_name) == name) return &section;
    }
    return nullptr;
  }
  std::string content(const Elf64_Shdr& section) const {
    if (section.sh_type == SHT_NOBITS) return {};
    return file_.bytes(section.sh_offset, section.sh_size);
  }
  // The strings that a section's entries point into.
  std::string strings_of(const Elf64_Shdr& section) const {
    return section.sh_link < all_.size() ? content(all_[section.sh_link]) : std::string();
  }

 private:
  Pieces& file_;
  std::vector<Elf64_Shdr> all_;
  std::string names_;
};

// A file that ends before its segments do would be mapped all the same, and end the process with
// SIGBUS when it is read there.
bool holds_its_segments(Pieces& file, const Elf64_Ehdr& header) {
  if (header.e_phentsize != sizeof(Elf64_Phdr)) return false;
  const std::size_t bytes = header.e_phnum * sizeof(Elf64_Phdr);
  const std::vector<Elf64_Phdr> segments = file.table<Elf64_Phdr>(header.e_phoff, bytes);
  return !segments.empty() &&
         std::all_of(segments.begin(), segments.end(), [&](const Elf64_Phdr& segment) {
           return segment.p_type != PT_LOAD || (segment.p_offset <= file.size() &&
                                                segment.p_filesz <= file.size() - segment.p_offset);
         });
}

void read_symbols(Pieces& file, const Sections& sections, ElfFile& elf) {
  const Elf64_Shdr* table = sections.of_type(SHT_DYNSYM);
  if (table == nullptr) return;
  elf.has_dynamic_symbols = true;
  const std::string strings = sections.strings_of(*table);
  for (const Elf64_Sym& symbol : file.table<Elf64_Sym>(table->sh_offset, table->sh_size)) {
    const unsigned binding = ELF64_ST_BIND(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL) continue;
    elf.exported.push_back(text_at(strings, symbol.st_name));
    if (binding == STB_GNU_UNIQUE) elf.unique.push_back(elf.exported.back());
  }
}

// Keeps empty parts: the dynamic linker takes them for the working directory.
void split_paths(std::string_view text, std::vector<std::string>& paths) {
  for (;;) {
    const std::size_t end = std::min(text.find(':'), text.size());
    paths.emplace_back(text.substr(0, end));
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

void read_dynamic(Pieces& file, const Sections& sections, ElfFile& elf) {
  const Elf64_Shdr* table = sections.of_type(SHT_DYNAMIC);
  if (table == nullptr) return;
  const std::string strings = sections.strings_of(*table);
  for (const Elf64_Dyn& entry : file.table<Elf64_Dyn>(table->sh_offset, table->sh_size)) {
    if (entry.d_tag == DT_NULL) break;
    const std::string text = text_at(strings, entry.d_un.d_val);
    if (entry.d_tag == DT_NEEDED) elf.needed.push_back(text);
    if (entry.d_tag != DT_RPATH && entry.d_tag != DT_RUNPATH) continue;
    split_paths(text, elf.library_paths);
  }
}

void read_identity(const Sections& sections, ElfFile& elf) {
  const Elf64_Shdr* section = sections.named(SL_PLUGIN_IDENTITY_SECTION);
  if (section == nullptr || section->sh_size > kMaxIdentity) return;
  const std::string content = sections.content(*section);
  for (const std::string& line : split(text_at(content, 0), '\n')) {
    const std::size_t equals = line.find('=');
    if (equals != std::string::npos) elf.identity[line.substr(0, equals)] = line.substr(equals + 1);
  }
}

}  // namespace

std::string host_machine() { return machine_name(kHostMachine, ELFCLASS64); }

Result<ElfFile> ElfFile::read(const std::filesystem::path& path) {
  Pieces file(path);
  if (!file.open()) return Status::config("it is empty or cannot be read");
  const std::vector<Elf64_Ehdr> headers = file.table<Elf64_Ehdr>(0, sizeof(Elf64_Ehdr));
  if (headers.empty() || std::memcmp(headers.front().e_ident, ELFMAG, SELFMAG) != 0)
    return Status::config("it is no shared library (it does not begin like an ELF file)");
  const Elf64_Ehdr& header = headers.front();
  ElfFile elf;
  elf.machine = machine_name(header.e_machine, header.e_ident[EI_CLASS]);
  elf.matches_host = header.e_ident[EI_CLASS] == ELFCLASS64 &&
                     header.e_ident[EI_DATA] == ELFDATA2LSB && header.e_machine == kHostMachine;
  if (!elf.matches_host) return elf;
  if (header.e_type != ET_DYN) return Status::config("it is an ELF file, but no shared library");
  if (!holds_its_segments(file, header))
    return Status::config("the file is cut: its end is missing");
  const Sections sections(file, header);
  read_symbols(file, sections, elf);
  read_dynamic(file, sections, elf);
  read_identity(sections, elf);
  return elf;
}

}  // namespace starload
