// SPDX-License-Identifier: Apache-2.0
#include "sensor/json_lines_outbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "event/json.h"

namespace hitme::sensor {

core::Result<JsonLinesOutbox> JsonLinesOutbox::open(const std::string& path) {
    runtime::Descriptor file{
        path == "-" ? ::dup(STDOUT_FILENO)
                    : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640)};
    if (!file) return core::error(core::ErrorCode::io, path + ": " + std::strerror(errno));
    return JsonLinesOutbox{std::move(file)};
}

bool JsonLinesOutbox::offer(event::Event& event) {
    if (buffer_.size() >= max_waiting) return false;
    if (auto* contact = std::get_if<event::Contact>(&event)) event::derive(*contact);
    event::append_json(buffer_, event);
    buffer_ += '\n';
    return true;
}

void JsonLinesOutbox::settle() {
    std::size_t done = 0;
    while (done < buffer_.size()) {
        const ssize_t count = ::write(file_.get(), buffer_.data() + done, buffer_.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        done += static_cast<std::size_t>(count);
    }
    buffer_.erase(0, done);
}

}  // namespace hitme::sensor
