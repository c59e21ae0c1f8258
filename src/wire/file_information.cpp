// SPDX-License-Identifier: Apache-2.0
#include "wire/file_information.h"

#include "core/reader.h"

namespace hitme::wire {

core::Parsed<FileRename> decode_file_rename(core::Bytes buffer, FileRenameForm form) {
    // ReplaceIfExists, padding, RootDirectory: as wide as a handle of each protocol.
    constexpr std::size_t before_length_smb1 = 8;
    constexpr std::size_t before_length_smb2 = 16;
    core::Reader in{buffer};
    in.skip(form == FileRenameForm::smb1 ? before_length_smb1 : before_length_smb2,
            "ReplaceIfExists");
    const std::size_t length = in.u32le("FileNameLength");
    FileRename rename;
    rename.name = in.take(length, "FileName");
    if (!in.ok()) return in.error();
    return rename;
}

core::Parsed<FileDisposition> decode_file_disposition(core::Bytes buffer) {
    core::Reader in{buffer};
    FileDisposition disposition;
    // A Boolean; of the later form the lowest of the flags, FILE_DISPOSITION_DELETE.
    disposition.deletes = in.u8("DeletePending") != 0;
    if (!in.ok()) return in.error();
    return disposition;
}

}  // namespace hitme::wire
