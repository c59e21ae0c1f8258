// SPDX-License-Identifier: Apache-2.0
// The files of the shared folder against the counts of their READMEs, which were made by other programs (tshark 4.0.17
// for the captures). Where a count differs, the table below says why.
#include "sensor/capture/read_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "support/kept_events.h"
#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

using event::Handshake;
using event::Transport;
using tests::KeptEvents;
using tests::ScratchFile;

const std::filesystem::path shared = HITME_SHARED_DIR;

struct Seen {
    std::uint64_t conns = 0;
    std::uint64_t src = 0;
    std::uint64_t dst = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
        return out << seen.conns << " conns, " << seen.src << " src, " << seen.dst << " dst";
    }
};

bool is_midstream(const event::Contact& contact) {
    return !contact.decoded.empty() && contact.decoded[0].value == "midstream";
}

// Contacts to 445 or 139 that began with a SYN: what the README counts. We also count connections whose SYN the capture
// does not hold; those are left out here.
Seen smb_connections(const KeptEvents& kept) {
    Seen seen;
    std::set<core::Address> sources;
    std::set<core::Address> destinations;
    for (std::size_t i = 0; i < kept.events.size(); ++i) {
        const auto& contact = kept.contact(i);
        if (contact.transport != Transport::tcp || is_midstream(contact)) continue;
        if (contact.destination_port != 445 && contact.destination_port != 139) continue;
        ++seen.conns;
        sources.insert(contact.source);
        destinations.insert(contact.destination);
    }
    seen.src = sources.size();
    seen.dst = destinations.size();
    return seen;
}

std::vector<std::string> cells(const std::string& row) {
    std::vector<std::string> out;
    std::stringstream in(row);
    std::string cell;
    while (std::getline(in, cell, '|')) {
        const auto first = cell.find_first_not_of(" `");
        out.push_back(
            first == cell.npos ? "" : cell.substr(first, cell.find_last_not_of(" `") - first + 1));
    }
    return out;
}

TEST(ReadFile, GivesTheConnectionsOfEveryPublicCapture) {
    const auto folder = shared / "captures";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared captures";
    std::ifstream readme(folder / "README.md");
    std::string row;
    std::size_t files = 0;
    bool in_table = false;
    while (std::getline(readme, row)) {
        if (row.starts_with("## public/")) in_table = true;
        if (row.starts_with("### ")) in_table = false;
        if (!in_table || !row.starts_with("| `")) continue;
        const auto cell = cells(row);
        ASSERT_GE(cell.size(), 7u) << row;
        const std::string& name = cell[1];
        KeptEvents kept;
        const auto report = read_file(folder / "public" / name, {}, kept);
        ASSERT_TRUE(report) << name << ": " << report.error().context;
        ++files;
        EXPECT_EQ(report->records, std::stoull(cell[3])) << name;
        const Seen expected{std::stoull(cell[4]), std::stoull(cell[5]), std::stoull(cell[6])};
        EXPECT_EQ(smb_connections(kept), expected) << name;
        EXPECT_EQ(report->truncated, "") << name;
    }
    EXPECT_EQ(files, 53u);
}

TEST(ReadFile, GivesTheConnectionsOfEveryLoopbackCapture) {
    const auto folder = shared / "captures";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared captures";
    std::ifstream readme(folder / "README.md");
    std::string row;
    std::size_t files = 0;
    bool in_table = false;
    while (std::getline(readme, row)) {
        if (row.starts_with("| File | Expected stage |")) in_table = true;
        if (!in_table || !row.starts_with("| `")) continue;
        const auto cell = cells(row);
        const std::string name = cell[1] + ".pcap";
        if (!std::filesystem::exists(folder / "loopback" / name)) continue;
        KeptEvents kept;
        const auto report = read_file(folder / "loopback" / name, {}, kept);
        ASSERT_TRUE(report) << name;
        ++files;
        EXPECT_EQ(report->records, std::stoull(cell[3])) << name;
        EXPECT_EQ(smb_connections(kept).conns, std::stoull(cell[4])) << name;
    }
    EXPECT_EQ(files, 66u);
}

// What connections of one capture come to, without the payload.
std::map<std::string, int> kinds_of(const KeptEvents& kept) {
    std::map<std::string, int> kinds;
    for (std::size_t i = 0; i < kept.events.size(); ++i) {
        const auto& contact = kept.contact(i);
        ++kinds[std::string(event::name_of(contact.handshake)) + " " +
                std::string(event::name_of(contact.ending)) + " " + contact.protocol];
    }
    return kinds;
}

TEST(ReadFile, CountsAttemptsAndNotPacketsOfAScanOutOfOrder) {
    const auto file = shared / "captures/public/scan-ncsa-445-internet.pcap";
    if (!std::filesystem::exists(file)) GTEST_SKIP();
    KeptEvents kept;
    const auto report = read_file(file, {}, kept);
    ASSERT_TRUE(report);
    // The README: 21 SYN are 9 attempts to 9 addresses from 1 source.
    EXPECT_EQ(smb_connections(kept), (Seen{9, 1, 9}));
    std::uint64_t packets = 0;
    for (std::size_t i = 0; i < kept.events.size(); ++i) packets += kept.contact(i).packets;
    EXPECT_EQ(packets, 21u);
    EXPECT_EQ(report->counters.at("retransmitted_syn"), 12u);
    EXPECT_EQ(kinds_of(kept), (std::map<std::string, int>{{"syn_only unknown ", 9}}));
}

TEST(ReadFile, PutsAStreamOfTinySegmentsTogether) {
    const auto file = shared / "captures/public/file-suricata-eicar-random-segmentation.pcap";
    if (!std::filesystem::exists(file)) GTEST_SKIP();
    KeptEvents kept;
    ASSERT_TRUE(read_file(file, {}, kept));
    ASSERT_EQ(kept.events.size(), 1u);
    const auto& contact = kept.contact(0);
    EXPECT_EQ(contact.protocol, "smb1");
    EXPECT_EQ(contact.handshake, Handshake::sent_data);
    // The lengths of the client's segments, as tcpdump prints them, add up to 976.
    EXPECT_EQ(contact.bytes_in, 976u);
    EXPECT_EQ(contact.first_bytes.size(), 976u);
    // Messages follow each other by their NetBIOS lengths to the very end, so no byte is missing or doubled.
    std::size_t at = 0;
    while (at + 4 <= contact.first_bytes.size()) {
        ASSERT_EQ(contact.first_bytes[at + 4], 0xFF);
        at += 4u + (std::size_t{contact.first_bytes[at + 1]} << 16) +
              (std::size_t{contact.first_bytes[at + 2]} << 8) + contact.first_bytes[at + 3];
    }
    EXPECT_EQ(at, contact.first_bytes.size());
}

std::set<core::Address> sources_of(const KeptEvents& kept) {
    std::set<core::Address> sources;
    for (std::size_t i = 0; i < kept.events.size(); ++i) sources.insert(kept.contact(i).source);
    return sources;
}

TEST(ReadFile, ReadsTheMarxData) {
    const auto file = shared / "datasets/marx/marx-until-2013-06-15.csv.gz";
    if (!std::filesystem::exists(file)) GTEST_SKIP();
    KeptEvents kept;
    const auto report = read_file(file, {}, kept);
    ASSERT_TRUE(report);
    // datasets/README.md and expected.json
    EXPECT_EQ(report->format, "csv: marx");
    EXPECT_EQ(report->events, 216'306u);
    EXPECT_TRUE(report->skipped.empty());
    EXPECT_EQ(sources_of(kept).size(), 38'227u);
    std::set<core::Address> smb;
    std::uint64_t smb_events = 0;
    std::map<std::string, std::set<core::Address>> per_sensor;
    core::Time first = core::Time::max();
    core::Time last = core::Time::min();
    for (std::size_t i = 0; i < kept.events.size(); ++i) {
        const auto& contact = kept.contact(i);
        first = std::min(first, contact.seen_at);
        last = std::max(last, contact.seen_at);
        if (event::Signal::of(contact) != event::Signal{Transport::tcp, 445}) continue;
        ++smb_events;
        smb.insert(contact.source);
        per_sensor[contact.sensor].insert(contact.source);
    }
    EXPECT_EQ(smb_events, 21'281u);
    EXPECT_EQ(smb.size(), 9'312u);
    EXPECT_EQ(per_sensor.at("groucho-tokyo").size(), 7'685u);
    EXPECT_EQ(core::format_rfc3339(first), "2013-03-03T21:53:59Z");
    EXPECT_EQ(core::format_rfc3339(last), "2013-06-14T23:56:36Z");
}

TEST(ReadFile, ReadsTheDionaeaLogInsideItsArchive) {
    const auto file = shared / "datasets/tpot-2025/dionaea_20k.json.tar.gz";
    if (!std::filesystem::exists(file)) GTEST_SKIP();
    KeptEvents kept;
    const auto report = read_file(file, {}, kept);
    ASSERT_TRUE(report) << report.error().context;
    EXPECT_EQ(report->format, "dionaea");
    EXPECT_EQ(report->records, 20'799u);
    EXPECT_EQ(report->events, 20'791u);
    EXPECT_EQ(report->skipped, (std::map<std::string, std::uint64_t>{{"no_source", 8}}));
    EXPECT_EQ(sources_of(kept).size(), 1'393u);
}

TEST(ReadFile, ReadsTheCowrieSessions) {
    const auto file = shared / "datasets/tpot-2025/cowrie_sessions_20k.csv.gz";
    if (!std::filesystem::exists(file)) GTEST_SKIP();
    KeptEvents kept;
    const auto report = read_file(file, {}, kept);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->format, "csv: cowrie sessions");
    EXPECT_EQ(report->records, 20'000u);
    EXPECT_EQ(report->events, 19'997u);
    EXPECT_EQ(report->skipped, (std::map<std::string, std::uint64_t>{{"no_time", 3}}));
}

TEST(ReadFile, ReadsEverySyntheticStream) {
    const auto folder = shared / "datasets/synthetic";
    if (!std::filesystem::exists(folder)) GTEST_SKIP();
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename();
        if (!name.ends_with(".csv.gz")) continue;
        ++files;
        KeptEvents kept;
        ReadOptions options;
        options.signal = event::Signal{Transport::tcp, 445};
        const auto report = read_file(entry.path(), options, kept);
        ASSERT_TRUE(report) << name;
        EXPECT_EQ(report->format, name.starts_with("story") ? "csv: story" : "csv: synthetic");
        if (name.starts_with("onset")) {  // times alone: no source to count
            EXPECT_EQ(report->events, 0u) << name;
            EXPECT_EQ(report->skipped.at("no_source"), report->records) << name;
        } else {
            EXPECT_EQ(report->events, report->records) << name;
        }
    }
    EXPECT_EQ(files, 33u);  // 15 growth, 9 onset, 8 dormancy and the story (datasets/README.md)
}

core::ByteVector syn_capture(int packets) {
    tests::Writer file;
    file.raw(tests::pcap_header_bytes());
    for (int i = 0; i < packets; ++i) {
        const auto syn =
            tests::tcp_bytes({static_cast<std::uint16_t>(40000 + i), 445, 7, 0, tests::syn});
        file.raw(tests::pcap_record_bytes(1'700'000'000, static_cast<std::uint32_t>(i),
                                          tests::ip_bytes("192.0.2.1", "198.51.100.2", 6, syn)));
    }
    return file.bytes();
}

TEST(ReadFile, GivesWhatATruncatedCaptureHoldsAndSaysWhereItEnds) {
    const auto whole = syn_capture(3);
    const std::size_t record = 16 + 40;
    for (std::size_t cut = 24; cut < whole.size(); ++cut) {
        const ScratchFile file(core::Bytes(whole).first(cut));
        KeptEvents kept;
        const auto report = read_file(file.path(), {}, kept);
        ASSERT_TRUE(report) << cut;
        const std::size_t complete = (cut - 24) / record;
        EXPECT_EQ(kept.events.size(), complete) << cut;
        if ((cut - 24) % record == 0)
            EXPECT_EQ(report->truncated, "") << cut;
        else
            EXPECT_EQ(report->truncated.find("record " + std::to_string(complete + 1) +
                                             " at byte " + std::to_string(24 + complete * record)),
                      0u)
                << report->truncated;
    }
}

TEST(ReadFile, NamesTheSensorAfterTheFileUnlessTold) {
    const ScratchFile file(syn_capture(1));
    KeptEvents kept;
    ASSERT_TRUE(read_file(file.path(), {}, kept));
    EXPECT_EQ(kept.contact(0).sensor, std::filesystem::path(file.path()).filename());
    ReadOptions options;
    options.sensor = "alpha";
    ASSERT_TRUE(read_file(file.path(), options, kept));
    EXPECT_EQ(kept.contact(1).sensor, "alpha");
}

TEST(ReadFile, SaysWhatItCannotRead) {
    KeptEvents kept;
    EXPECT_EQ(read_file("/nonexistent/file", {}, kept).error().code, core::ErrorCode::not_found);
    const ScratchFile prose("Dear reader,\nthis is no log.\n");
    EXPECT_EQ(read_file(prose.path(), {}, kept).error().code, core::ErrorCode::bad_input);
    ReadOptions options;
    options.columns = "time,src,dprt";
    const auto wrong = read_file(prose.path(), options, kept);
    EXPECT_NE(wrong.error().context.find("dport"), std::string::npos) << wrong.error().context;
}

TEST(ReadFile, CountsSkippedLinesByReason) {
    const ScratchFile file(
        "time,src,dport\n"
        "2026-03-01 12:00:00,192.0.2.1,445\n"
        "yesterday,192.0.2.1,445\n"
        "2026-03-01 12:00:00,,445\n"
        "2026-03-01 12:00:00,nobody,445\n"
        "2026-03-01 12:00:00,192.0.2.1,66000\n");
    KeptEvents kept;
    const auto report = read_file(file.path(), {}, kept);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->records, 5u);
    EXPECT_EQ(report->events, 1u);
    EXPECT_EQ(report->skipped,
              (std::map<std::string, std::uint64_t>{
                  {"bad_address", 1}, {"bad_port", 1}, {"bad_time", 1}, {"no_source", 1}}));
}

TEST(ReadFile, PassesOverALineWithoutEnd) {
    std::string text = "time,src,dport\n2026-03-01 12:00:00,192.0.2.1,445\n";
    text += std::string(3 << 20, 'x') + "\n2026-03-01 12:00:01,192.0.2.2,445\n";
    const ScratchFile file(text);
    KeptEvents kept;
    const auto report = read_file(file.path(), {}, kept);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->events, 2u);
    EXPECT_EQ(report->skipped.at("line_too_long"), 1u);
}

TEST(ReadFile, ReadsColumnsNamedByHandWithAndWithoutAHeader) {
    ReadOptions options;
    options.columns = "dport,,src,t_ms";
    for (const char* header : {"", "port,what,who,when\n"}) {
        const ScratchFile file(std::string(header) + "22,x,192.0.2.1,1500\n");
        KeptEvents kept;
        const auto report = read_file(file.path(), options, kept);
        ASSERT_TRUE(report);
        ASSERT_EQ(report->events, 1u);
        EXPECT_EQ(kept.contact(0).destination_port, 22);
        EXPECT_EQ(core::format_rfc3339(kept.contact(0).seen_at), "1970-01-05T00:00:01.500Z");
    }
}

}  // namespace
}  // namespace hitme::sensor
