// SPDX-License-Identifier: Apache-2.0
// What a conversation was, as far as its bytes show it: stages with their evidence, labels with their grade, the
// operations that were asked for, and what could not be read.
//
// A stage is a fact about messages that were seen; a label is a guess with a grade and its evidence. Neither stands
// without evidence. Nothing here says that an attack would have worked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "recognition/fact_name.h"

namespace hitme::recognition {

// All ours: a conversation that says more is counted, not kept.
constexpr std::size_t max_operations = 256;
constexpr std::size_t max_facts = 128;
constexpr std::size_t max_labels = 32;
constexpr std::size_t max_evidence_per_label = 8;
constexpr std::size_t max_malformed = 8;
constexpr std::size_t max_failed_logons = 64;
constexpr std::size_t max_value_bytes = 512;  ///< of a name or value taken from the wire, escaped
constexpr std::size_t max_sentence_bytes = 4096;  ///< escaped: four phrases of such names

struct StageReached {
    event::Stage stage = event::Stage::none;
    std::string why;  ///< message and field, such as "message 5, TREE_CONNECT, ADMIN$"
    friend bool operator==(const StageReached&, const StageReached&) = default;
};

/// What the bytes said of the client or of what it wants; printable, bounded.
struct Fact {
    FactName name;
    std::string value;
};

/// One thing that the client asked for, in order: protocol, name by its specification, arguments for a reader.
struct Operation {
    std::string protocol;   ///< "smb1", "srvsvc", "http"
    std::string name;       ///< "NT_CREATE_ANDX", "NetrPathCanonicalize", "GET"
    std::string arguments;  ///< "\\BROWSER", "path of 305 characters, depth -1"; printable, bounded
    std::string
        outcome;  ///< the server's status where it was seen: "STATUS_ACCESS_DENIED"; else empty
    std::uint64_t offset = 0;  ///< of its message in the client's bytes
};

/// Bytes that break their protocol: fault, place in the client's bytes, and the specification's field name.
struct Malformed {
    core::Fault fault = core::Fault::bad_value;
    std::uint64_t offset = 0;
    std::string field;
};

/// Whether the client is known to repeat one refused credential by itself.
enum class Persistence : std::uint8_t { tries_once, repeats_by_itself };

/// A logon that the server refused. Keys are hashes: equal keys mean equal text; nothing can be read back from them.
struct FailedLogon {
    core::Time at;
    std::uint64_t account = 0;     ///< of user and domain, without case
    std::uint64_t credential = 0;  ///< of account and response, as it was sent
    Persistence persistence = Persistence::tries_once;
    /// Of the response alone; 0 where it is not to be compared. Equal under one challenge where a plain or NTLMv1 password is.
    std::uint64_t response = 0;
    /// Whether `credential` is made of the secret itself: then one that is sent again is the same. The answer to a fresh
    /// challenge never is.
    bool is_comparable = false;
};

/// How many messages of a kind the client sent, or got as an answer.
struct MessageCount {
    std::string_view name;  ///< outlives the story: "session_setup"
    std::uint64_t messages = 0;
};

struct Story {
    std::string
        protocol;  ///< as wire::guess_protocol names it, or what the conversation turned out to be
    event::Stage stage = event::Stage::none;  ///< the highest reached
    std::vector<StageReached> stages;  ///< each once, in the order of Stage, with the first reason
    std::vector<event::Label> labels;  ///< highest grade first
    std::vector<Fact> facts;           ///< "smb.dialects", "ntlm.user", "http.user_agent" ...
    std::vector<Operation> operations;
    std::uint64_t operations_not_kept = 0;
    std::vector<Malformed> malformed;
    std::uint64_t malformed_not_kept = 0;
    std::vector<MessageCount> counts;  ///< none is 0
    std::uint32_t logons_failed = 0;   ///< distinct credentials that were refused
    std::vector<FailedLogon>
        failed_logons;     ///< the first max_failed_logons, for counting per source
    std::string sentence;  ///< one line that a person can read, made of the above
};

}  // namespace hitme::recognition
