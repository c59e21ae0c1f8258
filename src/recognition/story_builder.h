// SPDX-License-Identifier: Apache-2.0
// Puts a story together within the bounds of recognition/story.h: what comes too late is counted, not kept.
//
// Text     taken from the wire is made printable and cut here, so that no watcher has to think of it. A backslash stays as
//          it is: paths are full of them.
// Pure     no time: a stage, fact or label is told once; the first reason stays.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/bytes.h"
#include "core/result.h"
#include "recognition/story.h"

namespace hitme::recognition {

constexpr std::size_t no_operation = ~std::size_t{0};

/// One line that a terminal can print: core::printable, but a backslash is not doubled. At most `most` bytes, then "...".
std::string shown(std::string_view text, std::size_t most = max_value_bytes);

class StoryBuilder {
 public:
    explicit StoryBuilder(std::string_view protocol) { story_.protocol = protocol; }
    /// Goes on with a story that was told.
    explicit StoryBuilder(Story story) : story_(std::move(story)) {}
    /// What the conversation turned out to be.
    void protocol(std::string_view name) { story_.protocol = name; }

    void reach(event::Stage stage, std::string why);
    /// A fact; the same name with the same value is told once. An empty value is no fact.
    void fact(FactName name, std::string_view value);
    void fact(FactName name, core::Bytes value) { fact(name, core::as_text(value)); }
    /// Adds a label, or its evidence and higher grade to the one of the same name.
    void label(event::Label label);
    /// Its place among the operations, for outcome(); no_operation when it is only counted.
    std::size_t operation(std::string_view name, std::string_view arguments, std::uint64_t offset,
                          std::string_view protocol = {});
    /// The server's answer to the last operation, or to the one at `place`.
    void outcome(std::string_view text);
    void outcome(std::size_t place, std::string_view text);
    /// `error` in a message that begins at `base` of the client's bytes.
    void malformed(const core::ParseError& error, std::uint64_t base);
    /// A refused logon. The same credential key counts once; keys are kept up to a limit, later ones all count.
    void logon_failed(std::string_view credential_key);
    /// The same with what LogonCounter wants to know of it.
    void logon_failed(const FailedLogon& logon);

    /// The story with this sentence, in which names of the wire may stand as they came.
    Story story(std::string_view sentence) const;
    const Story& so_far() const { return story_; }
    std::size_t memory() const;

 private:
    Story story_;
    std::vector<std::uint64_t> credentials_;  ///< leading bytes of their SHA-256
};

/// SHA-256 of a secret with what makes it comparable, as it is written in facts: 64 hexadecimal digits.
std::string secret_digest(core::Bytes secret);

/// The first eight bytes of the SHA-256 of `text`: a key that cannot be read back.
std::uint64_t short_digest(std::string_view text);

/// "0x00c8": `digits` hexadecimal digits.
std::string hexadecimal(std::uint64_t value, int digits);

}  // namespace hitme::recognition
