// SPDX-License-Identifier: Apache-2.0
// A feed: data of others that hitme fetches by itself, because the settings file has a [[feed]] for it (C-37). Without one
// nothing is ever fetched.
//
// Address   {from} and {to} in a feed's url stand for days: of the `days` before the day of the fetch, and that day. Nothing
//           else of ours is in a request but the contact that the operator gave.
// When      every `every` after the last answer that could be read; after a failure in a quarter of an hour, then after
//           twice the time, up to `every`. A person may ask for it at once.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "console/corroboration/outside_data.h"
#include "console/json_writer.h"
#include "core/result.h"
#include "core/time.h"
#include "runtime/settings.h"

namespace hitme::console {

constexpr std::size_t max_feeds = 50;      // ours
constexpr std::size_t max_feed_name = 20;  // ours: as a rule's
constexpr core::Duration feed_retry_first = std::chrono::minutes{15};

struct Feed {
    std::string name;  ///< a-z, 0-9, - and _
    OutsideKind kind = OutsideKind::csv_series;
    std::string url;
    std::string source;   ///< who publishes it, "SANS ISC"
    std::string licence;  ///< as its publisher words it
    std::string subject;  ///< signal of a series
    core::Duration every = std::chrono::hours{24};
    std::uint32_t days = 30;
    std::string contact;  ///< told to the publisher in User-Agent; may be empty
    std::string ca_file;
    std::string proxy;
};

/// The sections [[feed]]. Errors   bad_input: file, line, key and what is allowed.
core::Result<std::vector<Feed>> feeds_of(const runtime::SettingsDocument& document);

/// The address to ask on that day.
std::string feed_url(const Feed& feed, core::Time now);

/// What became of a feed so far; kept as a note of the book.
struct FeedState {
    std::optional<core::Time> tried_at;
    std::optional<core::Time> fetched_at;  ///< last answer that could be read
    std::optional<core::Time> changed_at;  ///< last answer that was not here already
    std::optional<core::Time> asked_at;    ///< a person wants it now
    std::uint64_t failures = 0;            ///< in a row
    std::string problem;                   ///< of the last try; empty where it went well
};
std::string feed_note_key(const std::string& name);
/// When a person asked for it is a note of its own, so that the two writers never undo each other.
std::string feed_asked_key(const std::string& name);
std::string to_note(const FeedState& state);
/// An unreadable note is no state.
FeedState feed_state_of(const std::string& note);

/// When it is to be fetched next; a time that is past is now.
core::Time feed_due(const Feed& feed, const FeedState& state, core::Time now);

/// The fields of OutsideFeed in docs/formats/api.yaml.
void put_feed(JsonWriter& json, const Feed& feed, const FeedState& state, core::Time now);

}  // namespace hitme::console
