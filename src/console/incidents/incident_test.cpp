// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incident.h"

#include <gtest/gtest.h>

namespace hitme::console::incidents {
namespace {

Incident sample() {
    Incident incident;
    incident.source = *core::Address::parse("192.0.2.7");
    incident.first = *core::parse_time("2026-03-01T12:00:00Z");
    incident.last = *core::parse_time("2026-03-01T12:04:00Z");
    incident.id = incident_id(incident.source, incident.first);
    incident.contacts = 17;
    incident.stage = event::Stage::exploit_attempt;
    incident.labels = {"ms17_010_probe", "evil\"}\n\x1b[31m"};
    incident.sensors = {"edge-1"};
    incident.services = {{{event::Transport::tcp, 445}, 16, incident.first, incident.last},
                         {{event::Transport::tcp, 139}, 1, incident.last, incident.last}};
    incident.ports = 3;
    incident.services_not_listed = 4;
    incident.gap = std::chrono::minutes{30};
    incident.told = true;
    return incident;
}

TEST(Incident, ComesBackFromItsRecordAsItWas) {
    const std::string body = incident_json(sample());
    const auto again = incident_of_json(body);
    ASSERT_TRUE(again);
    EXPECT_EQ(incident_json(*again), body);
    EXPECT_TRUE(again->told);
    EXPECT_EQ(again->port_keys.size(), 2u);
    EXPECT_FALSE(incident_of_json("{}"));
    EXPECT_FALSE(incident_of_json("[1"));
    EXPECT_FALSE(incident_of_json("{\"id\":\"x\",\"source\":\"nobody\"}"));
}

TEST(Incident, SeverityFollowsHowFarAHostWentAndWhere) {
    Incident incident = sample();
    EXPECT_EQ(severity_of(incident), Severity::high);
    incident.internal = true;
    EXPECT_EQ(severity_of(incident), Severity::critical);
    incident.stage = event::Stage::scan;
    EXPECT_EQ(severity_of(incident), Severity::high) << "one touch inside is an alarm (B12)";
    incident.internal = false;
    EXPECT_EQ(severity_of(incident), Severity::info);
    incident.stage = event::Stage::brute_force;
    EXPECT_EQ(severity_of(incident), Severity::medium);
    incident.benign_class = "research";
    EXPECT_EQ(severity_of(incident), Severity::info);
}

TEST(Incident, TheTitleIsOneSafeLine) {
    EXPECT_EQ(incident_title(sample()),
              "192.0.2.7: exploit_attempt on tcp/445 and 2 more, ms17_010_probe");
    Incident hostile = sample();
    hostile.labels = {"a\r\nBcc: x\x1b[31m"};
    EXPECT_EQ(incident_title(hostile),
              "192.0.2.7: exploit_attempt on tcp/445 and 2 more, a\\r\\nBcc: x\\x1b[31m");
}

}  // namespace
}  // namespace hitme::console::incidents
