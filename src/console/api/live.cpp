// SPDX-License-Identifier: Apache-2.0
#include "console/api/live.h"

#include <algorithm>

#include "console/api/contact_json.h"

namespace hitme::console::api {

std::shared_ptr<runtime::EventStream> Live::subscribe() {
    const std::lock_guard lock(mutex_);
    std::erase_if(streams_, [](const auto& stream) { return stream->closed(); });
    if (streams_.size() >= max_live_readers) return nullptr;
    auto stream = std::make_shared<runtime::EventStream>(max_live_events, max_live_bytes);
    streams_.push_back(stream);
    return stream;
}

void Live::publish(const event::Contact& contact, const store::GeoDb& geo) {
    if (readers() == 0) return;  // the common case costs a lock
    event::Contact shown = contact;
    if (shown.first_bytes.size() > live_first_bytes) shown.first_bytes.resize(live_first_bytes);
    push(Kind::contact, contact_json(live_id(contact), shown, geo));
}

void Live::publish_now(const std::string& now) {
    push(Kind::state, now);
}

void Live::publish_notice(const std::string& notice) {
    push(Kind::notice, notice);
}

void Live::push(Kind kind, const std::string& data) {
    const std::lock_guard lock(mutex_);
    std::erase_if(streams_, [](const auto& stream) { return stream->closed(); });
    for (const auto& stream : streams_) {
        if (kind == Kind::state)
            stream->push_state("now", data);
        else if (stream->push(kind == Kind::notice ? "notice" : "contact", data) ==
                 runtime::EventStream::Push::dropped)
            ++dropped_;
    }
}

void Live::close() {
    const std::lock_guard lock(mutex_);
    for (const auto& stream : streams_) stream->close();
    streams_.clear();
}

std::size_t Live::readers() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(
        streams_.begin(), streams_.end(), [](const auto& stream) { return !stream->closed(); }));
}

std::uint64_t Live::dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

}  // namespace hitme::console::api
