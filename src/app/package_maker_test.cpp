// SPDX-License-Identifier: Apache-2.0
// A package is made of a real store, unpacked by the system's tar, and judged again from its files.
#include "app/package_maker.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/ctl/simulated_log.h"
#include "app/ctl/stream_file.h"
#include "app/log_file.h"
#include "console/judge/questions.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

/// A store with a simulated outbreak, and its end.
class Outbreak {
 public:
    explicit Outbreak(std::string_view kind) {
        const auto log = simulate(kind, 11);
        const std::string path = folder_.path() + "/log.jsonl";
        std::ofstream{path} << events_text(*log, *core::parse_time("2026-01-05T00:00:00Z"), 445);
        store = std::move(
            *store::open_sqlite_store({folder_.path() + "/store", 0, 0}, store::Access::write));
        const auto read =
            read_log_file({path, "", "", {}}, *core::parse_time("2026-03-01T00:00:00Z"),
                          [this](const event::Batch& batch) { return store->append(batch); });
        EXPECT_TRUE(read && !read->failed && read->last);
        end = read->last.value_or(core::Time{}) + core::Duration{1};
    }
    /// Unpacks the package, and returns its folder.
    std::string unpacked(const std::string& tar) const {
        const std::string path = folder_.path() + "/package.tar";
        std::ofstream{path, std::ios::binary} << tar;
        const std::string command =
            "tar --extract --directory '" + folder_.path() + "' --file '" + path + "'";
        EXPECT_EQ(std::system(command.c_str()), 0);
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            if (entry.path().filename().string().starts_with("hitme-tcp")) return entry.path();
        return {};
    }

    std::unique_ptr<store::EventStore> store;
    core::Time end;

 private:
    const tests::ScratchFolder folder_;
};

std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

console::PackageQuestion on_445(core::Time to) {
    console::PackageQuestion question;
    question.signal = *event::Signal::parse("tcp/445");
    question.to = to;
    // One key in a hundred leaves the first 15 bits of a network as they are (core/prefix_preserving_map.h); this one does not.
    question.key = core::PrefixPreservingMap::Key{};
    question.key->fill(0x33);
    return question;
}

TEST(PackageMaker, TheVerdictFromThePackageIsTheVerdictInIt) {
    for (const char* kind : {"exponential", "linear", "none"}) {
        const Outbreak outbreak{kind};
        const auto tar = make_package(*outbreak.store, nullptr, on_445(outbreak.end), outbreak.end);
        ASSERT_TRUE(tar) << tar.error().context;
        const std::string folder = outbreak.unpacked(*tar);
        const auto entries = parse_streams(text_of(folder + "/streams.json"));
        ASSERT_TRUE(entries);
        ASSERT_EQ(entries->size(), 1u);
        const auto& entry = entries->front();
        // As `hitme judge growth --batch` does it.
        const auto file = read_stream(folder + "/tcp-445.csv.gz", {"", {}, 99}, entry);
        ASSERT_TRUE(file);
        EXPECT_TRUE(file->skipped.empty());
        console::JudgeWindow window;
        window.from = core::Time{std::chrono::milliseconds{*entry.t0_ms}};
        window.to = core::Time{std::chrono::milliseconds{*entry.now_ms}};
        const std::string again = console::judge(file->stream, console::Judgement::growth, window);
        const std::string verdicts = text_of(folder + "/verdicts.jsonl");
        EXPECT_EQ(again, verdicts.substr(0, verdicts.find('\n'))) << kind;
        // Simulated sources are in 198.18.0.0/15: none of them may be left.
        for (const auto& source : file->stream.sources)
            EXPECT_FALSE(core::Prefix::parse("198.18.0.0/15")->contains(source));
        EXPECT_NE(text_of(folder + "/README.md").find("Simulated"), std::string::npos);
    }
}

TEST(PackageMaker, SaysWhatThereIsNotAndWhatIsTooMuch) {
    const Outbreak outbreak{"none"};
    auto question = on_445(outbreak.end);
    question.most_contacts = 10;
    EXPECT_EQ(make_package(*outbreak.store, nullptr, question, outbreak.end).error().code,
              core::ErrorCode::over_limit);
    question.signal = *event::Signal::parse("tcp/23");
    EXPECT_EQ(make_package(*outbreak.store, nullptr, question, outbreak.end).error().code,
              core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::app
