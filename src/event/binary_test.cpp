// SPDX-License-Identifier: Apache-2.0
#include "event/binary.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "event/json.h"
#include "event/publish.h"
#include "support/sample_events.h"

namespace hitme::event {
namespace {

Batch sample_batch() {
    return {"alpha",
            1'700'000'000'000'000,
            5,
            {tests::full_contact(), tests::full_heartbeat(), tests::full_sensor_change()}};
}

std::string written(const Batch& batch) {
    std::string out;
    append_binary(out, batch);
    return out;
}

TEST(Binary, ReadsBackEveryFieldOfEveryKind) {
    const Batch batch = sample_batch();
    const auto back = decode_batch(core::as_bytes(written(batch)));
    ASSERT_TRUE(back) << back.error().field;
    ASSERT_EQ(back->events.size(), 3u);
    EXPECT_EQ(back->first_delivery, 5u);
    for (std::size_t i = 0; i < 3; ++i) {
        std::string want;
        std::string got;
        append_json(want, batch.events[i]);
        append_json(got, back->events[i]);
        EXPECT_EQ(got, want);
    }
}

TEST(Binary, EveryCutIsAnErrorOrAShorterBatch) {
    const std::string whole = written(sample_batch());
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        const auto batch = decode_batch(core::as_bytes(whole.substr(0, cut)));
        if (batch) {
            EXPECT_LT(batch->events.size(), 3u);
        }
    }
}

TEST(Binary, SkipsFieldsOfLaterVersions) {
    std::string out = written(sample_batch());
    out += "\xF8\x01\x05";    // field 31, varint 5
    out += "\xFA\x01\x02hi";  // field 31, two bytes
    const auto batch = decode_batch(core::as_bytes(out));
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->events.size(), 3u);
}

TEST(Binary, RefusesLengthsThatLie) {
    for (const std::string& bytes :
         {std::string("\x22\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11),
          std::string("\x0A\x05"
                      "ab",
                      4),
          std::string("\x0B", 1),
          std::string("\x10\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 12)}) {
        EXPECT_FALSE(decode_batch(core::as_bytes(bytes)));
    }
}

TEST(Binary, AgreesWithProtocReadingThePublishedProto) {
    if (std::system("command -v protoc >/dev/null 2>&1") != 0) GTEST_SKIP() << "protoc is not here";
    const auto folder =
        std::filesystem::temp_directory_path() / ("hitme-proto-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "event.proto") << proto_file();
    std::ofstream(folder / "batch", std::ios::binary) << written(sample_batch());
    const std::string command = "cd '" + folder.string() +
                                "' && protoc --decode=hitme.event.Batch event.proto <batch >text";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::ifstream in(folder / "text");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    // Written by another program from the same bytes; values from tests/support/sample_events.h.
    for (const char* line :
         {"sensor: \"alpha\"", "first_delivery: 5", "seen_at: 1772366400123456789",
          "source: \"\\300\\000\\002M\"", "source_port: 50123", "destination_port: 445",
          "handshake: HANDSHAKE_SENT_DATA", "ending: ENDING_RESET", "stage: STAGE_PROBE",
          "grade: GRADE_LIKELY", "attack_ids: \"T1210\"", "seed: 42", "count: 3",
          "change: CHANGE_JOINED", "signals: \"tcp/8000-8010\"", "name: \"accepted\"",
          "value: 12"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line;
    }
    // A field that protoc does not know is printed by its number alone.
    EXPECT_EQ(text.find("\n  1: "), std::string::npos);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace hitme::event
