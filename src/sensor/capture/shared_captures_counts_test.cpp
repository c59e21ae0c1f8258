// SPDX-License-Identifier: Apache-2.0
// Acceptance: the tables of ../shared/captures/README.md, which tshark counted, read from the file itself and held against what
// the watchers count. Skipped where the folder is absent. Differences are rows of their own with the reason.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "sensor/capture/conversation_file.h"

namespace hitme::sensor {
namespace {

const std::string folder = HITME_SHARED_DIR "/captures/";

using Counts = std::map<std::string, std::uint64_t>;

class Summed final : public ConversationSink {
 public:
    core::Result<void> take(WatchedConversation& conversation) override {
        // The README counts what SMB carries: no DCE/RPC straight over TCP.
        if (conversation.transport != event::Transport::tcp ||
            conversation.story.protocol == "dcerpc")
            return {};
        for (const auto& count : conversation.story.counts)
            counts[std::string(count.name)] += count.messages;
        return {};
    }
    Counts counts;
};

std::string trimmed(std::string text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    std::string cell;
    std::getline(in, cell, '|');
    while (std::getline(in, cell, '|')) cells.push_back(trimmed(cell));
    return cells;
}

/// The numbers of "14 (5)", "1/2/0/0", "2 (lsarpc:44×1)".
std::vector<std::uint64_t> numbers_of(const std::string& cell, std::size_t wanted) {
    std::vector<std::uint64_t> numbers;
    for (std::size_t at = 0; at < cell.size() && numbers.size() < wanted;) {
        std::size_t end = at;
        while (end < cell.size() && cell[end] >= '0' && cell[end] <= '9') ++end;
        if (end > at) numbers.push_back(std::stoull(cell.substr(at, end - at)));
        at = end + 1;
    }
    return numbers;
}

/// What stands under a heading, in its order.
const std::map<std::string, std::vector<std::string>> columns{
    {"neg 1/2", {"smb1_negotiate", "smb2_negotiate"}},
    {"logons (failed)", {"session_setup", "logon_failure"}},
    {"tree", {"tree_connect"}},
    {"open", {"open"}},
    {"bind", {"rpc_bind"}},
    {"req", {"rpc_request"}},
    {"req (top)", {"rpc_request"}},
    {"25/32/33/A0", {"transaction", "transaction2", "transaction2_secondary", "nt_transact"}},
    {"25/32", {"transaction", "transaction2"}},
    {"wr", {"write"}},
};

struct Row {
    std::string file;
    Counts counts;
};

std::vector<Row> rows_of_the_readme() {
    std::ifstream in(folder + "README.md");
    std::vector<Row> rows;
    std::vector<std::string> headings;
    std::string part;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("## public/")) part = "public/";
        if (line.starts_with("## loopback/")) part = "loopback/";
        if (!line.starts_with("| ")) continue;
        const auto cells = cells_of(line);
        if (cells.front() == "File") {
            headings = cells;
            continue;
        }
        if (headings.size() != cells.size() || cells.front().size() < 3) continue;
        Row row;
        row.file = part + cells.front().substr(1, cells.front().size() - 2);
        if (part == "loopback/") row.file += ".pcap";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto column = columns.find(headings[i]);
            if (column == columns.end()) continue;
            const auto numbers = numbers_of(cells[i], column->second.size());
            for (std::size_t n = 0; n < numbers.size(); ++n)
                row.counts[column->second[n]] = numbers[n];
        }
        if (!row.counts.empty()) rows.push_back(std::move(row));
    }
    return rows;
}

struct Difference {
    std::uint64_t ours = 0;
    const char* why = nullptr;
};

const std::map<std::string, std::map<std::string, Difference>>& differences() {
    static constexpr const char* mailslots =
        "the README's 25 counts browser mailslots on UDP 138, too: these are all or the rest";
    static constexpr const char* one_frame =
        "several messages lie in one frame, which the README counts once";
    static constexpr const char* put_together =
        "tshark did not put these pieces together, as the README says";
    static const std::map<std::string, std::map<std::string, Difference>> all{
        {"public/benign-mmt-osx-smb1-labelled-wannacry.pcap", {{"transaction", {0, mailslots}}}},
        {"public/benign-suricata-smb1-osx-session-only.pcap",
         {{"smb1_negotiate",
           {3, "each of the three sessions begins with one, in frames 9, 35, 60"}}}},
        {"public/benign-zeek-raw-ntlm-xp-client.pcap", {{"transaction", {7, mailslots}}}},
        {"public/delivery-suricata-psexec-smb2.pcap", {{"transaction", {0, mailslots}}}},
        {"public/exploit-ms08-067-metasploit.pcap",
         {{"transaction", {0, mailslots}}, {"rpc_request", {5, put_together}}}},
        {"public/exploit-zeek-eternalsafety-eternalblue-win7.pcap",
         {{"transaction2_secondary", {32, one_frame}}}},
        {"public/exploit-zeek-eternalsafety-eternalromance-2008r2.pcap",
         {{"transaction", {69, one_frame}}, {"transaction2", {1, one_frame}}}},
        {"public/file-suricata-eicar-andx-chain.pcap",
         {{"write", {1, "it is the second command of an AndX chain"}}}},
        {"public/file-suricata-eicar-random-segmentation.pcap",
         {{"smb1_negotiate", {1, put_together}},
          {"session_setup", {2, put_together}},
          {"tree_connect", {1, put_together}},
          {"open", {1, put_together}},
          {"write", {1, put_together}}}},
        {"public/malformed-tcpdump-trans-oobr2.pcap", {{"transaction", {0, mailslots}}}},
        {"public/malformed-zeek-fuzz-54883.pcap",
         {{"write", {0, "its first frame claims 4 MiB, so that none ends"}}}},
        {"public/probe-petya-failed-auth-and-implant-ping.pcap", {{"transaction", {4, mailslots}}}},
        {"public/rpc-snort3-304-writeandx-fragments.pcap",
         {{"rpc_bind", {1, put_together}}, {"rpc_request", {1, put_together}}}},
        {"public/smb-arkime-on-port-80.pcap",
         {{"smb1_negotiate", {1, "the README counts ports 445 and 139"}}}},
    };
    return all;
}

TEST(SharedCapturesCounts, AreThoseOfTheReadmesTables) {
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no ../shared/captures here";
    std::size_t equal = 0;
    std::size_t explained = 0;
    const auto rows = rows_of_the_readme();
    EXPECT_EQ(rows.size(), 119u);
    for (const Row& row : rows) {
        Summed summed;
        EXPECT_TRUE(read_conversations(folder + row.file, {}, summed)) << row.file;
        const auto differs = differences().find(row.file);
        for (const auto& [kind, expected] : row.counts) {
            const std::uint64_t ours = summed.counts[kind];
            std::optional<Difference> difference;
            if (differs != differences().end())
                if (const auto found = differs->second.find(kind); found != differs->second.end())
                    difference = found->second;
            if (difference) {
                EXPECT_EQ(ours, difference->ours) << row.file << ": " << kind;
                EXPECT_NE(ours, expected) << row.file << ": " << kind << " needs no reason";
                ++explained;
            } else {
                EXPECT_EQ(ours, expected) << row.file << ": " << kind;
                if (ours == expected) ++equal;
            }
        }
    }
    std::printf("counts_equal %zu explained %zu of %zu\n", equal, explained, equal + explained);
}

}  // namespace
}  // namespace hitme::sensor
