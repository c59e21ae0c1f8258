// SPDX-License-Identifier: Apache-2.0
#include "console/response/internal_sensors.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}
event::SensorChange announced(const char* sensor, const char* network_class) {
    event::SensorChange change;
    change.sensor = sensor;
    change.network_class = network_class;
    return change;
}

TEST(InternalSensors, BelieveTheSensorUnlessARegistrationCoversTheTime) {
    const tests::ScratchFolder folder;
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    InternalSensors sensors;
    sensors.announce(announced("lan", "internal"));
    sensors.announce(announced("edge", "hosting"));
    EXPECT_TRUE(sensors.internal_at("lan", at("2026-03-01T10:00:00Z")));
    EXPECT_FALSE(sensors.internal_at("edge", at("2026-03-01T10:00:00Z")));
    EXPECT_FALSE(sensors.internal_at("unknown", at("2026-03-01T10:00:00Z")));
    store::Entry entry;
    entry.kind = "sensor_registration";
    entry.id = "edge";
    entry.author = "mara";
    entry.at = at("2026-03-01T00:00:00Z");
    entry.state = "internal_lan";
    entry.body =
        R"({"periods":[{"class":"internal_lan","from":"2026-03-02T00:00:00Z","until":"2026-03-03T00:00:00Z"}]})";
    ASSERT_TRUE(book->put(entry, 0));
    ASSERT_TRUE(sensors.refresh(*book));
    EXPECT_FALSE(sensors.internal_at("edge", at("2026-03-01T10:00:00Z")));
    EXPECT_TRUE(sensors.internal_at("edge", at("2026-03-02T10:00:00Z")));
    EXPECT_FALSE(sensors.internal_at("edge", at("2026-03-03T00:00:00Z")));
}

}  // namespace
}  // namespace hitme::console
