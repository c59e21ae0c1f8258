// SPDX-License-Identifier: Apache-2.0
#include "sensor/json_lines_outbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "event/json.h"
#include "runtime/log.h"

namespace hitme::sensor {
namespace {

// Ours: the room that a burst took is given back (hundreds of connections that end at once are a megabyte of lines).
constexpr std::size_t most_kept_room = 64 << 10;

}  // namespace

core::Result<JsonLinesOutbox> JsonLinesOutbox::open(const std::string& path) {
    runtime::Descriptor file{
        path == "-" ? ::dup(STDOUT_FILENO)
                    : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640)};
    if (!file) return core::error(core::ErrorCode::io, path + ": " + std::strerror(errno));
    JsonLinesOutbox outbox{std::move(file)};
    // A run that was killed in the middle of a line: the next line begins on its own.
    char last = '\n';
    const runtime::Descriptor before{path == "-" ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (before && ::lseek(before.get(), -1, SEEK_END) >= 0 && ::read(before.get(), &last, 1) == 1 &&
        last != '\n')
        outbox.buffer_ = "\n";
    return outbox;
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
        if (count <= 0) {
            if (!std::exchange(failing_, true))
                runtime::log(runtime::Level::error, "outbox",
                             std::string("cannot write, will try again and count meanwhile: ") +
                                 std::strerror(errno));
            break;
        }
        if (std::exchange(failing_, false))
            runtime::log(runtime::Level::info, "outbox", "the file takes lines again");
        done += static_cast<std::size_t>(count);
    }
    buffer_.erase(0, done);
    if (buffer_.empty() && buffer_.capacity() > most_kept_room) std::string{}.swap(buffer_);
}

}  // namespace hitme::sensor
