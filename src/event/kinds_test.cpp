// SPDX-License-Identifier: Apache-2.0
#include "event/kinds.h"

#include <gtest/gtest.h>

#include <set>

#include "event/fields.h"

namespace hitme::event {
namespace {

template <class Kind>
void expect_whole_walk() {
    Kind kind;
    std::set<int> numbers;
    std::set<std::string_view> names;
    std::set<const void*> members;
    Fields<Kind>::walk(kind, [&](const Field& field, auto& member) {
        numbers.insert(field.number);
        names.insert(field.name);
        members.insert(&member);
        EXPECT_FALSE(field.meaning.empty());
        EXPECT_TRUE(field.meaning.ends_with('.')) << field.meaning;
    });
    EXPECT_EQ(numbers.size(), Fields<Kind>::count) << Fields<Kind>::name;
    EXPECT_EQ(names.size(), Fields<Kind>::count) << Fields<Kind>::name;
    EXPECT_EQ(members.size(), Fields<Kind>::count) << Fields<Kind>::name;
}

TEST(Fields, ListEveryMemberOnceUnderItsOwnNumberAndName) {
    expect_whole_walk<Contact>();
    expect_whole_walk<Heartbeat>();
    expect_whole_walk<SensorChange>();
    expect_whole_walk<Label>();
    expect_whole_walk<Evidence>();
    expect_whole_walk<Decoded>();
    expect_whole_walk<Hornet>();
    expect_whole_walk<Counter>();
}

TEST(Names, GoThereAndBack) {
    for (const auto name : names_of<Ending>()) EXPECT_EQ(name_of(*from_name<Ending>(name)), name);
    for (const auto name : names_of<Stage>()) EXPECT_EQ(name_of(*from_name<Stage>(name)), name);
    EXPECT_FALSE(from_name<Ending>("crashed"));
    EXPECT_EQ(name_of(static_cast<Ending>(200)), "unknown");
}

TEST(Verified, NeedsACompletedHandshake) {
    Contact contact;
    for (const auto& [handshake, want] : {std::pair{Handshake::unknown, false},
                                          {Handshake::syn_only, false},
                                          {Handshake::datagram, false},
                                          {Handshake::completed, true},
                                          {Handshake::sent_data, true}}) {
        contact.handshake = handshake;
        EXPECT_EQ(verified(contact), want);
    }
}

TEST(Derive, FollowsTheFirstBytes) {
    Contact contact;
    contact.first_bytes = {'a', 'b', 'c'};
    derive(contact);
    EXPECT_EQ(contact.first_bytes_sha256,
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    contact.first_bytes.clear();
    derive(contact);
    EXPECT_EQ(contact.first_bytes_sha256, "");
}

}  // namespace
}  // namespace hitme::event
