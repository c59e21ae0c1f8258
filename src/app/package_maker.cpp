// SPDX-License-Identifier: Apache-2.0
#include "app/package_maker.h"

#include <sys/random.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <utility>
#include <vector>

#include "analytics/new_hosts.h"
#include "console/judge/asked.h"
#include "console/judge/questions.h"
#include "runtime/secret_number.h"

namespace hitme::app {
namespace {

using console::Judgement;
using console::PackageContents;
using console::PackageQuestion;

/// What a verdict of growth can look back on: its baseline, and a day before it to know who is new.
constexpr core::Duration looked_back = console::most_baseline + analytics::new_host_memory;

core::Result<core::PrefixPreservingMap::Key> new_key() {
    core::PrefixPreservingMap::Key key{};
    if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
        return core::error(core::ErrorCode::io, "no random key can be had");
    return key;
}

core::Result<console::StreamBuilder> read(store::EventStore& store, const PackageQuestion& question,
                                          core::Time from) {
    console::StreamBuilder builder{question.signal, runtime::secret_number()};
    const auto visited = store.visit_until(from, question.to, [&](const event::Event& event) {
        builder.add(event);
        return builder.size() <= question.most_contacts;
    });
    if (!visited) return visited.error();
    if (builder.size() > question.most_contacts)
        return core::error(core::ErrorCode::over_limit, "more than " +
                                                            std::to_string(question.most_contacts) +
                                                            " contacts: ask for a shorter time");
    if (builder.size() == 0)
        return core::error(core::ErrorCode::not_found,
                           "no contact of " + question.signal.to_string() +
                               " in that time proves its source's address");
    return builder;
}

PackageContents contents_of(const console::Stream& stream, core::Time from, core::Time to) {
    PackageContents contents;
    contents.judged_from = from;
    contents.data_from = from - looked_back;
    if (stream.first) contents.data_from = std::max(contents.data_from, *stream.first);
    contents.to = to;
    contents.sensors = stream.sensors;
    contents.simulated = stream.simulated;
    std::size_t newcomer = 0;
    for (const auto& sighting : stream.sightings) {
        const bool is_new =
            newcomer < stream.newcomers.size() && stream.newcomers[newcomer] == sighting;
        if (is_new) ++newcomer;
        if (sighting.at < contents.data_from || sighting.at >= to) continue;
        contents.contacts.push_back(
            {sighting.at, stream.sources[sighting.source], sighting.sensor, is_new});
    }
    contents.uptimes = stream.uptimes;
    for (auto& spans : contents.uptimes) {
        for (auto& span : spans)
            span = {std::max(span.from, contents.data_from), std::min(span.to, to)};
        std::erase_if(spans, [](const analytics::Span& span) { return span.to <= span.from; });
    }
    return contents;
}

/// As whoever reads the files gets it.
console::Stream stream_of(const PackageContents& contents, const std::string& name) {
    console::StreamBuilder builder{std::nullopt, runtime::secret_number()};
    for (const auto& contact : contents.contacts)
        builder.add(console::StreamBuilder::Row{
            contact.at, contents.sensors[contact.sensor], contact.source, std::nullopt, {}});
    for (std::size_t i = 0; i < contents.uptimes.size(); ++i)
        builder.uptime(contents.sensors[i], contents.uptimes[i]);
    return builder.take(name, {});
}

boost::json::object parsed(const std::string& finding) {
    return boost::json::parse(finding).get_object();
}

/// The verdict and what it rests on: probabilities to three digits, for times were cut to milliseconds.
std::string heart_of(const std::string& finding) {
    const auto object = parsed(finding);
    std::string text;
    for (const char* key : {"verdict", "refusal"})
        if (const auto* member = object.if_contains(key))
            text += boost::json::serialize(*member) + ' ';
    if (const auto* all = object.if_contains("probabilities"); all != nullptr && all->is_object())
        for (const auto& [name, probability] : all->get_object()) {
            char number[64];
            std::snprintf(number, sizeof number, " %.3f",
                          probability.is_number() ? probability.to_number<double>() : -1.0);
            text += std::string(name) + number + ' ';
        }
    return text;
}

}  // namespace

core::Result<std::string> make_package(store::EventStore& store, store::Book* book,
                                       const PackageQuestion& question, core::Time now) {
    const std::string name = console::package_stream_name(question.signal);
    const core::Time first =
        question.from ? *question.from - looked_back : question.to - package_history;
    const auto builder = read(store, question, first);
    if (!builder) return builder.error();
    const console::Stream stream = builder->snapshot(name, first, question.to);
    console::JudgeWindow window;
    window.to = question.to;
    window.from = question.from;
    const auto times = console::times_of(stream, window);
    if (!window.from)
        window.from = console::ask_last_onset(stream, window, times).onset.value_or(times.from);
    const std::string seen = console::judge(stream, Judgement::growth, window);

    core::PrefixPreservingMap::Key key{};
    if (question.key) {
        key = *question.key;
    } else {
        const auto fresh = new_key();
        if (!fresh) return fresh.error();
        key = *fresh;
    }
    PackageContents contents = contents_of(stream, *window.from, question.to);
    contents.made_at = now;
    contents.unverified = builder->unverified(contents.data_from, contents.to);
    contents = console::shared(std::move(contents), question.sources, key);
    const console::Stream left = stream_of(contents, name);
    window.from = contents.judged_from;
    window.to = contents.to;
    window.watch_from = contents.judged_from;
    for (const Judgement one : {Judgement::growth, Judgement::onset, Judgement::counts})
        contents.verdicts.push_back(console::judge(left, one, window));
    if (heart_of(seen) != heart_of(contents.verdicts.front()))
        return core::error(core::ErrorCode::refused,
                           "from what may leave another verdict follows (" + heart_of(seen) + "; " +
                               heart_of(contents.verdicts.front()) + ")");
    if (book != nullptr) {
        auto claims = console::claims_on(*book, question.signal.to_string());
        if (!claims) return claims.error();
        contents.claims = std::move(*claims);
    }
    const auto files = console::package_files(contents, question);
    if (!files) return files.error();
    return console::tar_of(console::package_folder(question.signal, question.to), *files, now);
}

}  // namespace hitme::app
