// SPDX-License-Identifier: Apache-2.0
// A store of many made-up sources of both families, and questions about them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "core/random.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::tests {

inline const core::Time many_sources_from = *core::parse_time("2026-03-01T12:00:00Z");

class ManySources {
 public:
    explicit ManySources(std::size_t count) {
        auto store = store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::write);
        EXPECT_TRUE(store) << store.error().context;
        core::Random random{7};
        store::RollUp roll_up;
        for (std::size_t i = 0; i < count; ++i) {
            store::SourceDelta source;
            source.source = i % 5 == 4
                                ? *core::Address::parse("2001:db8:" + std::to_string(i) + "::")
                                : core::Address::v4(static_cast<std::uint32_t>(
                                      0xC6120000u + i * 97));  // 198.18.0.0/15
            source.first_seen =
                many_sources_from + std::chrono::seconds{static_cast<int>(random.next() % 100'000)};
            source.last_seen =
                source.first_seen + std::chrono::seconds{static_cast<int>(random.next() % 100'000)};
            source.events = 1 + random.next() % 50;
            source.sensors = {"alpha"};
            for (const std::uint16_t port : {std::uint16_t{22}, std::uint16_t{445}})
                if (random.next() % 2 == 0)
                    source.signals.push_back(
                        {event::Signal{event::Transport::tcp, port}.key(), 1, source.last_seen});
            roll_up.sources.push_back(std::move(source));
        }
        EXPECT_TRUE((*store)->apply(roll_up));
    }
    std::unique_ptr<store::EventStore> reader() const {
        auto store = store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::read);
        EXPECT_TRUE(store) << store.error().context;
        return std::move(*store);
    }

 private:
    ScratchFolder folder_;
};

/// Each order both ways, each filter alone and together, pages in the middle and past the end.
inline std::vector<store::SourceQuery> source_questions() {
    std::vector<store::SourceQuery> questions;
    for (const auto order : {store::SourceOrder::last_seen, store::SourceOrder::first_seen,
                             store::SourceOrder::events, store::SourceOrder::address}) {
        for (const bool descending : {false, true}) {
            store::SourceQuery query;
            query.order = order;
            query.descending = descending;
            query.limit = 20;
            questions.push_back(query);
            query.offset = 33;
            query.signal = event::Signal{event::Transport::tcp, 445};
            questions.push_back(query);
            query.seen_from = many_sources_from + std::chrono::seconds{60'000};
            query.seen_to = many_sources_from + std::chrono::seconds{90'000};
            query.offset = 0;
            questions.push_back(query);
        }
    }
    store::SourceQuery prefix;
    prefix.prefix = core::Prefix::parse("198.18.0.0/17");
    questions.push_back(prefix);
    prefix.prefix = core::Prefix::parse("2001:db8::/32");
    questions.push_back(prefix);
    prefix.offset = 100'000;
    questions.push_back(prefix);
    store::SourceQuery none;
    none.limit = 0;
    questions.push_back(none);
    return questions;
}

}  // namespace hitme::tests
