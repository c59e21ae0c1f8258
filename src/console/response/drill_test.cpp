// SPDX-License-Identifier: Apache-2.0
// The whole chain with real packets and a real filter: tests/end_to_end/response.sh. Here: the verdict on each way it can go.
#include "console/response/drill.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "console/response/order.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

class DrillTest : public testing::Test {
 protected:
    DrillTest() {
        settings.source = *core::Address::parse("10.1.2.3");
        settings.target = *core::Address::parse("10.1.2.4");
        settings.target_port = 445;
        settings.within = 1s;
    }
    struct Wire : Prober {
        bool touch() override { return can_touch; }
        bool reaches() override { return !cut; }
        std::atomic<bool> can_touch = true;
        std::atomic<bool> cut = false;
    };
    /// Runs the drill beside a console that arms it and then does `then` with the request; undo puts it back.
    Drill run(const std::function<void(Order&)>& then) {
        std::atomic<bool> over = false;
        std::thread console{[&] {
            auto own = *store::open_sqlite_book(folder.path(), store::Access::write);
            bool answered = false;
            while (!over) {
                const auto drills =
                    *own->list({std::string(drill_kind), {}, std::string("announced"), {}, 0, 1});
                for (const auto& entry : drills.entries) {
                    auto drill = *drill_of(entry);
                    drill.state = DrillState::armed;
                    EXPECT_TRUE(own->put(entry_of(drill), entry.version));
                }
                const auto armed =
                    *own->list({std::string(drill_kind), {}, std::string("armed"), {}, 0, 1});
                if (!armed.entries.empty() && !answered && then) {
                    answered = true;
                    Order order;
                    order.id = "q-1";
                    order.source = settings.source;
                    order.drill = armed.entries[0].id;
                    order.mode = ResponseMode::program;
                    order.dry_run = false;
                    order.author = "hitme";
                    order.at = order.detected_at = clock.now();
                    then(order);
                    EXPECT_TRUE(own->put(entry_of(order), 0));
                }
                const auto undo = *own->list(
                    {std::string(quarantine_kind), {}, std::string("undo_asked"), {}, 0, 1});
                for (const auto& entry : undo.entries) {
                    auto order = *order_of(entry);
                    order.state = OrderState::released;
                    wire.cut = false;
                    EXPECT_TRUE(own->put(entry_of(order), entry.version));
                }
                std::this_thread::yield();
            }
        }};
        const auto drill = run_drill(*book, settings, wire, clock, "mara");
        over = true;
        console.join();
        EXPECT_TRUE(drill.has_value()) << drill.error().context;
        EXPECT_EQ(drill->state, DrillState::done);
        EXPECT_EQ(drill_json(*drill_of(*book->get(std::string(drill_kind), drill->id))),
                  drill_json(*drill));
        return *drill;
    }
    void done(Order& order) {
        order.state = OrderState::isolated;
        order.done_at = clock.now();
        order.result = "exit status 0";
    }

    tests::ScratchFolder folder;
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    runtime::SystemClock clock;
    DrillSettings settings;
    Wire wire;
};

TEST_F(DrillTest, PassesWhenTheConnectionIsLostAndComesBack) {
    const auto drill = run([&](Order& order) {
        done(order);
        wire.cut = true;
    });
    EXPECT_EQ(drill.verdict, "PASS") << drill.why;
    EXPECT_TRUE(drill.detect_seconds && drill.request_seconds && drill.isolated_seconds &&
                drill.released_seconds);
    EXPECT_NE(drill_words(drill).find("t_isolated"), std::string::npos);
}

TEST_F(DrillTest, AHookThatSaysDoneAndDoesNothingFails) {
    const auto drill = run([&](Order& order) { done(order); });
    EXPECT_EQ(drill.verdict, "FAIL");
    EXPECT_EQ(drill.why,
              "the hook said done (exit status 0), but the test host still reaches the decoy");
    EXPECT_TRUE(drill.request_seconds);
    EXPECT_FALSE(drill.isolated_seconds);
}

TEST_F(DrillTest, ABrokenHookFails) {
    const auto drill = run([&](Order& order) {
        done(order);
        order.state = OrderState::failed;
        order.result = "exit status 1";
    });
    EXPECT_EQ(drill.verdict, "FAIL");
    EXPECT_EQ(drill.why, "the request failed: exit status 1");
}

TEST_F(DrillTest, NoRequestFails) {
    EXPECT_EQ(run({}).why.substr(0, 19), "no request was made");
}

TEST_F(DrillTest, ALostConnectionWithoutARequestIsNoProof) {
    wire.cut = true;
    EXPECT_EQ(run({}).why,
              "the connection was lost, but no request was made: something else cut it");
}

TEST_F(DrillTest, ADecoyThatCannotBeReachedIsNoProof) {
    wire.can_touch = false;
    EXPECT_EQ(run({}).why, "the test host cannot reach the decoy, so nothing can be proved");
}

}  // namespace
}  // namespace hitme::console
