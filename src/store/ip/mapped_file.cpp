// SPDX-License-Identifier: Apache-2.0
#include "store/ip/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hitme::store {

core::Result<MappedFile> MappedFile::open(const std::string& path) {
    // Not blocking: a named pipe by that name must not hold us.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return core::error(core::ErrorCode::not_found,
                           path + ": " + std::generic_category().message(errno));
    struct stat status {};
    const bool known = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    const auto size = known ? static_cast<std::size_t>(status.st_size) : 0;
    void* const at = size == 0 || size > max_mapped_bytes
                         ? MAP_FAILED
                         : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file);
    if (!known) return core::error(core::ErrorCode::not_found, path + ": no ordinary file");
    if (size == 0) return core::error(core::ErrorCode::bad_input, path + ": empty");
    if (size > max_mapped_bytes)
        return core::error(core::ErrorCode::over_limit, path + ": too long");
    if (at == MAP_FAILED) return core::error(core::ErrorCode::io, path + ": cannot be mapped");
    return MappedFile{{static_cast<const std::uint8_t*>(at), size}};
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace hitme::store
