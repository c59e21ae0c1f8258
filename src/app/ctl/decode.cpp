// SPDX-License-Identifier: Apache-2.0
// hitme decode: every conversation of captures, told. What trace tests, users and bug reports share.
#include <cerrno>
#include <cstdio>
#include <cstring>

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
        if (const auto guessing = logons_.add(conversation.source, conversation.story.protocol,
                                              conversation.story.failed_logons))
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

// Packets that may have belonged to a conversation; ARP and its like do not.
bool may_hide(std::string_view reason) {
    return reason != "not_ip" && reason != "other_icmp";
}

// What was not looked into. In a file without a conversation all of it: silence would look like a fault of ours.
void say_what_was_not_decoded(const std::string& path, const sensor::ReadReport& report,
                              bool told_any) {
    std::string reasons;
    for (const auto& [reason, count] : report.skipped)
        if (!told_any || may_hide(reason))
            reasons += ", " + std::to_string(count) + " skipped: " + reason;
    if (told_any && reasons.empty()) return;
    std::fflush(stdout);
    std::fprintf(stderr, "hitme: %s: %s %llu packets%s\n", path.c_str(),
                 told_any ? "of" : "no conversation over TCP or UDP in",
                 static_cast<unsigned long long>(report.records), reasons.c_str());
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
    for (const std::string& named : options.files) {
        const std::string path = named == "-" ? "/dev/stdin" : named;
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
        say_what_was_not_decoded(path, *report, told.conversations() > before);
    }
    if (options.form == Form::text) {
        const std::string summary = told.summary();
        std::fwrite(summary.data(), 1, summary.size(), stdout);
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        return say_failure(
            core::error(core::ErrorCode::io,
                        std::string("writing the conversations: ") + std::strerror(errno)));
    return status;
}

}  // namespace hitme::app
