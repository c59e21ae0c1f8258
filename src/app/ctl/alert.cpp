// SPDX-License-Identifier: Apache-2.0
// hitme alert: lists the alert channels and how they are, and sends a test message through one.
#include <boost/json.hpp>
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/alert/alerts.h"
#include "console/alert/senders.h"
#include "console/alert/settings.h"
#include "console/json_writer.h"
#include "console/settings.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

namespace alert = console::alert;
namespace json = boost::json;

/// What the settings file and the book say, and what a running console noted of its channels.
struct Known {
    alert::AlertSettings settings;
    std::vector<alert::Channel> channels;
    json::array states;
};

core::Result<Known> read_known(const AlertOptions& options) {
    const auto text = settings_text(options.config);
    if (!text) return text.error();
    auto settings = alert::parse_alert_settings(*text, options.config);
    if (!settings) return settings.error();
    const auto console = console::parse_console_settings(*text, options.config);
    if (!console) return console.error();
    Known known{std::move(*settings), {}, {}};
    known.channels = known.settings.channels;
    const auto book = store::open_sqlite_book(
        store_folder(options.store.empty() ? console->store_folder : options.store),
        store::Access::read);
    if (!book) {
        // Without a store there are the channels of the settings file, which can be tested before the first start.
        if (book.error().code == core::ErrorCode::not_found) return known;
        return book.error();
    }
    store::EntryQuery query;
    query.kind = alert::channel_kind;
    query.limit = store::max_entries_per_page;
    const auto page = (*book)->list(query);
    if (!page) return page.error();
    for (const store::Entry& entry : page->entries) {
        if (entry.state == "removed") continue;
        auto read = alert::channel_of_json(entry.body, console::Unasked::is_passed_by,
                                           known.settings.channels);
        if (!read.fault) known.channels.push_back(std::move(read.channel));
    }
    const auto noted = (*book)->noted(alert::state_note);
    if (noted && *noted) {
        json::error_code failed;
        json::value value = json::parse(**noted, failed);
        if (!failed && value.is_array()) known.states = std::move(value.get_array());
    }
    return known;
}

std::string text_of(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

long long number_of(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

const json::object* state_of(const Known& known, const std::string& name) {
    for (const json::value& one : known.states) {
        if (!one.is_object() || text_of(one.get_object(), "name") != name) continue;
        const json::value* state = one.get_object().if_contains("state");
        if (state != nullptr && state->is_object()) return &state->get_object();
    }
    return nullptr;
}

}  // namespace

int run_alert_test(const AlertOptions& options) {
    const auto known = read_known(options);
    if (!known) return say_failure(known.error());
    for (const alert::Channel& channel : known->channels) {
        if (channel.name != options.channel) continue;
        const runtime::SystemClock clock;
        console::Notice notice;
        notice.kind = console::NoticeKind::test;
        notice.at = clock.now();
        notice.group = "test/" + channel.name;
        notice.title = "Test of the channel " + channel.name;
        notice.text = "Somebody asked for this message with `hitme alert test`. Nothing happened.";
        notice.page = "/settings";
        alert::Message message;
        message.at = notice.at;
        message.notices.push_back(std::move(notice));
        const alert::Speaker speaker{known->settings.link, ""};
        const auto sender = alert::make_sender(channel, speaker);
        if (!sender)
            return say_failure(core::error(core::ErrorCode::bad_input,
                                           channel.name + ": the dashboard is tested from itself"));
        const std::atomic<bool> stop{false};
        const std::string unique = "test." + std::to_string(core::nanoseconds_of(clock.now()));
        for (const std::string& payload : alert::payloads_of(channel, message, speaker, unique)) {
            const alert::Sent sent = sender->send(payload, stop);
            if (sent.as != alert::SentAs::done)
                return say_failure(
                    core::error(core::ErrorCode::network, channel.name + ": " + sent.why));
        }
        std::printf("%s: handed over to %s\n", channel.name.c_str(),
                    alert::shown_target(channel).c_str());
        return 0;
    }
    return say_failure(
        core::error(core::ErrorCode::not_found, "no channel is called \"" +
                                                    core::printable(options.channel, 60) +
                                                    "\"; hitme alert list names them"));
}

int run_alert_list(const AlertOptions& options) {
    const auto known = read_known(options);
    if (!known) return say_failure(known.error());
    if (options.form == Form::json) {
        console::JsonWriter out;
        out.begin_object().key("channels").begin_array();
        for (const alert::Channel& channel : known->channels) {
            std::string text = alert::channel_json(channel);
            text.pop_back();
            console::JsonWriter more;
            more.begin_object();
            more.key("from").text(channel.from_settings ? "settings" : "book");
            more.key("target").text(alert::shown_target(channel));
            more.key("state");
            if (const auto* state = state_of(*known, channel.name))
                more.raw(json::serialize(*state));
            else
                more.null();
            more.end_object();
            out.raw(text + "," + more.take().substr(1));
        }
        out.end_array().end_object();
        std::printf("%s\n", out.take().c_str());
        return 0;
    }
    if (known->channels.empty())
        std::printf("No channel but the dashboard; docs/alerting.md tells how to add one.\n");
    for (const alert::Channel& channel : known->channels) {
        std::printf("%-16s %-9s %s\n", channel.name.c_str(),
                    std::string(alert::name_of(channel.type)).c_str(),
                    alert::shown_target(channel).c_str());
        const auto* state = state_of(*known, channel.name);
        if (state == nullptr) {
            std::printf("%-16s not used yet\n", "");
            continue;
        }
        std::printf(
            "%-16s %s; delivered %lld, waiting %lld, failed attempts %lld, dropped %lld, "
            "held back %lld\n",
            "", core::printable(text_of(*state, "status"), 20).c_str(),
            number_of(*state, "delivered"), number_of(*state, "queued"),
            number_of(*state, "failed_attempts"), number_of(*state, "dropped"),
            number_of(*state, "held_back"));
        if (const std::string why = text_of(*state, "last_error"); !why.empty())
            std::printf("%-16s last failure %s: %s\n", "",
                        core::printable(text_of(*state, "last_failure"), 40).c_str(),
                        core::printable(why, 300).c_str());
    }
    return 0;
}

}  // namespace hitme::app
