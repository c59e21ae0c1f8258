// SPDX-License-Identifier: Apache-2.0
// Acceptance: every file of ../shared/captures gets the stage and the labels that its README gives it. Skipped where the
// folder is absent. Differences are rows of their own with the reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "recognition/logon_counter.h"
#include "recognition/smb/rules.h"
#include "sensor/capture/conversation_file.h"
#include "support/kept_events.h"

namespace hitme::sensor {
namespace {

using event::Stage;

const std::string folder = HITME_SHARED_DIR "/captures/";

class Kept final : public ConversationSink {
 public:
    core::Result<void> take(WatchedConversation& conversation) override {
        if (const auto guessing = logons_.add(conversation.source, conversation.story.protocol,
                                              conversation.story.failed_logons))
            recognition::add_guessing(conversation.story, *guessing);
        all.push_back(std::move(conversation));
        return {};
    }
    std::vector<WatchedConversation> all;

 private:
    recognition::LogonCounter logons_{7};
};

std::vector<WatchedConversation> read(const std::string& name) {
    Kept kept;
    const auto report = read_conversations(folder + name, {}, kept);
    EXPECT_TRUE(report) << name;
    return std::move(kept.all);
}

/// What the README says of a file.
struct Row {
    const char* file;
    Stage stage;  ///< of the column; none where it names no stage
    std::vector<const char*> labels;
    std::optional<Stage> told;  ///< what is told instead, and why
    const char* why_different = nullptr;
    const char* source = nullptr;  ///< the row is about this source alone
};

// What a label may be where the file attacks nothing.
bool is_harmless(const event::Label& label) {
    return label.rule.starts_with("smb.client.") || label.rule.starts_with("scan.") ||
           recognition::smb::only_says_stage(label.rule);  // "zero labels above stage"
}

constexpr Stage unnamed = Stage::none;

const std::vector<Row>& rows() {
    static const std::vector<Row> all{
        {"public/auth-arkime-windows10-logon-failures.pcap",
         unnamed,
         {},
         Stage::enumeration,
         "names no stage; Windows asks its browser for the list of servers (1.9: RAP "
         "NetServerEnum2)"},
        {"public/benign-arkime-smbclient.pcap", unnamed, {}, Stage::probe, "benign"},
        {"public/benign-mmt-osx-smb1-labelled-wannacry.pcap", unnamed, {}, Stage::probe, "benign"},
        {"public/benign-suricata-smb1-osx-session-only.pcap", unnamed, {}, Stage::probe, "benign"},
        {"public/benign-suricata-smb2-compound.pcap",
         unnamed,
         {},
         Stage::enumeration,
         "benign; a directory is listed"},
        {"public/benign-zeek-raw-ntlm-xp-client.pcap",
         unnamed,
         {},
         Stage::enumeration,
         "benign; shares and a directory are listed"},
        {"public/delivery-arkime-smb1-ascii-admin-share.pcap",
         Stage::payload_delivery,
         {"admin share delivery"},
         {}},
        {"public/delivery-suricata-at-job.pcap", Stage::payload_delivery, {"at job"}, {}},
        {"public/delivery-suricata-psexec-dcerpc-split.pcap",
         Stage::payload_delivery,
         {"PsExec-like delivery"},
         {}},
        {"public/delivery-suricata-psexec-smb2.pcap",
         Stage::payload_delivery,
         {"PsExec-like delivery", "admin share delivery"},
         {}},
        {"public/enum-enum4linux.pcap", Stage::enumeration, {}, {}},
        {"public/enum-netshareenum.pcapng", Stage::enumeration, {}, {}},
        {"public/enum-suricata-net-user.pcap", Stage::enumeration, {}, {}},
        {"public/exploit-claroty-smbghost-dos.pcapng",
         Stage::exploit_attempt,
         {"SMBGhost exploit attempt"},
         {}},
        {"public/exploit-eternalblue-single-flow.pcapng",
         Stage::exploit_attempt,
         {"EternalBlue exploit attempt"},
         {}},
        {"public/exploit-ms08-067-metasploit.pcap",
         Stage::exploit_attempt,
         {"MS08-067 exploit attempt", "Metasploit"},
         {}},
        {"public/exploit-zeek-eternalsafety-eternalblue-win7.pcap",
         Stage::exploit_attempt,
         {"EternalBlue exploit attempt", "EternalBlue pool preparation",
          "EternalBlue session setup", "DoublePulsar ping", "Shadow Brokers tool"},
         {}},
        {"public/exploit-zeek-eternalsafety-eternalromance-2008r2.pcap",
         Stage::exploit_attempt,
         {"EternalRomance or EternalSynergy exploit attempt"},
         {}},
        {"public/exploit-zeek-smbghost-header.pcap",
         Stage::exploit_attempt,
         {"SMBGhost check"},
         Stage::probe,
         "the file holds no FC header, only the negotiate of the published checker: a probe "
         "(1.14)"},
        {"public/file-suricata-eicar-andx-chain.pcap",
         unnamed,
         {},
         Stage::payload_delivery,
         "names no stage; bytes on a disk share (1.1)"},
        {"public/file-suricata-eicar-random-segmentation.pcap",
         unnamed,
         {},
         Stage::payload_delivery,
         "names no stage; bytes on a disk share (1.1)"},
        {"public/file-suricata-eicar-smb1.pcap",
         unnamed,
         {},
         Stage::payload_delivery,
         "names no stage; bytes on a disk share (1.1)"},
        {"public/file-suricata-eicar-write-padding.pcap",
         unnamed,
         {},
         Stage::payload_delivery,
         "names no stage; bytes on a disk share (1.1)"},
        {"public/ipc-suricata-smb1-ascii-unc-loopback-name.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; IPC$ alone is a probe (1.6)"},
        {"public/ipc-suricata-smb2-unicode-bad-share.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; IPC$ alone is a probe (1.6)"},
        {"public/malformed-tcpdump-data-oobr.pcapng", unnamed, {}, Stage::probe, "malformed"},
        {"public/malformed-tcpdump-segv.pcap", unnamed, {}, Stage::probe, "malformed"},
        {"public/malformed-tcpdump-trans-oobr1.pcap",
         unnamed,
         {},
         Stage::none,
         "malformed; IPX, no TCP in the file"},
        {"public/malformed-tcpdump-trans-oobr2.pcap",
         unnamed,
         {},
         Stage::none,
         "malformed; a UDP datagram, no TCP in the file"},
        {"public/malformed-zeek-dce-fragment-exhaustion.pcap",
         unnamed,
         {},
         Stage::probe,
         "malformed"},
        {"public/malformed-zeek-fuzz-54883.pcap", unnamed, {}, Stage::probe, "malformed"},
        {"public/negotiate-claroty-win10-compression-on.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; a negotiate"},
        {"public/negotiate-claroty-win7-compression-off.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; a negotiate"},
        {"public/negotiate-ndpi-kerberos-skew.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; a negotiate"},
        {"public/negotiate-zeek-lanman-only.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; a negotiate"},
        {"public/probe-id2t-msf-ms17-010-and-doublepulsar.pcap",
         Stage::probe,
         {"MS17-010 check", "DoublePulsar ping", "Metasploit"},
         {}},
        {"public/probe-ndpi-smb1-trans2-session-setup.pcap",
         Stage::probe,
         {"DoublePulsar ping"},
         {}},
        {"public/probe-nmap-ms17-010.pcap", Stage::probe, {"MS17-010 check", "nmap"}, {}},
        {"public/probe-petya-failed-auth-and-implant-ping.pcap",
         Stage::probe,
         {"MS17-010 check", "NotPetya", "DoublePulsar ping"},
         {},
         nullptr,
         "192.168.56.12"},
        {"public/probe-zeek-eternalsafety-doublepulsar-connect.pcap",
         Stage::probe,
         {"DoublePulsar ping"},
         {},
         nullptr,
         "192.168.198.204"},
        {"public/rpc-snort3-304-writeandx-fragments.pcap",
         unnamed,
         {},
         Stage::enumeration,
         "names no stage; the 304 pieces are one NetrShareEnum"},
        {"public/rpc-suricata-spoolss-89-smb2.pcap",
         unnamed,
         {"PrintNightmare exploit attempt"},
         Stage::exploit_attempt,
         "names no stage; a driver from a UNC path (1.14)"},
        {"public/rpc-suricata-zerologon.pcap",
         unnamed,
         {"Zerologon exploit attempt", "impacket"},
         Stage::exploit_attempt,
         "says \"exploit test\"; netlogon stands on TCP 49668"},
        {"public/rpc-zeek-dssetup-opnum0-benign.cap", unnamed, {}, Stage::probe, "benign"},
        {"public/scan-libtrace-two-syn-in-background.pcap",
         unnamed,
         {},
         Stage::probe,
         "background: of the conversations with payload none was captured"},
        {"public/scan-maltrail-synthetic-40dst.pcap", Stage::scan, {}, {}},
        {"public/scan-ncsa-445-internet.pcap", Stage::scan, {"operating system connect"}, {}},
        {"public/scan-ndpi-vertical-synscan.pcap", Stage::scan, {"nmap half-open scan"}, {}},
        {"public/smb-arkime-on-port-80.pcap",
         unnamed,
         {"nmap version probe"},
         Stage::probe,
         "names no stage; a negotiate"},
        {"public/smb2-zeek-multiple-pdus.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; the middle of a conversation"},
        {"public/smb3-claroty-compressed.pcap",
         unnamed,
         {},
         Stage::none,
         "names no stage; only the server is in the file"},
        {"public/smb3-suricata-encrypted.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; encrypted"},
        {"public/smb3-zeek-311-encrypted.pcap",
         unnamed,
         {},
         Stage::probe,
         "names no stage; encrypted"},
        {"loopback/connect-bash.pcap", Stage::scan, {}, {}},
        {"loopback/connect-nmap-sT.pcap", Stage::scan, {}, {}},
        {"loopback/default-nmap-sC-sV.pcap", Stage::probe, {}, {}},
        {"loopback/impacket-lookupsid.pcap", Stage::enumeration, {"impacket"}, {}},
        {"loopback/impacket-reg-query.pcap",
         Stage::enumeration,
         {"impacket"},
         Stage::probe,
         "what lists is encrypted, as the README says"},
        {"loopback/impacket-rpcdump-445.pcap", Stage::enumeration, {"impacket"}, {}},
        {"loopback/impacket-samrdump.pcap", Stage::enumeration, {"impacket"}, {}},
        {"loopback/impacket-services-list.pcap",
         Stage::enumeration,
         {"impacket"},
         Stage::probe,
         "what lists is encrypted, as the README says"},
        {"loopback/impacket-smbclient-shares.pcap", Stage::enumeration, {"impacket"}, {}},
        {"loopback/nse-msrpc-enum.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-p2p-conficker.pcap", Stage::scan, {}, {}},
        {"loopback/nse-smb-brute.pcap", Stage::brute_force, {"password guessing", "nmap"}, {}},
        {"loopback/nse-smb-double-pulsar-backdoor.pcap",
         Stage::probe,
         {"DoublePulsar ping", "nmap"},
         {}},
        {"loopback/nse-smb-enum-domains.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-smb-enum-sessions.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-smb-enum-shares.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-smb-enum-users.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-smb-ls.pcap", Stage::scan, {}, {}},
        {"loopback/nse-smb-mbenum.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-smb-os-discovery.pcap", Stage::probe, {}, {}},
        {"loopback/nse-smb-protocols.pcap", Stage::probe, {}, {}},
        {"loopback/nse-smb-security-mode.pcap", Stage::probe, {}, {}},
        {"loopback/nse-smb-server-stats.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-smb-system-info.pcap", Stage::enumeration, {}, {}},
        {"loopback/nse-smb-vuln-conficker.pcap", Stage::probe, {}, {}},
        {"loopback/nse-smb-vuln-cve-2017-7494.pcap",
         Stage::exploit_attempt,
         {"SambaCry exploit attempt"},
         Stage::payload_delivery,
         "1.14 names both stages; the library is written, and the higher one is told"},
        {"loopback/nse-smb-vuln-cve2009-3103.pcap",
         Stage::exploit_attempt,
         {"CVE-2009-3103 exploit attempt"},
         {}},
        {"loopback/nse-smb-vuln-ms08-067.pcap", Stage::probe, {}, {}},
        {"loopback/nse-smb-vuln-ms10-054.pcap", Stage::scan, {}, {}},
        {"loopback/nse-smb-vuln-ms10-061.pcap",
         Stage::probe,
         {},
         Stage::enumeration,
         "it asks RAP NetShareEnum, which 1.9 calls a listing"},
        {"loopback/nse-smb-vuln-ms17-010.pcap", Stage::probe, {"MS17-010 check", "nmap"}, {}},
        {"loopback/nse-smb2-capabilities.pcap", Stage::probe, {}, {}},
        {"loopback/nse-smb2-security-mode.pcap", Stage::probe, {}, {}},
        {"loopback/nse-smb2-time.pcap", Stage::probe, {}, {}},
        {"loopback/rpcclient-null.pcap", Stage::enumeration, {}, {}},
        {"loopback/smbclient-ADMIN-anon-NT1.pcap", Stage::probe, {}, {}},
        {"loopback/smbclient-ADMIN-anon-SMB3.pcap", Stage::probe, {}, {}},
        {"loopback/smbclient-L-NT1.pcap", Stage::enumeration, {}, {}},
        {"loopback/smbclient-L-SMB2_02.pcap", Stage::enumeration, {}, {}},
        {"loopback/smbclient-L-SMB2_10.pcap", Stage::enumeration, {}, {}},
        {"loopback/smbclient-L-SMB3_00.pcap", Stage::enumeration, {}, {}},
        {"loopback/smbclient-L-SMB3_11.pcap", Stage::enumeration, {}, {}},
        {"loopback/smbclient-L-default.pcap", Stage::enumeration, {}, {}},
        {"loopback/smbclient-badpw-NT1.pcap", Stage::probe, {}, {}},
        {"loopback/smbclient-badpw-SMB3.pcap", Stage::probe, {}, {}},
        {"loopback/smbclient-nosuch-SMB3.pcap", Stage::probe, {}, {}},
        {"loopback/smbclient-put-ADMIN-NT1.pcap",
         Stage::payload_delivery,
         {"admin share delivery"},
         {}},
        {"loopback/smbclient-put-ADMIN-SMB3.pcap",
         Stage::payload_delivery,
         {"admin share delivery"},
         {}},
        {"loopback/smbclient-spray-NT1.pcap", Stage::brute_force, {"password guessing"}, {}},
        {"loopback/smbclient-spray-SMB3.pcap", Stage::brute_force, {"password guessing"}, {}},
        {"loopback/stub-conficker-c-conficker.pcap", Stage::probe, {"MS08-067 check"}, {}},
        {"loopback/stub-conficker-c-ms08-067.pcap", Stage::probe, {"MS08-067 check"}, {}},
        {"loopback/stub-conficker-d-conficker.pcap", Stage::probe, {"srvsvc path call"}, {}},
        {"loopback/stub-conficker-d-ms08-067.pcap", Stage::probe, {"MS08-067 check"}, {}},
        {"loopback/stub-ms17-dpulsar.pcap", Stage::probe, {"DoublePulsar ping", "nmap"}, {}},
        {"loopback/stub-ms17-infected-dpulsar.pcap",
         Stage::probe,
         {"DoublePulsar ping", "nmap"},
         {}},
        {"loopback/stub-ms17-infected-ms17-010.pcap", Stage::probe, {"MS17-010 check", "nmap"}, {}},
        {"loopback/stub-ms17-ms17-010.pcap", Stage::probe, {"MS17-010 check", "nmap"}, {}},
        {"loopback/stub-ms17-patched-dpulsar.pcap",
         Stage::probe,
         {"DoublePulsar ping", "nmap"},
         {}},
        {"loopback/stub-ms17-patched-ms17-010.pcap", Stage::probe, {"MS17-010 check", "nmap"}, {}},
        {"loopback/stub-patched-conficker.pcap", Stage::probe, {"MS08-067 check"}, {}},
        {"loopback/stub-patched-ms08-067.pcap", Stage::probe, {"MS08-067 check"}, {}},
        {"loopback/stub-unpatched-conficker.pcap", Stage::probe, {"MS08-067 check"}, {}},
        {"loopback/stub-unpatched-ms08-067.pcap", Stage::probe, {"MS08-067 check"}, {}},
        {"loopback/syn-nmap-sS.pcap", Stage::scan, {"nmap half-open scan"}, {}},
        {"loopback/version-nmap-sV.pcap", Stage::probe, {"nmap version probe"}, {}},
    };
    return all;
}

class SharedCaptures : public ::testing::Test {
 protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no ../shared/captures here";
    }
};

TEST_F(SharedCaptures, HaveTheStageAndLabelsOfTheirReadme) {
    std::size_t equal = 0;
    std::size_t explained = 0;
    for (const Row& row : rows()) {
        Stage highest = Stage::none;
        std::set<std::string> labels;
        for (const auto& conversation : read(row.file)) {
            const auto& story = conversation.story;
            // The README speaks of connections; datagrams beside them are packet_exchanges_test's.
            if (conversation.transport != event::Transport::tcp) continue;
            if (row.source != nullptr && conversation.source.to_string() != row.source) continue;
            highest = std::max(highest, story.stage);
            for (const auto& label : story.labels) labels.insert(label.name);
            // A stage with no evidence is a bug.
            for (const auto& reached : story.stages) EXPECT_FALSE(reached.why.empty()) << row.file;
            for (const auto& label : story.labels) {
                EXPECT_FALSE(label.evidence.empty()) << row.file << ": " << label.name;
                EXPECT_NE(label.rule.find('@'), std::string::npos) << label.rule;
            }
            if (!story.stages.empty()) {
                EXPECT_EQ(story.stages.back().stage, story.stage);
            }
        }
        const Stage expected = row.told.value_or(row.stage);
        EXPECT_EQ(event::name_of(highest), event::name_of(expected)) << row.file;
        for (const char* label : row.labels)
            EXPECT_TRUE(labels.contains(label)) << row.file << ": " << label;
        if (row.told) {
            EXPECT_NE(row.why_different, nullptr) << row.file;
        }
        // A file for which the README names no stage does not differ from it.
        if (!HasFailure()) ++(row.told && row.stage != unnamed ? explained : equal);
    }
    std::printf("captures_equal %zu explained %zu of %zu\n", equal, explained, rows().size());
}

TEST_F(SharedCaptures, AreAllInTheTable) {
    std::set<std::string> listed;
    for (const Row& row : rows()) listed.insert(row.file);
    for (const char* part : {"public", "loopback"})
        for (const auto& entry : std::filesystem::directory_iterator(folder + part)) {
            if (entry.path().extension() == ".txt") continue;
            EXPECT_TRUE(listed.contains(std::string(part) + "/" + entry.path().filename().string()))
                << entry.path();
        }
}

TEST_F(SharedCaptures, RaiseNothingOnFilesThatAttackNothing) {
    for (const Row& row : rows()) {
        const std::string_view name = row.file;
        const bool benign =
            name.starts_with("public/benign-") || name.starts_with("public/file-") ||
            name.starts_with("public/ipc-") || name.starts_with("public/malformed-") ||
            name.starts_with("public/negotiate-") || name.starts_with("public/smb3-") ||
            name.starts_with("public/smb2-") || name.find("dssetup") != name.npos;
        if (!benign) continue;
        for (const auto& conversation : read(row.file))
            for (const auto& label : conversation.story.labels)
                EXPECT_TRUE(is_harmless(label)) << name << ": " << label.name;
    }
}

TEST_F(SharedCaptures, GiveTheCountsOfTheMs17010FieldChecks) {
    // README, "Counts of the MS17-010 field checks": first message, session setup, A0, 33 after it, peek, 0x000E.
    const std::map<std::string, std::vector<std::uint64_t>> expected{
        {"public/exploit-zeek-eternalsafety-eternalblue-win7.pcap", {41, 4, 2, 32, 0, 4}},
        {"public/exploit-eternalblue-single-flow.pcapng", {0, 0, 1, 16, 0, 0}},
        {"public/exploit-zeek-eternalsafety-eternalromance-2008r2.pcap", {0, 0, 0, 0, 0, 1}},
        {"public/probe-zeek-eternalsafety-doublepulsar-connect.pcap", {0, 0, 0, 0, 0, 1}},
        {"public/probe-id2t-msf-ms17-010-and-doublepulsar.pcap", {0, 0, 0, 0, 1, 1}},
        {"public/probe-nmap-ms17-010.pcap", {0, 0, 0, 0, 2, 0}},
        {"public/probe-petya-failed-auth-and-implant-ping.pcap", {0, 0, 0, 0, 2, 2}},
        {"public/probe-ndpi-smb1-trans2-session-setup.pcap", {0, 0, 0, 0, 0, 1}},
        {"loopback/nse-smb-vuln-ms17-010.pcap", {0, 0, 0, 0, 1, 0}},
        {"loopback/stub-ms17-ms17-010.pcap", {0, 0, 0, 0, 1, 0}},
        {"loopback/stub-ms17-infected-ms17-010.pcap", {0, 0, 0, 0, 1, 0}},
        {"loopback/stub-ms17-patched-ms17-010.pcap", {0, 0, 0, 0, 1, 0}},
        {"loopback/nse-smb-double-pulsar-backdoor.pcap", {0, 0, 0, 0, 0, 1}},
        {"loopback/stub-ms17-dpulsar.pcap", {0, 0, 0, 0, 0, 1}},
        {"loopback/stub-ms17-infected-dpulsar.pcap", {0, 0, 0, 0, 0, 1}},
        {"loopback/stub-ms17-patched-dpulsar.pcap", {0, 0, 0, 0, 0, 1}},
    };
    const std::vector<std::string> names{"smb.ms17_010.first_message_size_zero",
                                         "smb.ms17_010.session_setups",
                                         "smb.ms17_010.large_nt_transacts",
                                         "smb.ms17_010.secondaries_after",
                                         "smb.ms17_010.peeks",
                                         "smb.ms17_010.trans2_session_setups"};
    for (const Row& row : rows()) {
        std::vector<std::uint64_t> counts(names.size(), 0);
        for (const auto& conversation : read(row.file))
            for (const auto& fact : conversation.story.facts)
                for (std::size_t i = 0; i < names.size(); ++i)
                    if (fact.name == names[i]) counts[i] += std::stoull(fact.value);
        const auto found = expected.find(row.file);
        EXPECT_EQ(counts, found == expected.end() ? std::vector<std::uint64_t>(names.size(), 0)
                                                  : found->second)
            << row.file;
    }
}

TEST_F(SharedCaptures, TheNcsaScanIsNineAttemptsOfOneSource) {
    const auto all = read("public/scan-ncsa-445-internet.pcap");
    std::set<core::Address> sources;
    std::set<core::Address> destinations;
    for (const auto& one : all) {
        sources.insert(one.source);
        destinations.insert(one.destination);
    }
    EXPECT_EQ(all.size(), 9u);
    EXPECT_EQ(sources.size(), 1u);
    EXPECT_EQ(destinations.size(), 9u);
}

TEST_F(SharedCaptures, TheSameTransferInTinySegmentsTellsTheSame) {
    const auto written = [](const char* file) {
        std::string text;
        for (const auto& one : read(file))
            for (const auto& fact : one.story.facts)
                if (fact.name == "smb.written") text += fact.value;
        return text;
    };
    const std::string whole = written("public/file-suricata-eicar-smb1.pcap");
    // SHA-256 of the EICAR test file of 68 bytes (eicar.org).
    EXPECT_NE(whole.find("68 bytes, SHA-256 "
                         "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"),
              std::string::npos)
        << whole;
    EXPECT_EQ(written("public/file-suricata-eicar-random-segmentation.pcap"), whole);
}

/// Of one file: where its bytes are cut or turned over. Every byte with HITME_EVERY_BYTE set (files up to 30 KB; of longer ones
/// 3,000 places each), else 60 places, other ones for each file.
std::vector<std::size_t> places_of(std::size_t size) {
    constexpr std::size_t every_byte_up_to = 30'000;
    const bool every = std::getenv("HITME_EVERY_BYTE") != nullptr;
    const std::size_t wanted = every ? (size <= every_byte_up_to ? size : 3'000) : 60;
    const std::size_t stride = std::max<std::size_t>(1, size / std::max<std::size_t>(1, wanted));
    std::vector<std::size_t> places;
    for (std::size_t at = size % stride; at < size; at += stride) places.push_back(at);
    return places;
}

std::string bytes_of(const std::string& file) {
    std::ifstream in(folder + file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// What the bytes tell, by who spoke to whom; an empty list where they are no capture at all.
std::vector<WatchedConversation> told_by(const std::string& bytes) {
    const tests::ScratchFile file{std::string_view(bytes)};
    Kept kept;
    (void)read_conversations(file.path(), {}, kept);
    return std::move(kept.all);
}

std::string faults_named(const WatchedConversation& one) {
    std::string text;
    for (const auto& fault : one.story.malformed)
        text += std::string(core::name_of(fault.fault)) + " " + fault.field + " at " +
                std::to_string(fault.offset) + ", ";
    return text + std::to_string(one.story.malformed_not_kept) + " not kept";
}

void expect_bounded(const WatchedConversation& one, const std::string& where) {
    const auto& story = one.story;
    EXPECT_LE(story.malformed.size(), recognition::max_malformed) << where;
    EXPECT_LE(story.labels.size(), recognition::max_labels) << where;
    EXPECT_LE(story.operations.size(), recognition::max_operations) << where;
    EXPECT_LE(story.facts.size(), recognition::max_facts) << where;
    // What a source sent has a story, however broken it is.
    if (one.bytes_in > 0) {
        EXPECT_FALSE(story.sentence.empty()) << where;
        EXPECT_NE(story.stage, Stage::none) << where;
    }
    for (const auto& reached : story.stages) EXPECT_FALSE(reached.why.empty()) << where;
}

/// Both ends, whichever of them began.
using End = std::pair<core::Address, std::uint16_t>;
std::pair<End, End> ends_of(const WatchedConversation& one) {
    const End source{one.source, one.source_port};
    const End destination{one.destination, one.destination_port};
    return {std::min(source, destination), std::max(source, destination)};
}

TEST_F(SharedCaptures, TellOneFaultAConversation) {
    std::set<std::string> broken;
    for (const Row& row : rows())
        for (const auto& one : told_by(bytes_of(row.file))) {
            EXPECT_LE(one.story.malformed.size(), 1u) << row.file << ": " << faults_named(one);
            if (!one.story.malformed.empty()) broken.insert(row.file);
        }
    // What is wrong with each: a transaction that never ends, an SMB2 header of zeros, data that is no call, a frame that is none,
    // fragments that end within their header.
    EXPECT_EQ(broken,
              (std::set<std::string>{"public/exploit-eternalblue-single-flow.pcapng",
                                     "public/exploit-zeek-eternalsafety-eternalblue-win7.pcap",
                                     "public/exploit-zeek-eternalsafety-eternalromance-2008r2.pcap",
                                     "public/malformed-tcpdump-segv.pcap",
                                     "public/malformed-zeek-dce-fragment-exhaustion.pcap"}));
}

TEST_F(SharedCaptures, WhatACutLeavesGoesNoFurtherThanTheWhole) {
    std::size_t cuts = 0;
    for (const Row& row : rows()) {
        const std::string bytes = bytes_of(row.file);
        Stage whole = Stage::none;
        std::map<std::pair<End, End>, std::size_t> known;  // faults of the whole
        for (const auto& one : told_by(bytes)) {
            whole = std::max(whole, one.story.stage);
            known[ends_of(one)] += one.story.malformed.size();
        }
        for (const std::size_t at : places_of(bytes.size())) {
            const std::string where = std::string(row.file) + " cut at " + std::to_string(at);
            for (const auto& one : told_by(bytes.substr(0, at))) {
                expect_bounded(one, where);
                EXPECT_LE(one.story.stage, whole) << where;
                EXPECT_TRUE(known.contains(ends_of(one))) << where;
                EXPECT_LE(one.story.malformed.size(), known[ends_of(one)] + 1)
                    << where << ": " << faults_named(one);
            }
            ++cuts;
        }
    }
    std::printf("cut captures: %zu\n", cuts);
}

TEST_F(SharedCaptures, AByteTurnedOverLeavesABoundedStory) {
    std::size_t flips = 0;
    for (const Row& row : rows()) {
        std::string bytes = bytes_of(row.file);
        std::uint64_t most =
            0;  // of one conversation of the whole: an address may be what is turned over
        std::map<std::pair<End, End>, std::size_t> known;
        for (const auto& one : told_by(bytes)) {
            most = std::max(most, one.story.malformed.size());
            known[ends_of(one)] += one.story.malformed.size();
        }
        for (const std::size_t at : places_of(bytes.size())) {
            bytes[at] = static_cast<char>(~bytes[at]);
            const std::string where =
                std::string(row.file) + " turned over at " + std::to_string(at);
            for (const auto& one : told_by(bytes)) {
                expect_bounded(one, where);
                const auto before = known.find(ends_of(one));
                // Of a file that is broken itself, one byte decides which of its faults are seen.
                if (std::string_view(row.file).starts_with("public/malformed-")) continue;
                // Of lines one may be broken, and another not end.
                const std::size_t more = one.story.protocol.starts_with("smb") ? 1 : 2;
                EXPECT_LE(one.story.malformed.size(),
                          (before == known.end() ? most : before->second) + more)
                    << where << ": " << faults_named(one);
            }
            bytes[at] = static_cast<char>(~bytes[at]);
            ++flips;
        }
    }
    std::printf("captures with a byte turned over: %zu\n", flips);
}

}  // namespace
}  // namespace hitme::sensor
