// SPDX-License-Identifier: Apache-2.0
#include "console/alert/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/text.h"

namespace hitme::console::alert {
namespace {

std::string added(const Delivery& delivery) {
    return "Q " + std::to_string(delivery.id) + " " +
           std::to_string(core::nanoseconds_of(delivery.created)) + " " +
           std::to_string(delivery.payload.size()) + "\n" + delivery.payload + "\n";
}

/// The numbers of a line after its letter; nothing when one is none.
template <std::size_t count>
std::optional<std::array<std::uint64_t, count>> numbers_of(std::string_view line) {
    std::array<std::uint64_t, count> numbers{};
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t end = i + 1 == count ? line.size() : line.find(' ');
        if (end == std::string_view::npos) return {};
        const auto number = core::parse_unsigned(line.substr(0, end), ~std::uint64_t{0} >> 1);
        if (!number) return {};
        numbers[i] = *number;
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return numbers;
}

}  // namespace

std::deque<Delivery> Spool::read(std::string_view text) {
    std::deque<Delivery> waiting;
    while (true) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos || end < 3 || text[1] != ' ') return waiting;
        const char letter = text.front();
        const std::string_view words = text.substr(2, end - 2);
        text.remove_prefix(end + 1);
        if (letter == 'D') {
            const auto number = numbers_of<1>(words);
            if (!number) return waiting;
            std::erase_if(waiting, [&](const Delivery& one) { return one.id == (*number)[0]; });
        } else if (letter == 'Q') {
            const auto numbers = numbers_of<3>(words);
            if (!numbers) return waiting;
            const std::uint64_t size = (*numbers)[2];
            if (size > max_payload_bytes || text.size() < size + 1 || text[size] != '\n')
                return waiting;
            waiting.push_back({(*numbers)[0],
                               core::from_nanoseconds(static_cast<std::int64_t>((*numbers)[1])),
                               std::string(text.substr(0, size))});
            text.remove_prefix(size + 1);
            if (waiting.size() > max_waiting) waiting.pop_front();
        } else {
            return waiting;
        }
    }
}

core::Result<Spool> Spool::open(const std::string& path) {
    Spool spool;
    spool.path_ = path;
    if (path.empty()) return spool;
    const runtime::Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!file) return core::error(core::ErrorCode::io, path + ": " + std::strerror(errno));
    std::string text;
    std::array<char, 65'536> buffer{};
    for (ssize_t got = 1; got > 0 && text.size() < 2 * max_spool_file;) {
        got = ::read(file.get(), buffer.data(), buffer.size());
        if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    spool.waiting_ = read(text);
    for (const Delivery& one : spool.waiting_) {
        spool.waiting_bytes_ += one.payload.size();
        spool.next_id_ = std::max(spool.next_id_, one.id + 1);
    }
    spool.rewrite();
    if (!spool.file_) return core::error(core::ErrorCode::io, path + ": " + std::strerror(errno));
    return spool;
}

/// A new file in the place of the old one, with only what waits; the old one stays where that fails.
void Spool::rewrite() {
    if (path_.empty()) return;
    const std::string next = path_ + ".next";
    runtime::Descriptor file{
        ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600)};
    if (!file) return;
    std::uint64_t bytes = 0;
    for (const Delivery& one : waiting_) {
        const std::string text = added(one);
        if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
            ::unlink(next.c_str());
            return;
        }
        bytes += text.size();
    }
    if (::rename(next.c_str(), path_.c_str()) != 0) return;
    file_ = std::move(file);
    file_bytes_ = bytes;
}

void Spool::append(const std::string& text) {
    if (!file_) return;
    const ssize_t written = ::write(file_.get(), text.data(), text.size());
    if (written > 0) file_bytes_ += static_cast<std::uint64_t>(written);
    // A part of a record would hide all that follows it.
    if (written != static_cast<ssize_t>(text.size())) rewrite();
}

std::uint64_t Spool::add(std::string payload, core::Time now) {
    if (payload.size() > max_payload_bytes) payload.resize(max_payload_bytes);
    std::uint64_t pushed_out = 0;
    while (!waiting_.empty() && (waiting_.size() >= max_waiting ||
                                 waiting_bytes_ + payload.size() > max_waiting_bytes)) {
        done();
        ++pushed_out;
    }
    waiting_bytes_ += payload.size();
    waiting_.push_back({next_id_++, now, std::move(payload)});
    append(added(waiting_.back()));
    return pushed_out;
}

void Spool::done() {
    if (waiting_.empty()) return;
    const std::uint64_t id = waiting_.front().id;
    waiting_bytes_ -= waiting_.front().payload.size();
    waiting_.pop_front();
    append("D " + std::to_string(id) + "\n");
    if (file_bytes_ > max_spool_file || (waiting_.empty() && file_bytes_ > 0 && file_)) {
        if (waiting_.empty() && ::ftruncate(file_.get(), 0) == 0)
            file_bytes_ = 0;
        else
            rewrite();
    }
}

}  // namespace hitme::console::alert
