// SPDX-License-Identifier: Apache-2.0
// The opening of a conversation whose protocol is not known yet: waits until the bytes say it, then hands all of them to
// that protocol's watcher.
//
// Client    wire::guess_protocol() of the client's first bytes, asked at 8, 16, 32 ... max_guess_bytes bytes, when the
//           server answers, and at the end: so the pieces make no difference.
// Server    where the client said nothing telling: the server's first bytes (SMB headers, SSH-, RFB, 220, a MySQL greeting).
// Port      `expected` is taken at the end, or when max_guess_bytes of the client told nothing.
// Bounds    max_guess_bytes of each side wait; no more than max_guess_pieces turns.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "recognition/conversation.h"
#include "wire/first_bytes.h"

namespace hitme::recognition {

constexpr std::size_t max_guess_turns =
    64;  // ours: who changes turns so often says nothing telling

/// The protocol that is usually spoken on a TCP port, as wire::guess_protocol names it; empty when none is usual.
std::string_view usual_protocol(std::uint16_t port);

/// The protocol that a server's first bytes show; empty when unsure. `expected` decides between those that greet alike.
std::string_view guess_server_protocol(core::Bytes first_bytes, std::string_view expected);

class Opening final : public Conversation {
 public:
    /// `expected` lives as long as the program (usual_protocol()); empty for none.
    explicit Opening(std::string_view expected) : expected_(expected) {}

    void between(const core::Address& client, const core::Address& server) override;
    void client(core::Bytes bytes, core::Time at) override { take(Side::client, bytes, at); }
    void server(core::Bytes bytes, core::Time at) override { take(Side::server, bytes, at); }
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

    /// Empty until it is known.
    std::string_view protocol() const { return protocol_; }

 private:
    struct Turn {
        Side side;
        core::Time at;
        std::uint64_t missing = 0;  ///< a gap; then there are no bytes
        core::ByteVector bytes;
    };
    void take(Side side, core::Bytes bytes, core::Time at);
    std::size_t wait(Side side, core::Bytes bytes, core::Time at);
    void ask();
    void settle(std::string_view protocol);
    void give_up();

    std::string_view expected_;
    std::string_view protocol_;
    std::unique_ptr<Conversation> watcher_;
    std::optional<std::pair<core::Address, core::Address>> ends_;  ///< client, server
    bool settled_ = false;
    core::ByteVector first_[2];  ///< by Side, up to the first gap
    std::vector<Turn> turns_;
    std::uint64_t bytes_[2] = {0, 0};
};

}  // namespace hitme::recognition
