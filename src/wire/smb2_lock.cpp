// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_lock.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

core::Parsed<Smb2LockRequest> decode_smb2_lock_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.26, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2LockRequest request;
    if (in.u16le("StructureSize") != 48) in.fail(core::Fault::bad_value, "StructureSize");
    request.count = in.u16le("LockCount");
    in.skip(4, "LockSequence");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    const std::size_t elements = std::min<std::size_t>(request.count, max_smb2_lock_elements);
    for (std::size_t i = 0; i < elements && in.ok(); ++i) {
        Smb2LockElement element;  // 2.2.26.1
        element.offset = in.u64le("Offset");
        element.length = in.u64le("Length");
        element.flags = in.u32le("Flags");
        in.skip(4, "Reserved");
        if (in.ok()) request.elements.push_back(element);
    }
    if (!in.ok()) return in.error();
    return request;
}

void encode_smb2_lock_request(core::ByteVector& out, const Smb2LockRequest& request) {
    core::Writer to{out};
    to.u16le(48);  // StructureSize
    to.u16le(static_cast<std::uint16_t>(request.elements.size()));
    to.u32le(0);  // LockSequence
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
    for (const Smb2LockElement& element : request.elements) {
        to.u64le(element.offset);
        to.u64le(element.length);
        to.u32le(element.flags);
        to.u32le(0);  // Reserved
    }
}

}  // namespace hitme::wire
