// SPDX-License-Identifier: Apache-2.0
#include "console/cases/hosts.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace hitme::console::cases {
namespace {

constexpr core::Duration look_every = std::chrono::seconds{1};
constexpr std::size_t max_neighbour_bytes = 8 << 20;

std::string read_file(const std::string& path, std::size_t most) {
    std::ifstream in{path, std::ios::binary};
    std::string text;
    std::string piece(1 << 16, '\0');
    while (in && text.size() < most) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        text.append(piece, 0, static_cast<std::size_t>(in.gcount()));
    }
    return text;
}

}  // namespace

std::string_view name_of(KnownBy value) {
    switch (value) {
        case KnownBy::none:
            return "none";
        case KnownBy::neighbours:
            return "neighbours";
        case KnownBy::lease:
            return "lease";
    }
    return "none";
}

void Hosts::read_leases(const std::string& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) {
        problem_ = path + ": " + std::strerror(errno);
        return;
    }
    const core::Time written{std::chrono::seconds{about.st_mtim.tv_sec} +
                             std::chrono::nanoseconds{about.st_mtim.tv_nsec}};
    const Read state{core::nanoseconds_of(written), static_cast<std::uint64_t>(about.st_size)};
    if (const auto before = read_.find(path); before != read_.end() && before->second == state)
        return;
    if (state.bytes > max_lease_bytes) {
        problem_ = path + ": longer than 64 MiB";
        return;
    }
    std::ifstream probe{path};
    if (!probe) {
        problem_ = path + ": " + std::strerror(errno);
        return;
    }
    read_[path] = state;
    leases_.merge(parse_leases(read_file(path, max_lease_bytes), written), written);
}

void Hosts::refresh(core::Time now) {
    if (looked_at_ != core::Time{} && now >= looked_at_ && now - looked_at_ < look_every) return;
    looked_at_ = now;
    problem_.clear();
    for (const auto& path : settings_.lease_files) read_leases(path);
    if (settings_.neighbour_file.empty()) return;
    neighbours_ = parse_neighbours(read_file(settings_.neighbour_file, max_neighbour_bytes));
    neighbours_at_ = now;
}

HostAt Hosts::at(const core::Address& address, core::Time seen_at, core::Time now) const {
    HostAt host;
    const Lease* lease = leases_.at(address, seen_at);
    const auto near = neighbours_.find(address);
    if (near != neighbours_.end() && seen_at + neighbour_holds >= now) {
        host.mac = near->second;
        host.known_by = KnownBy::neighbours;
        host.from = host.until = neighbours_at_;
        if (lease == nullptr || lease->mac != host.mac) return host;
    }
    if (lease == nullptr) return host;
    return {lease->mac, lease->name, KnownBy::lease, lease->from, lease->until};
}

}  // namespace hitme::console::cases
