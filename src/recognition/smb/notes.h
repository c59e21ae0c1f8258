// SPDX-License-Identifier: Apache-2.0
// What the parts of the SMB watcher write into: the story, the place of the message at hand, and the phrases of the
// sentence.
//
// Phrases   each has a weight; the sentence is made of the heaviest few in the order in which they happened, then of the
//           labels: "asked for SRVSVC over \browser, called NetprPathCanonicalize with ...: MS08-067 exploit attempt,
//           certain".
// Bounds    those of story.h; max_phrases.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "recognition/smb/rules.h"
#include "recognition/story_builder.h"

namespace hitme::recognition::smb {

constexpr std::size_t max_phrases = 16;     // ours
constexpr std::size_t phrases_told = 4;     // ours: a sentence stays readable
constexpr std::size_t labels_told = 4;      // ours
constexpr std::size_t evidence_pieces = 3;  // ours: of one mark that lies in pieces

/// How much a phrase says.
enum class Weight : std::uint8_t { opening, logon, share, pipe, listing, check, attack };

/// A place inside the message at hand, and what stands there.
struct Mark {
    std::uint64_t offset = 0;  ///< from the start of the SMB header
    std::uint64_t length = 0;
    std::string value;
};

/// Bytes that were put together of pieces: where each lies in the client's stream.
class PieceFinder {
 public:
    struct Run {
        std::uint64_t place = 0;
        std::uint64_t together = 0;  ///< bytes from there on that lie behind each other; 0: a guess
    };
    virtual ~PieceFinder() = default;
    virtual Run find(std::uint64_t at) const = 0;
};

/// What a sign of malware is worth: its own, or one that other programs share.
enum class SignWorth : std::uint8_t { shared, own };
constexpr std::size_t max_family_signs = 16;  ///< ours; all kinds that there are

/// What is counted of a conversation, as the table of ../shared/captures/README.md has it.
enum class Counted : std::uint8_t {
    smb1_negotiate,
    smb2_negotiate,
    session_setup,
    logon_failure,  ///< a session setup answered STATUS_LOGON_FAILURE
    tree_connect,
    open,
    rpc_bind,
    rpc_request,
    transaction,
    transaction2,
    transaction2_secondary,
    nt_transact,
    write,
};
constexpr std::size_t counted_kinds = 13;

class Notes {
 public:
    explicit Notes(std::string_view protocol) : story_(protocol) {}

    /// A message of the client begins `offset` bytes into its stream.
    void begin_message(std::uint64_t offset, core::Time at);
    /// The command at hand, a name that outlives the message.
    void command(std::string_view name) { command_ = name; }
    std::string_view command() const { return command_; }

    std::uint64_t number() const { return number_; }
    std::uint64_t offset() const { return offset_; }
    core::Time at() const { return at_; }

    StoryBuilder& story() { return story_; }
    const Story& so_far() const { return story_.so_far(); }
    /// False when a further operation would only be counted: then its words need not be made.
    bool keeps_operations() const { return so_far().operations.size() < max_operations; }

    /// "message 5, TREE_CONNECT_ANDX, <what>" is why the stage is reached.
    void reach(event::Stage stage, std::string_view what);
    /// Whether saying why would still change anything.
    bool needs(event::Stage stage) const { return (reached_ >> static_cast<int>(stage) & 1) == 0; }
    /// The rule's condition holds: its stage is reached, and its label has the marks for evidence.
    void found(const Rule& rule, event::Grade grade, std::initializer_list<Mark> marks);
    void found(const Rule& rule, event::Grade grade, std::span<const Mark> marks);
    /// Marks and faults count from the first of these bytes on, until the next call with null.
    void count_in(const PieceFinder* pieces) { pieces_ = pieces; }
    /// A rule that only says the stage: once is enough.
    void listed(const Rule& rule, const Mark& mark);
    /// A sign of a family of malware: a fact alone (shared ones not even that), and together with another kind of sign, one of
    /// them the family's own, its label (smb.md 1.15). `kind` outlives the story.
    void family_sign(const Rule& family, std::string_view kind, SignWorth worth, const Mark& mark);
    bool has(const Rule& rule) const;
    event::Grade grade_of(const Rule& rule) const;

    std::size_t operation(std::string_view protocol, std::string_view name,
                          std::string_view arguments);
    void phrase(Weight weight, std::string text);
    /// The phrase `verb` + `object`; a repeated one makes no text.
    void phrase(Weight weight, std::string_view verb, std::string_view object);
    /// Says one time of a phrase otherwise, once it is known how it ended.
    void rephrase(std::string_view from, std::string to);
    /// Makes a phrase heavier where it was said.
    void raise(Weight weight, std::string_view text);
    /// Where the message at hand breaks its protocol; only its first fault is told.
    void malformed(const core::ParseError& error);
    /// The same of a call that was put together from messages: behind a broken one, its pieces may have been lost there.
    void malformed_call(const core::ParseError& error);
    /// Whether what ends now ends because bytes were not captured: no fault of the sender.
    void ends_uncaptured(bool is_so) { not_captured_ = is_so; }
    /// What never came to an end, which began at that place of the client's bytes.
    void unfinished(std::uint64_t place, const char* field);
    /// One more message of a kind.
    void count(Counted kind) { ++counts_[static_cast<std::size_t>(kind)]; }
    /// How many there are, kept or only counted.
    std::uint64_t faults() const { return so_far().malformed.size() + so_far().malformed_not_kept; }

    Story told() const;
    std::size_t memory() const;

 private:
    struct Phrase {
        Weight weight;
        std::uint32_t times;
        std::string text;
    };
    struct FamilySign {
        std::string_view family;
        std::string_view kind;
        SignWorth worth;
        event::Evidence evidence;
    };
    void put_evidence(const Mark& mark, std::vector<event::Evidence>& evidence) const;
    void say_again(Phrase& known, Weight weight);
    void say(Weight weight, std::string text);
    std::string sentence() const;
    /// Where nothing was worth a phrase: what was sent by name, and where it first broke its protocol.
    std::string plain_sentence() const;

    StoryBuilder story_;
    std::vector<Phrase> phrases_;
    const PieceFinder* pieces_ = nullptr;
    std::vector<FamilySign> family_signs_;
    std::string_view command_;
    std::uint64_t number_ = 0;
    std::uint64_t offset_ = 0;
    core::Time at_;
    std::array<std::uint32_t, counted_kinds> counts_{};
    std::uint8_t reached_ = 0;
    bool is_broken_ = false;    ///< the message at hand
    bool lost_pieces_ = false;  ///< a message was told as broken
    bool not_captured_ = false;
    std::uint64_t phrases_not_kept_ = 0;
};

}  // namespace hitme::recognition::smb
