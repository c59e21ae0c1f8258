// SPDX-License-Identifier: Apache-2.0
#include "runtime/desktop_notifier.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::runtime {
namespace {

TEST(DesktopNotifier, ShowsANoteOnARealSessionBus) {
    const tests::ScratchFolder folder;
    const std::string address = "unix:path=" + folder.path() + "/bus";
    tests::Receiver bus{{"/usr/bin/dbus-daemon", "--session", "--nofork", "--print-address=1",
                         "--address=" + address}};
    ASSERT_TRUE(bus.line());  // its address: it takes connections
    ::setenv("DBUS_SESSION_BUS_ADDRESS", address.c_str(), 1);
    EXPECT_FALSE(show_on_desktop({"nobody listens", "", Urgency::normal}));
    {
        tests::Receiver service{tests::receiver_words("notification_service.py")};
        ASSERT_TRUE(service.started());
        EXPECT_TRUE(has_session_bus());
        const auto shown = show_on_desktop(
            {"first touch\x1b[2J\xff", "<b>bold</b> & bytes \x07\nnext line", Urgency::critical});
        ASSERT_TRUE(shown) << shown.error().context;
        const auto seen = service.line();
        ASSERT_TRUE(seen);
        // The escapes are those of core::printable; the entities those of the specification's markup; \\ is JSON's.
        EXPECT_EQ(*seen,
                  "{\"app\": \"hitme\", \"summary\": \"first touch\\\\x1b[2J\\\\xff\", \"body\": "
                  "\"&lt;b&gt;bold&lt;/b&gt; &amp; bytes \\\\x07\\nnext line\", \"urgency\": 2}");
    }
    ::unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

TEST(DesktopNotifier, WithoutABusItSaysSo) {
    ::setenv("DBUS_SESSION_BUS_ADDRESS", "", 1);
    ::setenv("XDG_RUNTIME_DIR", "/nowhere", 1);
    EXPECT_FALSE(has_session_bus());
    EXPECT_EQ(show_on_desktop({"a", "b", Urgency::low}).error().code, core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::runtime
