// SPDX-License-Identifier: Apache-2.0
#include "wire/file_information.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    for (const auto form : {wire::FileRenameForm::smb1, wire::FileRenameForm::smb2})
        if (const auto rename = wire::decode_file_rename({data, size}, form))
            core::check(rename->name.size() <= size, "the name lies inside");
    (void)wire::decode_file_disposition({data, size});
    return 0;
}
