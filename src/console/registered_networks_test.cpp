// SPDX-License-Identifier: Apache-2.0
#include "console/registered_networks.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

class RegisteredNetworks : public testing::Test {
 protected:
    void put(const char* kind, const char* id, const char* state, const char* body) {
        store::Entry entry;
        entry.kind = kind;
        entry.id = id;
        entry.author = "mara";
        entry.state = state;
        entry.body = body;
        ASSERT_TRUE(book->put(entry, 0));
    }
    static core::Address address(const char* text) { return *core::Address::parse(text); }
    tests::ScratchFolder folder;
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
};

TEST_F(RegisteredNetworks, OwnOnesAreThoseThatAreWatched) {
    put("own_network", "n-1", "watched",
        R"({"network":"61.218.147.1","kind":"nat_egress","inside":["10.9.0.0/16"]})");
    put("own_network", "n-2", "removed", R"({"network":"61.219.0.0/16"})");
    put("own_network", "n-3", "watched", R"({"network":7})");
    const auto own = own_networks_of(*book);
    ASSERT_TRUE(own.has_value());
    EXPECT_TRUE(own->contains(address("61.218.147.1")));
    EXPECT_TRUE(own->contains(address("10.9.8.7")));
    EXPECT_FALSE(own->contains(address("61.219.0.1")));
}

TEST_F(RegisteredNetworks, AllowRulesHoldWithinTheirTime) {
    put("allow_rule", "r-1", "active",
        R"({"network":"61.218.147.0/24","signals":["tcp/443"],"from":"2026-03-01T00:00:00Z","expires":"2026-03-02T00:00:00Z"})");
    put("allow_rule", "r-2", "ended", R"({"network":"61.219.0.0/16"})");
    put("allow_rule", "r-3", "active", R"({"sensors":["alpha"]})");
    const auto at = [&](const char* now) {
        return allowed_networks_of(*book, *core::parse_time(now))
            ->contains(address("61.218.147.9"));
    };
    EXPECT_FALSE(at("2026-02-28T23:59:59Z"));
    EXPECT_TRUE(at("2026-03-01T00:00:00Z"));
    EXPECT_FALSE(at("2026-03-02T00:00:00Z"));
    EXPECT_FALSE(allowed_networks_of(*book, *core::parse_time("2026-03-01T12:00:00Z"))
                     ->contains(address("61.219.0.1")));
}

}  // namespace
}  // namespace hitme::console
