// SPDX-License-Identifier: Apache-2.0
#include "console/cases/evidence_pack.h"

#include "core/digest.h"
#include "core/reader.h"

namespace hitme::console::cases {
namespace {

constexpr std::size_t digits = 64;

std::string next_hash(std::string_view before, std::string_view json) {
    std::string text{before};
    text += ' ';
    text += json;
    return core::sha256_hex(core::as_bytes(text));
}

}  // namespace

EvidencePack::EvidencePack() : head_(digits, '0') {}

void EvidencePack::add(std::string_view json) {
    head_ = next_hash(head_, json);
    out_ += head_;
    out_ += ' ';
    out_ += json;
    out_ += '\n';
    ++lines_;
}

std::string EvidencePack::finish() {
    add("{\"end\":" + std::to_string(lines_) + "}");
    return std::move(out_);
}

core::Result<VerifiedPack> verify_pack(std::string_view text) {
    if (text.size() > max_pack_bytes)
        return core::error(core::ErrorCode::over_limit, "longer than 256 MiB");
    core::Reader reader{core::as_bytes(text)};
    std::string before(digits, '0');
    std::uint64_t lines = 0;
    std::string_view last;
    const auto wrong = [&](const std::string& why) {
        return core::error(core::ErrorCode::bad_input,
                           "line " + std::to_string(lines + 1) + ": " + why);
    };
    while (reader.left() > 0) {
        const auto end = text.find('\n', reader.offset());
        if (end == std::string_view::npos) return wrong("is cut: no line feed at its end");
        const std::size_t length = end - reader.offset();
        if (length > max_pack_line_bytes) return wrong("is longer than 2 MiB");
        if (last.starts_with("{\"end\":")) return wrong("stands after the end");
        const auto line = core::as_text(reader.take(length, "line"));
        reader.skip(1, "line feed");
        if (line.size() < digits + 3 || line[digits] != ' ' || line[digits + 1] != '{')
            return wrong("is not a hash, a space and a JSON object");
        last = line.substr(digits + 1);
        const auto hash = next_hash(before, last);
        if (hash != line.substr(0, digits))
            return wrong("its hash does not fit: it or a line before it was changed");
        if (lines == 0 && !last.starts_with("{\"pack\":1"))
            return wrong("is not the start of a pack");
        before = hash;
        ++lines;
    }
    if (lines == 0) return wrong("the file is empty");
    if (last != "{\"end\":" + std::to_string(lines - 1) + "}")
        return wrong("is missing: the end of the pack was cut off, or it counts wrong");
    return VerifiedPack{lines, before};
}

}  // namespace hitme::console::cases
