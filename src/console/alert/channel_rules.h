// SPDX-License-Identifier: Apache-2.0
// When a channel speaks: notices and the time in, messages out.
//
// Machines  get each notice that passes the filter, at once, one message each.
// People    urgent notices (a new internal host; anything critical but an end) at once, day and night. One that follows on an
//           urgent message within urgent_together waits for others, but only urgent_prompt, so that it is told within two
//           seconds, too; when prompt_messages have gone so close on another within prompt_window, many hosts knock at once, and
//           what follows comes together every urgent_together (C-61: none waits for 10 s).
//           Others: the first at once; then, for `digest`, what comes is gathered and told as one message with a line a group;
//           as long as notices keep coming the next digests come after twice the time, up to most_digest_growth; a whole
//           interval of silence begins anew. A notice of severity high or more of a group that has not been told within an
//           hour goes at once meanwhile, as long as fewer than throttle.messages went so within throttle.per:
//           on the channel, or of the notice's kind or signal, as throttle.by says.
//           What a dry run would have done (a response of severity low) is never told at once.
//           In quiet hours all but urgent notices are gathered until they end.
//           In any hour, with the throttle as it comes (4 an hour, by channel): at most 7 messages, and the urgent ones.
// Repeats   an urgent notice of a group that was told within an hour at the same or a higher severity is not urgent again.
// Limits    max_groups a digest (the rest is one group "others"), max_told_groups remembered, max_throttled_keys
//           kinds or signals counted apart (later ones together).
// Counts    each notice is counted before it is held back; nothing that passes the filter is missing from some message.
// Pure      no clock, no I/O; `now` must not go back (where it does, nothing is sent earlier for it).
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "console/alert/channel.h"
#include "console/alert/message.h"

namespace hitme::console::alert {

constexpr core::Duration urgent_together = std::chrono::seconds{8};       // ours: C-61 allows 10
constexpr core::Duration urgent_prompt = std::chrono::milliseconds{500};  // ours: 2 s, less the way
constexpr std::size_t prompt_messages = 5;  // ours: with the other seven of an hour C-61's 12
constexpr core::Duration prompt_window = std::chrono::hours{1};
constexpr core::Duration most_digest_growth = std::chrono::hours{1};  // ours
constexpr core::Duration remembered = std::chrono::hours{1};          // ours
constexpr std::size_t max_throttled_keys = 256;                       // ours
constexpr std::size_t max_told_groups = 4096;                         // ours

/// What became of a notice on this channel. Names as in api.yaml.
enum class Outcome : std::uint8_t { sent_on, gathered, filtered, quiet, off };
std::string_view name_of(Outcome outcome);

struct Verdict {
    Outcome outcome = Outcome::off;
    std::string_view why;  ///< a literal
    std::vector<Message> messages;
};

class ChannelRules {
 public:
    explicit ChannelRules(const Channel& channel);
    /// New rules; what is gathered stays.
    void change(const Channel& channel);

    /// `quiet`: the channel's quiet hours hold now.
    enum class Hours : std::uint8_t { open, quiet };
    Verdict take(const Notice& notice, core::Time now, Hours hours);
    /// What is due at `now`.
    std::vector<Message> due(core::Time now, Hours hours);
    /// When due() may have something; nothing while nothing is gathered.
    std::optional<core::Time> next_due() const;
    /// What is gathered, as the messages that would be due: for the end of the program.
    std::vector<Message> flush(core::Time now);
    std::uint64_t gathered() const { return digest_.all; }

 private:
    bool is_urgent(const Notice& notice, core::Time now) const;
    void told(const Notice& notice, core::Time now);
    void gather(const Notice& notice);
    Message make_digest(core::Time now);
    Message make_urgent(core::Time now);
    /// When messages at once went that this notice is counted with.
    std::deque<core::Time>& at_once_with(const Notice& notice, core::Time now);
    void sent_at_once(const std::vector<Notice>& notices, core::Time now);
    /// When the urgent ones that wait may go.
    core::Time urgent_due() const;

    Audience audience_;
    Filter filter_;
    bool enabled_;
    core::Duration base_;
    Throttle throttle_;

    struct Gathered {
        std::map<std::string, GroupSum> groups;
        std::uint64_t all = 0;
        bool simulated = true;
        std::uint64_t groups_not_kept = 0;  ///< notices in "others" (an upper bound of its groups)
    } digest_;
    core::Duration interval_;
    std::optional<core::Time> next_digest_;  ///< set from the first message until silence

    std::vector<Notice> urgent_;  ///< waiting, at most max_listed
    std::uint64_t urgent_all_ = 0;
    std::optional<core::Time> last_urgent_;
    std::deque<core::Time> prompt_;  ///< messages close on another, at most prompt_messages

    std::map<std::string, std::deque<core::Time>> at_once_;  ///< within throttle_.per, by key
    struct Told {
        Severity severity;
        core::Time at;
    };
    std::unordered_map<std::string, Told> told_;
};

}  // namespace hitme::console::alert
