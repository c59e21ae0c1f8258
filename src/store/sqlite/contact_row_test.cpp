// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/contact_row.h"

#include <gtest/gtest.h>

#include "event/binary.h"
#include "support/sample_events.h"

namespace hitme::store::sqlite {
namespace {

std::string bytes_of(const event::Contact& contact) {
    std::string out;
    event::append_binary(out, event::Event{contact});
    return out + contact.first_bytes_sha256 + std::to_string(contact.similarity.value);
}

event::Contact through(const event::Contact& contact) {
    const auto day = core::day_of(contact.seen_at);
    std::string body;
    append_contact_row(body, contact, day, {1, 2, 3});
    const auto row = decode_contact_row(core::as_bytes(body));
    EXPECT_TRUE(row);
    EXPECT_EQ(row->names.run, 1u);
    EXPECT_EQ(row->names.destination, 2u);
    EXPECT_EQ(row->names.shape, 3u);
    Shape shape;
    shape.protocol = contact.protocol;
    shape.origin = contact.origin;
    shape.limit = contact.limit;
    shape.set_flags(Shape::of(contact).flags());
    auto back = *contact_of(*row, day, contact.sensor, contact.epoch, contact.destination, shape);
    event::derive(back);
    return back;
}

TEST(ContactRow, EveryFieldComesBack) {
    const auto contact = tests::full_contact();
    EXPECT_EQ(bytes_of(through(contact)), bytes_of(contact));
}

TEST(ContactRow, ExtremesComeBack) {
    event::Contact contact = tests::full_contact();
    contact.source = *core::Address::parse("2001:db8:1:2:3:4:5:6");
    contact.seen_at = *core::parse_time("2026-03-01T23:59:59.999999999Z");
    contact.ended_at = core::from_nanoseconds(std::numeric_limits<std::int64_t>::min());
    contact.sequence = std::numeric_limits<std::uint64_t>::max();
    contact.bytes_in = std::numeric_limits<std::uint64_t>::max();
    contact.count = std::numeric_limits<std::uint32_t>::max();
    contact.transport = event::Transport::icmp;
    contact.source_port = 65535;
    contact.stage = event::Stage::payload_delivery;
    contact.ending = event::Ending::ours;
    EXPECT_EQ(bytes_of(through(contact)), bytes_of(contact));
    event::Contact bare;
    bare.seen_at = *core::parse_time("1969-12-31T00:00:00Z");
    EXPECT_EQ(bytes_of(through(bare)), bytes_of(bare));
}

// 1 layout + 6 seen_at + 4 source + 2 + 2 ports + 3 names + 2 sequence (1000 needs 10 bits) + 64 = 84.
TEST(ContactRow, PlainContactOf64BytesTakes84) {
    event::Contact contact;
    contact.seen_at = *core::parse_time("2026-03-01T12:00:00Z");
    contact.source = *core::Address::parse("192.0.2.1");
    contact.sequence = 1000;
    contact.first_bytes.assign(64, 'x');
    contact.bytes_in = 64;
    std::string body;
    append_contact_row(body, contact, core::day_of(contact.seen_at), {1, 1, 1});
    EXPECT_EQ(body.size(), 84u);
}

TEST(ContactRow, CutBodiesAreFaultsUntilFirstBytesBegin) {
    const auto contact = tests::full_contact();
    std::string body;
    append_contact_row(body, contact, core::day_of(contact.seen_at), {1, 2, 3});
    const std::size_t before_first_bytes = body.size() - contact.first_bytes.size();
    for (std::size_t length = 0; length < body.size(); ++length)
        EXPECT_EQ(decode_contact_row(core::as_bytes(body).first(length)).has_value(),
                  length >= before_first_bytes);
}

}  // namespace
}  // namespace hitme::store::sqlite
