// SPDX-License-Identifier: Apache-2.0
// A judge that says what the test tells it to, at which moment; what is kept of it is the test's subject.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "console/signal_judge.h"

namespace hitme::tests {

class ScriptedJudge final : public console::SignalJudge {
 public:
    struct Said {
        std::string verdict;
        std::vector<console::FindingNumber> numbers;
        std::vector<analytics::OpenEvent> events;
        std::string answer = "{}";
        std::string chart;
    };
    std::map<core::Time, Said> script;  ///< what holds from each moment on
    std::set<std::string> followed;
    console::FindingData known{100, 10, 0, "a"};
    Seen seen_then;
    bool is_simulated = false;

    core::Result<void> know_sensors(store::Book&) override { return {}; }
    void stop_at(std::stop_token) override {}
    core::Result<void> follow(store::EventStore&, const std::vector<std::string>& subjects,
                              core::Time) override {
        followed = {subjects.begin(), subjects.end()};
        return {};
    }
    void look_at(const std::string& subject, core::Time at) override {
        subject_ = subject;
        at_ = at;
    }
    Judged judged() override {
        const Said& said = now();
        console::Finding finding;
        finding.subject = subject_;
        finding.question = "growth";
        finding.verdict = said.verdict;
        finding.method = "growth/1";
        finding.judged_at = at_;
        finding.window = {at_ - std::chrono::hours{48}, at_, at_ - std::chrono::hours{240}};
        finding.numbers = said.numbers;
        finding.sentence = "It is " + said.verdict + ".";
        finding.answer = said.answer;
        finding.data = known;
        finding.simulated = is_simulated;
        return {{finding}, said.chart, said.events};
    }
    std::vector<analytics::OpenEvent> events() override { return now().events; }
    std::string source(std::uint32_t) override { return "192.0.2.7"; }
    std::string attribution(const std::string& grouping) override {
        return R"({"by":")" + grouping + R"(","to":")" + core::format_rfc3339(at_) + R"("})";
    }
    console::FindingData data(core::Time, core::Time) override { return known; }
    Seen seen(core::Time, core::Time, const std::vector<std::string>&) override {
        return seen_then;
    }

 private:
    const Said& now() const {
        auto found = script.upper_bound(at_);
        return found == script.begin() ? nothing_ : (--found)->second;
    }
    std::string subject_;
    core::Time at_;
    Said nothing_{"no_growth", {}, {}, "{}", ""};
};

}  // namespace hitme::tests
