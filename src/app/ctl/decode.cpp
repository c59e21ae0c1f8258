// SPDX-License-Identifier: Apache-2.0
// hitme decode: every conversation of captures, told. What trace tests, users and bug reports share.
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/story_output.h"
#include "recognition/logon_counter.h"
#include "runtime/secret_number.h"
#include "sensor/capture/conversation_file.h"
#include "sensor/settings.h"

namespace hitme::app {
namespace {

constexpr std::size_t most_sources_listed = 50;

class Told final : public sensor::ConversationSink {
 public:
    Told(Form form, const recognition::GuessingLimits& limits)
        : form_(form), limits_(limits), logons_(runtime::secret_number(), limits) {}

    core::Result<void> take(sensor::WatchedConversation& conversation) override {
        ++conversations_;
        // Guessing shows over several conversations of one source: it is a stage of the one that fills the measure, and
        // of those after it.
        if (const auto guessing =
                logons_.add(conversation.source, conversation.story.failed_logons))
            recognition::add_guessing(conversation.story, *guessing, limits_);
        out_.clear();
        if (form_ == Form::json) {
            append_json(out_, conversation);
            out_ += '\n';
        } else {
            append_text(out_, conversation);
            out_ += '\n';
            summary_.add(conversation);
        }
        std::fwrite(out_.data(), 1, out_.size(), stdout);
        return {};
    }
    std::uint64_t conversations() const { return conversations_; }
    std::string summary() const { return summary_.text(most_sources_listed); }

 private:
    Form form_;
    recognition::GuessingLimits limits_;
    recognition::LogonCounter logons_;
    SourceSummary summary_;
    std::string out_;
    std::uint64_t conversations_ = 0;
};

// A file without a conversation: silence would look like a fault of ours.
void say_what_was_not_decoded(const std::string& path, const sensor::ReadReport& report) {
    std::string reasons;
    for (const auto& [reason, count] : report.skipped)
        reasons += ", " + std::to_string(count) + " skipped: " + reason;
    std::fflush(stdout);
    std::fprintf(stderr, "hitme: %s: no conversation over TCP or UDP in %llu packets%s\n",
                 path.c_str(), static_cast<unsigned long long>(report.records), reasons.c_str());
}

}  // namespace

int run_decode(const DecodeOptions& options) {
    recognition::GuessingLimits guessing;
    if (!options.config.empty()) {
        const auto text = settings_text(options.config);
        if (!text) return say_failure(text.error());
        const auto settings = sensor::parse_settings(*text, options.config);
        if (!settings) return say_failure(settings.error());
        guessing = settings->guessing;
    }
    Told told(options.form, guessing);
    int status = 0;
    for (const std::string& path : options.files) {
        const std::uint64_t before = told.conversations();
        const auto report = sensor::read_conversations(path, {}, told);
        if (!report) {
            std::fflush(stdout);
            status = say_failure(report.error());
            continue;
        }
        if (!report->truncated.empty()) {
            std::fflush(stdout);
            std::fprintf(stderr, "hitme: %s: %s\n", path.c_str(), report->truncated.c_str());
        }
        if (told.conversations() == before) say_what_was_not_decoded(path, *report);
    }
    if (options.form == Form::text) {
        const std::string summary = told.summary();
        std::fwrite(summary.data(), 1, summary.size(), stdout);
    }
    return status;
}

}  // namespace hitme::app
