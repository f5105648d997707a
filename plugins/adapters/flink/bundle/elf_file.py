"""Reads and edits the dynamic section and symbols of an x86-64 ELF shared library, in place."""

import pathlib
import struct

DT_NULL, DT_NEEDED, DT_SONAME, DT_FLAGS_1 = 0, 1, 14, 0x6FFFFFFB
DF_1_NOW, DF_1_NODELETE = 0x1, 0x8
SHT_DYNAMIC, SHT_DYNSYM = 6, 11
STB_GLOBAL, STB_GNU_UNIQUE = 1, 10


class ElfFile:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.bytes = bytearray(self.path.read_bytes())
        if self.bytes[:6] != b"\x7fELF\x02\x01":
            raise ValueError(f"{path} is not a little-endian 64-bit ELF file")
        offset, = struct.unpack_from("<Q", self.bytes, 0x28)
        size, count = struct.unpack_from("<HH", self.bytes, 0x3A)
        self.sections = [struct.unpack_from("<IIQQQQIIQQ", self.bytes, offset + i * size) for i in range(count)]

    def section(self, kind):
        return next(section for section in self.sections if section[1] == kind)

    def dynamic(self):
        """(file offset, tag, value) of every entry, the empty ones at the end included."""
        _, _, _, _, offset, size, *_ = self.section(SHT_DYNAMIC)
        return [(at, *struct.unpack_from("<QQ", self.bytes, at)) for at in range(offset, offset + size, 16)]

    def text(self, position):
        strings = self.sections[self.section(SHT_DYNAMIC)[6]]
        start = strings[4] + position
        return self.bytes[start:self.bytes.index(0, start)].decode()

    def needed(self):
        return [self.text(value) for _, tag, value in self.dynamic() if tag == DT_NEEDED]

    def soname(self):
        return next((self.text(value) for _, tag, value in self.dynamic() if tag == DT_SONAME), None)

    def add_flags(self, flags):
        """Into DT_FLAGS_1; an entry of the spare ones becomes it where there is none."""
        entries = self.dynamic()
        for at, tag, value in entries:
            if tag == DT_FLAGS_1:
                struct.pack_into("<QQ", self.bytes, at, tag, value | flags)
                return
        spare = [at for at, tag, _ in entries if tag == DT_NULL]
        if len(spare) < 2:
            raise ValueError(f"{self.path} has no room for another entry in its dynamic section")
        struct.pack_into("<QQ", self.bytes, spare[0], DT_FLAGS_1, flags)

    def make_unique_symbols_global(self):
        """The linker would bind STB_GNU_UNIQUE symbols to the first copy in the process, whoever's it is."""
        _, _, _, _, offset, size, *_ = self.section(SHT_DYNSYM)
        changed = 0
        for at in range(offset, offset + size, 24):
            info = self.bytes[at + 4]
            if info >> 4 == STB_GNU_UNIQUE:
                self.bytes[at + 4] = STB_GLOBAL << 4 | info & 15
                changed += 1
        return changed

    def save(self):
        self.path.write_bytes(self.bytes)
