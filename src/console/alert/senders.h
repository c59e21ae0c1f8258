// SPDX-License-Identifier: Apache-2.0
// From a message to bytes that one delivery carries, and from those to the receiver.
//
// Threads   a Sender belongs to its channel's thread and waits there.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "console/alert/channel.h"
#include "console/alert/message.h"

namespace hitme::console::alert {

/// What messages say besides what happened.
struct Speaker {
    std::string dashboard_link;  ///< "http://127.0.0.1:7445"; may be empty
    std::string host;            ///< our name, for syslog and EHLO
};

/// The payloads of a message for this channel: one, or one a notice (syslog). `unique` as in mail_text.h.
std::vector<std::string> payloads_of(const Channel& channel, const Message& message,
                                     const Speaker& speaker, const std::string& unique);

enum class SentAs : std::uint8_t {
    done,
    again,  ///< failed; worth another try
    never,  ///< refused for good
};

struct Sent {
    SentAs as = SentAs::done;
    std::string why;  ///< printable
};

class Sender {
 public:
    virtual ~Sender() = default;
    virtual Sent send(const std::string& payload, const std::atomic<bool>& stop) = 0;
};

/// For the type of the channel. Nothing for the dashboard, which has no sender.
std::unique_ptr<Sender> make_sender(const Channel& channel, const Speaker& speaker);

}  // namespace hitme::console::alert
