// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_information.h"

#include "core/writer.h"
#include "dialogue/smb/filetime.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {

namespace {

void times(core::Writer& to, const wire::Smb2FileFacts& facts) {
    to.u64le(facts.created);
    to.u64le(facts.accessed);
    to.u64le(facts.written);
    to.u64le(facts.changed);
}

void standard(core::Writer& to, const Entry& entry, EntryKind kind) {
    to.u64le(entry.facts.allocation_size);
    to.u64le(entry.facts.end_of_file);
    to.u32le(1);                             // NumberOfLinks
    to.u8(kind == EntryKind::pipe ? 1 : 0);  // DeletePending: Windows says so of every pipe
    to.u8(kind == EntryKind::directory ? 1 : 0);
    to.u16le(0);
}

core::ByteVector utf16(std::string_view text) {
    core::ByteVector out;
    wire::append_utf16(out, text);
    return out;
}

constexpr std::uint32_t full_access = 0x001F01FF;

void all_information(core::Writer& to, const Entry& entry, EntryKind kind) {
    times(
        to,
        entry
            .facts);  // 2.4.2: basic, standard, internal, EA, access, position, mode, alignment, name
    to.u32le(entry.facts.attributes);
    to.u32le(0);
    standard(to, entry, kind);
    to.u64le(entry.id);
    to.u32le(0);
    to.u32le(full_access);
    to.u64le(0);
    to.u32le(0);
    to.u32le(0);
    const core::ByteVector name = utf16("\\" + entry.name);
    to.u32le(static_cast<std::uint32_t>(name.size()));
    to.bytes(name);
}

// A name of eight and three letters, as the volume would have made it: "REPORT~1.DOC".
std::string short_name(std::string_view path) {
    const std::size_t slash = path.rfind('\\');
    std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::size_t dot = name.rfind('.');
    const auto made = [](std::string_view part, std::size_t most) {
        std::string out;
        for (const char letter : part) {
            if (letter == ' ' || letter == '.' || out.size() == most) continue;
            out += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
        }
        return out;
    };
    const std::string_view base = name.substr(0, dot);
    const std::string_view extension =
        dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    const bool fits = base.size() <= 8 && extension.size() <= 3;
    std::string out = fits ? made(base, 8) : made(base, 6) + "~1";
    if (!extension.empty()) out += "." + made(extension, 3);
    return out;
}

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::optional<core::ByteVector> file_information(std::uint8_t information_class, const Entry& entry,
                                                 EntryKind kind) {
    core::ByteVector out;
    core::Writer to{out};
    const auto& facts = entry.facts;
    switch (information_class) {
        case 4:  // FileBasicInformation, 2.4.7
            times(to, facts);
            to.u32le(facts.attributes);
            to.u32le(0);
            return out;
        case 5:  // FileStandardInformation, 2.4.47
            standard(to, entry, kind);
            return out;
        case 6:  // FileInternalInformation, 2.4.27
            to.u64le(entry.id);
            return out;
        case 7:   // FileEaInformation, 2.4.13
        case 16:  // FileModeInformation, 2.4.31
        case 17:  // FileAlignmentInformation, 2.4.3
            to.u32le(0);
            return out;
        case 8:  // FileAccessInformation, 2.4.1
            to.u32le(full_access);
            return out;
        case 14:  // FilePositionInformation, 2.4.40
            to.u64le(0);
            return out;
        case 18:  // FileAllInformation
            all_information(to, entry, kind);
            return out;
        case 21: {  // FileAlternateNameInformation, 2.4.5
            if (kind == EntryKind::pipe) return {};
            const core::ByteVector name = utf16(short_name(entry.name));
            to.u32le(static_cast<std::uint32_t>(name.size()));
            to.bytes(name);
            return out;
        }
        case 22: {  // FileStreamInformation, 2.4.49: a directory has none
            if (kind == EntryKind::directory) return out;
            const core::ByteVector name = utf16("::$DATA");
            to.u32le(0);
            to.u32le(static_cast<std::uint32_t>(name.size()));
            to.u64le(facts.end_of_file);
            to.u64le(facts.allocation_size);
            to.bytes(name);
            return out;
        }
        case 23:  // FilePipeInformation, 2.4.37
            if (kind != EntryKind::pipe) return {};
            to.u32le(1);  // message mode
            to.u32le(0);
            return out;
        case 24:  // FilePipeLocalInformation, 2.4.38
            if (kind != EntryKind::pipe) return {};
            to.u32le(1);           // message type
            to.u32le(2);           // full duplex
            to.u32le(0xFFFFFFFF);  // no limit of instances
            to.u32le(1);
            to.u32le(4096);  // InboundQuota
            to.u32le(0);
            to.u32le(4096);  // OutboundQuota
            to.u32le(4096);
            to.u32le(3);  // connected
            to.u32le(0);
            return out;
        case 34:  // FileNetworkOpenInformation, 2.4.34
            times(to, facts);
            to.u64le(facts.allocation_size);
            to.u64le(facts.end_of_file);
            to.u32le(facts.attributes);
            to.u32le(0);
            return out;
        case 35:  // FileAttributeTagInformation, 2.4.6
            to.u32le(facts.attributes);
            to.u32le(0);
            return out;
        default:
            return {};
    }
}

std::optional<core::ByteVector> volume_information(std::uint8_t information_class,
                                                   const Machine& machine) {
    core::ByteVector out;
    core::Writer to{out};
    switch (information_class) {
        case 1: {  // FileFsVolumeInformation, 2.5.9
            const core::ByteVector label =
                utf16(machine.system->is_samba ? std::string_view("public") : std::string_view());
            to.u64le(filetime_of(machine.booted));
            to.u32le(machine.domain_sid[0]);  // VolumeSerialNumber: any number that stays
            to.u32le(static_cast<std::uint32_t>(label.size()));
            to.u16le(0);
            to.bytes(label);
            return out;
        }
        case 3:  // FileFsSizeInformation, 2.5.8
            to.u64le(clusters_in_all);
            to.u64le(clusters_free);
            to.u32le(sectors_per_cluster);
            to.u32le(bytes_per_sector);
            return out;
        case 4:  // FileFsDeviceInformation, 2.5.10: disk, mounted
            to.u32le(7);
            to.u32le(0x20);
            return out;
        case 5: {  // FileFsAttributeInformation, 2.5.1
            const core::ByteVector name = utf16("NTFS");
            to.u32le(machine.system->is_samba ? 0x0001006F : 0x00C700FF);
            to.u32le(255);
            to.u32le(static_cast<std::uint32_t>(name.size()));
            to.bytes(name);
            return out;
        }
        case 7:  // FileFsFullSizeInformation, 2.5.4
            to.u64le(clusters_in_all);
            to.u64le(clusters_free);
            to.u64le(clusters_free);
            to.u32le(sectors_per_cluster);
            to.u32le(bytes_per_sector);
            return out;
        case 8:  // FileFsObjectIdInformation, 2.5.6
            to.bytes(machine.server_guid);
            to.zeros(48);
            return out;
        case 11:  // FileFsSectorSizeInformation, 2.5.7
            for (int i = 0; i < 4; ++i) to.u32le(bytes_per_sector);
            to.u32le(3);
            to.u32le(0);
            to.u32le(0);
            return out;
        default:
            return {};
    }
}

std::size_t fixed_part(bool of_volume, std::uint8_t information_class) {
    constexpr std::size_t all_of_it = ~std::size_t{0};
    constexpr std::size_t all_information = 100;  // FileAllInformation up to its name
    constexpr std::size_t stream = 24;
    constexpr std::size_t name_length = 4;
    constexpr std::size_t volume = 24;  // with the padding that Windows counts
    constexpr std::size_t attribute = 12;
    if (of_volume)
        return information_class == 1 ? volume : information_class == 5 ? attribute : all_of_it;
    switch (information_class) {
        case 18:
            return all_information;
        case 21:
            return name_length;
        case 22:
            return stream;
        default:
            return all_of_it;
    }
}

core::ByteVector security_information(std::uint32_t additional) {
    core::ByteVector out;
    core::Writer to{out};
    // Self-relative; owner and group BUILTIN\Administrators, a DACL that grants everyone.
    const bool owner = (additional & 1) != 0;
    const bool group = (additional & 2) != 0;
    const bool dacl = (additional & 4) != 0;
    const auto administrators = [&to] {
        to.u8(1);  // S-1-5-32-544
        to.u8(2);
        to.u16be(0);
        to.u32be(5);
        to.u32le(32);
        to.u32le(544);
    };
    to.u8(1);
    to.u8(0);
    to.u16le(static_cast<std::uint16_t>(0x8000 | (dacl ? 4 : 0)));
    const std::size_t offsets = to.hole(16);
    if (owner) {
        to.patch_u32le(offsets, static_cast<std::uint32_t>(to.offset()));
        administrators();
    }
    if (group) {
        to.patch_u32le(offsets + 4, static_cast<std::uint32_t>(to.offset()));
        administrators();
    }
    if (dacl) {
        to.patch_u32le(offsets + 12, static_cast<std::uint32_t>(to.offset()));
        to.u8(2);  // AclRevision
        to.u8(0);
        to.u16le(28);
        to.u16le(1);
        to.u16le(0);
        to.u8(0);  // ACCESS_ALLOWED, inherited by files and directories
        to.u8(3);
        to.u16le(20);
        to.u32le(full_access);
        to.u8(1);  // S-1-1-0
        to.u8(1);
        to.u16be(0);
        to.u32be(1);
        to.u32le(0);
    }
    return out;
}

bool is_directory_class(std::uint8_t information_class) {
    switch (information_class) {
        case 1:   // FileDirectoryInformation
        case 2:   // FileFullDirectoryInformation
        case 3:   // FileBothDirectoryInformation
        case 12:  // FileNamesInformation
        case 37:  // FileIdBothDirectoryInformation
        case 38:  // FileIdFullDirectoryInformation
            return true;
        default:
            return false;
    }
}

bool append_entry(core::ByteVector& out, std::uint8_t information_class, const Entry& entry,
                  std::optional<std::size_t>& previous, std::size_t most) {
    const core::ByteVector name = utf16(entry.name);
    core::ByteVector one;
    core::Writer to{one};
    to.u32le(0);  // NextEntryOffset
    to.u32le(0);  // FileIndex
    if (information_class != 12) {
        times(to, entry.facts);
        to.u64le(entry.facts.end_of_file);
        to.u64le(entry.facts.allocation_size);
        to.u32le(entry.facts.attributes);
    }
    to.u32le(static_cast<std::uint32_t>(name.size()));
    if (information_class != 1 && information_class != 12) to.u32le(0);  // EaSize
    if (information_class == 3 || information_class == 37) {
        to.u16le(0);   // ShortNameLength and Reserved
        to.zeros(24);  // ShortName
    }
    if (information_class == 37) to.u16le(0);
    if (information_class == 38) to.u32le(0);
    if (information_class == 37 || information_class == 38) to.u64le(entry.id);
    to.bytes(name);

    const std::size_t at = (out.size() + 7) / 8 * 8;
    if (at + one.size() > most) return false;
    out.resize(at, 0);
    if (previous) {
        const std::size_t step = at - *previous;
        for (std::size_t i = 0; i < 4; ++i)
            out[*previous + i] = static_cast<std::uint8_t>(step >> (8 * i));
    }
    previous = at;
    out.insert(out.end(), one.begin(), one.end());
    return true;
}

bool name_matches(std::string_view pattern, std::string_view name) {
    // The usual two-pointer match: on a mismatch the last star takes one letter more.
    std::size_t p = 0;
    std::size_t n = 0;
    std::optional<std::size_t> star;
    std::size_t resume = 0;
    while (n < name.size()) {
        const char want = p < pattern.size() ? pattern[p] : '\0';
        if (want == '*' || want == '<') {
            star = p++;
            resume = n;
        } else if (want != '\0' && (want == '?' || want == '>' || lower(want) == lower(name[n]) ||
                                    (want == '"' && name[n] == '.'))) {
            ++p;
            ++n;
        } else if (star) {
            p = *star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() &&
           (pattern[p] == '*' || pattern[p] == '<' || pattern[p] == '>' || pattern[p] == '"'))
        ++p;
    return p == pattern.size();
}

}  // namespace hitme::dialogue::smb
