// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/ip_fragments.h"

#include <algorithm>

namespace hitme::sensor {
namespace {

// The protocol is one of the marks of IPv4's alone: behind extension headers, IPv6's first fragment names another.
bool same_datagram(const wire::IpPacket& one, const wire::IpPacket& other) {
    return one.fragment_of == other.fragment_of && one.source == other.source &&
           one.destination == other.destination &&
           (one.protocol == other.protocol || !one.source.is_v4());
}

}  // namespace

void IpFragments::take(const wire::IpPacket& fragment, core::Time at) {
    while (!open_.empty() && at - open_.front().first > fragment_patience) end(open_.begin());
    auto open = std::find_if(open_.begin(), open_.end(), [&](const Open& one) {
        return same_datagram(one.datagram.ip, fragment);
    });
    if (open == open_.end()) {
        if (open_.size() >= max_open_datagrams) end(open_.begin());
        open_.emplace_back();
        open = std::prev(open_.end());
        open->datagram.ip = fragment;
        open->first = at;
    }
    ++open->fragments;
    open->datagram.at = at;
    if (!place(*open, fragment)) {
        ++lost_;
        --open->fragments;
    }
    if (is_whole(*open)) end(open);
}

// Only what no earlier fragment covers is taken. False: it does not fit into a datagram, or too many holes are open.
bool IpFragments::place(Open& open, const wire::IpPacket& fragment) {
    const std::uint64_t sent = fragment.payload.size() + std::uint64_t{fragment.missing};
    const std::uint32_t from = fragment.fragment_offset + fragment.payload_offset;
    if (from + sent > max_datagram_bytes) return false;
    const auto until = static_cast<std::uint32_t>(from + fragment.payload.size());
    open.furthest = std::max(open.furthest, static_cast<std::uint32_t>(from + sent));
    if (!fragment.more_fragments && open.total == 0)
        open.total = static_cast<std::uint32_t>(from + sent);
    if (fragment.fragment_offset == 0 && !open.has_beginning) {
        open.has_beginning = true;
        open.datagram.ip = fragment;
    }
    if (from == until) return true;
    const auto next = std::find_if(open.ranges.begin(), open.ranges.end(),
                                   [&](const auto& range) { return range.second >= from; });
    const bool stands_alone = next == open.ranges.end() || next->first > until;
    if (stands_alone && open.ranges.size() >= max_fragment_ranges) return false;
    if (open.bytes.size() < until) open.bytes.resize(until);
    std::uint32_t place = from;
    auto last = next;
    for (; last != open.ranges.end() && last->first <= until; ++last) {
        if (place < last->first)
            std::copy(fragment.payload.begin() + (place - from),
                      fragment.payload.begin() + (last->first - from), open.bytes.begin() + place);
        place = std::max(place, last->second);
    }
    if (place < until)
        std::copy(fragment.payload.begin() + (place - from), fragment.payload.end(),
                  open.bytes.begin() + place);
    if (stands_alone) {
        open.ranges.insert(next, {from, until});
        return true;
    }
    next->first = std::min(next->first, from);
    next->second = std::max(until, std::prev(last)->second);
    open.ranges.erase(std::next(next), last);
    return true;
}

bool IpFragments::is_whole(const Open& open) {
    return open.has_beginning && open.total > 0 && open.ranges.size() == 1 &&
           open.ranges[0].first == open.datagram.ip.payload_offset &&
           open.ranges[0].second >= open.total;
}

void IpFragments::end(std::deque<Open>::iterator open) {
    if (open->has_beginning)
        given_.push_back(std::move(*open));
    else
        lost_ += open->fragments;
    open_.erase(open);
}

void IpFragments::finish() {
    while (!open_.empty()) end(open_.begin());
}

const IpFragments::Datagram* IpFragments::next() {
    if (given_.empty()) return nullptr;
    current_ = std::move(given_.front());
    given_.pop_front();
    wire::IpPacket& ip = current_.datagram.ip;
    const std::uint32_t start = ip.payload_offset;
    const std::uint32_t end =
        std::max(start, current_.total > 0 ? current_.total : current_.furthest);
    const bool begins = !current_.ranges.empty() && current_.ranges.front().first == start;
    const std::uint32_t heard = begins ? std::min(current_.ranges.front().second, end) : start;
    ip.payload = core::Bytes(current_.bytes).subspan(begins ? start : 0, heard - start);
    ip.missing = end - heard;
    ip.more_fragments = false;
    return &current_.datagram;
}

}  // namespace hitme::sensor
