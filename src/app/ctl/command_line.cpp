// SPDX-License-Identifier: Apache-2.0
// The words of `hitme`. The only source that includes CLI11, which takes long to compile.
#include <CLI/CLI.hpp>
#include <functional>

#include "app/ctl/live_outbreak.h"
#include "app/ctl/options.h"
#include "app/ctl/simulated_log.h"
#include "app/ctl/story_options.h"
#include "app/ctl/stream_file.h"

namespace hitme::app {
namespace {

/// A text option that is turned into a value when the call is read.
template <class Value, class Parse>
CLI::Option* add_parsed(CLI::App* command, const std::string& names, std::optional<Value>& to,
                        Parse parse, const std::string& what, const std::string& help) {
    return command->add_option_function<std::string>(
        names,
        [&to, parse, what](const std::string& text) {
            to = parse(text);
            if (!to) throw CLI::ValidationError(text + " is not " + what);
        },
        help);
}

CLI::Option* add_time(CLI::App* command, const std::string& name, std::optional<core::Time>& to,
                      const std::string& help) {
    return add_parsed(command, name, to, core::parse_time, "a time such as 2026-03-01T12:00:00Z",
                      help);
}

std::optional<event::Signal> signal_of(const std::string& text) {
    if (text.find('/') == std::string::npos) return event::Signal::parse("tcp/" + text);
    return event::Signal::parse(text);
}

/// "1,10,100": a rate with its bounds; one number alone is all three.
std::optional<analytics::PopulationInput::ScanRate> scan_rate_of(const std::string& text) {
    std::vector<double> rates;
    for (const auto& part : CLI::detail::split(text, ',')) {
        double rate = 0;
        if (!CLI::detail::lexical_cast(part, rate) || !(rate > 0)) return std::nullopt;
        rates.push_back(rate);
    }
    if (rates.size() == 1)
        return analytics::PopulationInput::ScanRate{rates[0], rates[0], rates[0]};
    if (rates.size() != 3 || rates[0] > rates[1] || rates[1] > rates[2]) return std::nullopt;
    return analytics::PopulationInput::ScanRate{rates[0], rates[1], rates[2]};
}

void add_signal(CLI::App* command, std::optional<event::Signal>& to, const std::string& help) {
    add_parsed(command, "-p,--port", to, signal_of, "a port such as 445 or udp/5060", help);
}

void add_forms(CLI::App* command, Form& form, bool markdown) {
    auto* group = command->add_option_group("form")->require_option(0, 1);
    group->add_flag_callback(
        "--text", [&form] { form = Form::text; }, "For people (default)");
    group->add_flag_callback(
        "--json", [&form] { form = Form::json; }, "For programs");
    if (markdown)
        group->add_flag_callback(
            "--markdown", [&form] { form = Form::markdown; }, "For a ticket");
}

void add_campaign(CLI::App& app, CampaignOptions& options, std::function<int()>& run) {
    auto* command = app.add_subcommand("campaign", "What runs, and how it came to its state")
                        ->require_subcommand(1);
    const auto action = [&, command](const char* name, const char* help,
                                     CampaignOptions::Action what) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("-s,--store", options.store, "Folder of the store");
        sub->add_option("-z,--zone", options.zone, "Time zone of the text");
        sub->add_flag("--json", options.json, "For programs");
        sub->callback([&options, &run, what] {
            options.action = what;
            run = [&options] { return run_campaign(options); };
        });
        return sub;
    };
    using Action = CampaignOptions::Action;
    action("list", "Print them", Action::list);
    auto* sub = action("show", "One with its steps, claims and rival explanations", Action::show);
    sub->add_option("id", options.id, "Such as tcp-445.campaign.1")->required();
    sub = action("follow", "Open and move campaigns from what the book holds", Action::follow);
    add_time(sub, "--to", options.at, "Up to this event time; default now");
    sub = action("open", "Open one by hand", Action::open);
    sub->add_option("signal", options.id, "Such as tcp/445")->required();
    sub->add_option("--reason", options.reason, "Why")->required();
    add_time(sub, "--at", options.at, "Since when; default now");
    sub = action("state", "Set a state at once", Action::state);
    sub->add_option("id", options.id, "Such as tcp-445.campaign.1")->required();
    sub->add_option("state", options.state, "The state")->required();
    sub->add_option("--reason", options.reason, "Why")->required();
    add_time(sub, "--at", options.at, "Since when; default now");
    sub =
        action("reach", "Note whether a sensor's port can be reached from outside", Action::reach);
    sub->add_option("signal", options.id, "Such as tcp/445")->required();
    sub->add_option("result", options.state, "reachable, unreachable or unknown")->required();
    sub->add_option("--sensor", options.sensor, "Its name")->required();
    sub->add_option("--how", options.reason, "How it was tested");
    add_time(sub, "--since", options.at, "Since when; default now");
}

void add_claim(CLI::App& app, ClaimOptions& options, std::function<int()>& run) {
    auto* command =
        app.add_subcommand("claim", "The ledger of what others said")->require_subcommand(1);
    const auto action = [&, command](const char* name, const char* help,
                                     ClaimOptions::Action what) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("-s,--store", options.store, "Folder of the store");
        sub->add_option("-z,--zone", options.zone, "Time zone of the text");
        sub->callback([&options, &run, what] {
            options.action = what;
            run = [&options] { return run_claim(options); };
        });
        return sub;
    };
    auto* sub = action("list", "Print it", ClaimOptions::Action::list);
    sub->add_option("--subject", options.subject, "Only of this signal");
    sub = action("add", "Enter one", ClaimOptions::Action::add);
    sub->add_option("--who", options.who, "Who said it")->required();
    add_time(sub, "--said-at", options.said_at, "When")->required();
    sub->add_option("--quote", options.quote, "What, at most 300 bytes")->required();
    sub->add_option("--subject", options.subject, "Signal, such as tcp/445")->required();
    sub->add_option("--link", options.link, "Where: http or https");
    sub->add_option("--event", options.event, "outbreak, bulletin, exploit_module, decline, ...");
    sub->add_option("--grade", options.grade, "rumour, report or measured");
    sub->add_option("--source", options.sources, "Address that it names; may come again");
    sub->add_option("--credit", options.credit, "Who is thanked for it");
    sub = action("fate", "Say what became of one", ClaimOptions::Action::fate);
    sub->add_option("id", options.id, "Such as cl-01234567")->required();
    sub->add_option("fate", options.fate, "open, upheld, withdrawn or contradicted")->required();
    sub->add_option("--why", options.why, "Why")->required();
    sub->add_option("--by", options.by, "Claim or finding that decided");
    add_time(sub, "--at", options.said_at, "Since when; default now");
}

void add_outside(CLI::App& app, OutsideOptions& options, std::function<int()>& run) {
    auto* command = app.add_subcommand("outside", "What others published, and what it says of ours")
                        ->require_subcommand(1);
    const auto action = [&, command](const char* name, const char* help,
                                     OutsideOptions::Action what) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("-s,--store", options.store, "Folder of the store");
        sub->callback([&options, &run, what] {
            options.action = what;
            run = [&options] { return run_outside(options); };
        });
        return sub;
    };
    action("list", "Print what was imported", OutsideOptions::Action::list);
    auto* sub = action("import", "Import a file", OutsideOptions::Action::import);
    sub->add_option("kind", options.kind, "isc_port_history, dshield_as_report, csv_series, ...")
        ->required();
    sub->add_option("file", options.file, "The file")->required();
    sub->add_option("--source", options.source, "Whose data")->required();
    sub->add_option("--licence", options.licence, "Under which terms")->required();
    sub->add_option("--subject", options.subject, "Signal of a series");
    add_time(sub, "--fetched-at", options.fetched_at, "When it was fetched; default now");
    sub = action("submitted", "Note what we sent to a source ourselves",
                 OutsideOptions::Action::submitted);
    sub->add_option("--source", options.source, "To whom")->required();
    sub->add_option("--subject", options.subject, "Signal")->required();
    sub->add_option("--day", options.day, "Such as 2008-11-06")->required();
    sub->add_option("--count", options.count, "Sources of that day");
    sub->add_option("--address", options.addresses, "An address of ours; may come again");
    sub = action("compare", "Hold it against our own", OutsideOptions::Action::compare);
    sub->add_option("--subject", options.subject, "Signal")->required();
    add_time(sub, "--from", options.from, "Our sources from this time on");
    add_time(sub, "--to", options.to, "Before this time; default now");
    add_time(sub, "--at", options.at, "The rise that we state");
}

void add_advisory(CLI::App& app, AdvisoryOptions& options, std::function<int()>& run) {
    auto* command = app.add_subcommand("advisory", "Reports for others")->require_subcommand(1);
    const auto action = [&, command](const char* name, const char* help,
                                     AdvisoryOptions::Action what) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("-s,--store", options.store, "Folder of the store");
        sub->add_option("-z,--zone", options.zone, "Time zone of its words");
        sub->add_option("-c,--config", options.config,
                        "Settings whose alerts.link is where links of --html and of the feed lead; "
                        "without it a page has none");
        add_time(sub, "--as-of", options.as_of, "Nothing later is used");
        add_time(sub, "--at", options.at, "The time that is written; default now");
        auto* form = sub->add_option_group("form")->require_option(0, 1);
        using Form = AdvisoryOptions::Form;
        form->add_flag_callback("--markdown", [&options] { options.form = Form::markdown; });
        form->add_flag_callback("--html", [&options] { options.form = Form::html; });
        form->add_flag_callback("--json", [&options] { options.form = Form::json; });
        sub->callback([&options, &run, what] {
            options.action = what;
            run = [&options] { return run_advisory(options); };
        });
        return sub;
    };
    using Action = AdvisoryOptions::Action;
    action("list", "Print them", Action::list);
    action("feed", "Print the Atom feed", Action::feed);
    action("due", "Raise and print what was promised and is due", Action::due);
    auto* sub = action("draft", "Draft from a campaign", Action::draft);
    sub->add_option("campaign", options.id, "Such as tcp-445.campaign.1")->required();
    sub = action("show", "Print one", Action::show);
    sub->add_option("id", options.id)->required();
    sub = action("edit", "Change a draft", Action::edit);
    sub->add_option("id", options.id)->required();
    sub->add_option("--title", options.title, "New title");
    sub->add_option("--statement", options.statement, "Whose text --file gives");
    sub->add_option("--file", options.file, "Text; - reads standard input");
    sub = action("publish", "Publish a draft whose every word is carried", Action::publish);
    sub->add_option("id", options.id)->required();
    sub = action("update", "Append a dated update; without --file it is drafted", Action::update);
    sub->add_option("id", options.id)->required();
    sub->add_option("--file", options.file, "Text; - reads standard input");
    sub->add_option("--replaces", options.replaces, "Statement that it replaces; may come again");
    sub->add_option("--reason", options.reason, "Why");
    sub = action("withdraw", "Take a published one back; it stays to be read", Action::withdraw);
    sub->add_option("id", options.id)->required();
    sub->add_option("--reason", options.reason, "Why; it is told with it")->required();
    sub = action("check", "Check the wording of any text", Action::check);
    sub->add_option("file", options.file, "Text; - reads standard input")->required();
    sub->add_option("--campaign", options.id, "Whose findings carry it");
    sub = action("remind", "Promise something for a time", Action::remind);
    sub->add_option("campaign", options.id, "Such as tcp-445.campaign.1")->required();
    sub->add_option("text", options.text, "What")->required();
    sub->add_option("when", options.when, "A time, or a weekday: its 00:00 in the zone")
        ->required();
}

using Run = std::function<int()>;

/// --store and --config, which every command that asks an area takes.
void add_where(CLI::App* command, std::string& store, std::string& config) {
    command->add_option("-s,--store", store, "Folder of the store");
    command->add_option("-c,--config", config, "Settings file (TOML)");
}

/// What adds a verb to a group of commands that ask one area: where it asks, in which form it tells, and what it runs.
template <class Options>
auto verbs_of(CLI::App& group, Options& to, Run& run, int (*runs)(const Options&)) {
    return [&group, &to, &run, runs](const char* name, const char* help,
                                     typename Options::Verb which) {
        auto* command = group.add_subcommand(name, help);
        add_where(command, to.store, to.config);
        add_forms(command, to.form, false);
        command->callback([&to, &run, runs, which] {
            to.verb = which;
            run = [&to, runs] { return runs(to); };
        });
        return command;
    };
}

void add_case(CLI::App& app, CaseOptions& to, Run& run) {
    using Verb = CaseOptions::Verb;
    auto* group = app.add_subcommand("case", "Hosts of our own networks that touched decoys");
    group->require_subcommand(1);
    const auto verb = verbs_of(*group, to, run, run_case);
    auto* command = verb("list", "List cases, last changed first", Verb::list);
    command->add_option("--state", to.state, "new, assigned, contained, cleaned, benign or closed");
    command->add_option("--search", to.search, "An address, a prefix, a MAC or a name");
    command = verb("show", "One case with evidence, history, and who was told", Verb::show);
    command->add_option("case", to.id, "Such as c-0123456789")->required();
    command = verb("set", "Change a case", Verb::set);
    command->add_option("case", to.id, "Such as c-0123456789")->required();
    command->add_option("--state", to.state, "assigned, contained, cleaned, benign, closed");
    command->add_option("--owner", to.owner, "Who works on it");
    command->add_option("--note", to.note, "A note");
    command->add_option("--reason", to.reason, "For benign: why");
    add_time(command, "--expires", to.expires, "For benign: until when");
    command->add_option("--patched", to.patched, "unknown, unpatched or patched");
    command = verb("export", "All cases as CSV, or as JSON", Verb::export_file);
    command->add_option("--state", to.state, "Only this state");
    command = verb("scan", "Make cases of what was imported into the store", Verb::scan);
    add_time(command, "--from", to.from, "From this time on");
    add_time(command, "--to", to.to, "Before this time");
}

void add_incident(CLI::App& app, IncidentOptions& to, Run& run) {
    using Verb = IncidentOptions::Verb;
    auto* group = app.add_subcommand("incident", "Contacts merged by source and time");
    group->require_subcommand(1);
    const auto verb = verbs_of(*group, to, run, run_incident);
    auto* command = verb("list", "List incidents, last changed first", Verb::list);
    command->add_option("--state", to.state, "open or ended");
    command->add_option("--source", to.source, "An address");
    command->add_option("--severity", to.severity, "At least so severe: low, medium, high ...");
    command->add_option("--limit", to.limit, "As many at most")->check(CLI::Range(1, 1'000));
    command = verb("show", "One incident, and who was told of it", Verb::show);
    command->add_option("incident", to.id, "Its id, as the list gives it")->required();
}

void add_allow(CLI::App& app, AllowOptions& to, Run& run) {
    using Verb = AllowOptions::Verb;
    auto* group = app.add_subcommand("allow", "Rules for what is known and need not be shown");
    group->require_subcommand(1);
    const auto verb = verbs_of(*group, to, run, run_allow);
    verb("list", "Rules with what each hid, and benign classes", Verb::list);
    auto* command = verb("add", "Add a rule; what it does not name, it allows for all", Verb::add);
    command->add_option("network", to.network, "An address or a prefix");
    command->add_option("-p,--signal", to.signals, "Such as tcp/445; may be repeated");
    command->add_option("--stage", to.stages, "Such as scan; may be repeated");
    command->add_option("--sensor", to.sensors, "Name of a sensor; may be repeated");
    command->add_option("--reason", to.reason, "Why")->required();
    command->add_option("--owner", to.owner, "Who answers for it; default: you");
    add_time(command, "--from", to.from, "From when on; default: now");
    add_time(command, "--expires", to.expires, "Until when");
    command = verb("end", "End a rule now", Verb::end);
    command->add_option("rule", to.id, "Such as r-01234567")->required();
    command = verb("hidden", "Contacts that rules hide, or benign classes name", Verb::hidden);
    command->add_option("rule", to.id, "Only what this rule hides");
    add_time(command, "--from", to.from, "From this time on; default: a day ago");
    add_time(command, "--to", to.to, "Before this time");
}

void add_network(CLI::App& app, NetworkOptions& to, Run& run) {
    using Verb = NetworkOptions::Verb;
    auto* group = app.add_subcommand("network", "Our own networks, watched as sources");
    group->require_subcommand(1);
    const auto verb = verbs_of(*group, to, run, run_network);
    verb("list", "Own networks and when each was seen", Verb::list);
    verb("sightings", "Own addresses that were sources", Verb::sightings);
    auto* command = verb("add", "Register a prefix", Verb::add);
    command->add_option("network", to.network, "An address or a prefix")->required();
    command->add_option("--owner", to.owner, "Who answers for it")->required();
    command->add_option("--kind", to.kind, "block, customer or nat_egress");
    command->add_option("--contact", to.contact, "How to reach them");
    command->add_option("--note", to.note, "A note");
    command->add_option("--inside", to.inside,
                        "For nat_egress: a prefix behind it; may be repeated");
    command = verb("remove", "Stop watching it", Verb::remove);
    command->add_option("network", to.network, "The prefix, or its id")->required();
    command = verb("check", "Connect to ports of a registered network, from here; sends no byte",
                   Verb::check);
    command->add_option("network", to.network, "An own network, or a part of one")->required();
    command->add_option("-p,--port", to.ports, "TCP; may be repeated; default 445");
    command->add_option("--rate", to.per_second, "Connections a second at most; default 20")
        ->check(CLI::Range(1, 200));
    command->add_option("--seen-from", to.seen_from, "Where you do this, such as \"a DSL line\"");
    verb("exposure", "What checks found, of each network the latest", Verb::exposure);
}

void add_sensor_class(CLI::App& app, SensorClassOptions& to, Run& run) {
    auto* group = app.add_subcommand("sensor", "What is known of sensors");
    group->require_subcommand(1);
    auto* command = group->add_subcommand("class", "In what kind of network a sensor stands");
    command->add_option("sensor", to.sensor, "Its name; without it all are listed");
    command->add_option("class", to.sensor_class,
                        "internal_lan, consumer, commercial, hosting, corporate or education");
    command->add_option("-s,--store", to.store, "Folder of the store");
    command->add_option("--provider", to.provider, "Who provides its connection");
    command->add_option("--region", to.region, "Where it stands");
    add_time(command, "--from", to.from, "From when on; default: now");
    add_time(command, "--until", to.until, "Until when");
    add_forms(command, to.form, false);
    command->callback([&] { run = [&to] { return run_sensor_class(to); }; });
}

void add_re_entry(CLI::App& app, ReEntryOptions& to, Run& run) {
    using Verb = ReEntryOptions::Verb;
    auto* group = app.add_subcommand("re-entry", "A time of high attention when devices come back");
    group->require_subcommand(1);
    const auto verb = verbs_of(*group, to, run, run_re_entry);
    verb("list", "Watches", Verb::list);
    auto* command = verb("add", "Plan a watch; it ends by itself", Verb::add);
    command->add_option("name", to.name, "Such as Monday")->required();
    add_time(command, "--from", to.from, "Its start");
    add_time(command, "--until", to.until, "Its end, seven days after at most");
    add_time(command, "--before", to.before, "Start of the time to compare with; default: 72 h");
    command->add_option("--sensor", to.sensors, "Only this sensor; may be repeated");
    command = verb("report", "Before against during, by host and segment", Verb::report);
    command->add_option("watch", to.id, "Such as w-01234567")->required();
    command = verb("end", "End it now", Verb::end);
    command->add_option("watch", to.id, "Such as w-01234567")->required();
}

void add_dossier(CLI::App& app, DossierOptions& to, Run& run) {
    auto* command = app.add_subcommand("dossier", "Answer \"why is your network scanning mine?\"");
    command->add_option("address", to.address, "The address that the caller names");
    command->add_option("--at", to.at, "The caller's time, such as \"2009-01-26 08:00\"");
    command->add_option("-z,--zone", to.zone, "The caller's time zone; default: this host's");
    command->add_option("--within", to.within, "How far around that time to look; default 12h");
    command->add_option("--pack", to.pack, "Write the evidence pack to this file");
    command->add_option("--verify", to.verify, "Check an evidence pack");
    command->add_option("--head", to.head, "With --verify: the last hash that was given out");
    add_where(command, to.store, to.config);
    add_forms(command, to.form, false);
    command->callback([&] { run = [&to] { return run_dossier(to); }; });
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
    CLI::App app{"hitme: a threat monitor made of decoys", "hitme"};
    app.set_version_flag("--version", HITME_VERSION);
    app.require_subcommand(1);
    std::function<int()> run;

    UpOptions up;
    auto* command = app.add_subcommand("up", "Run the Personal Edition: decoys, store, dashboard");
    command->add_option("-c,--config", up.config, "Settings file (TOML); see hitme config");
    command->add_option("-s,--store", up.store, "Folder of the store");
    command->add_option("--dashboard", up.dashboard, "Loopback address and port of the dashboard");
    command->add_option("--ui-dir", up.ui_dir, "Serve the dashboard's files from this folder");
    command->add_flag("--demo", up.demo,
                      "Add a simulated outbreak, marked as such, in a store of its own");
    command->callback([&] { run = [&] { return run_up(up); }; });

    CheckOptions check;
    command =
        app.add_subcommand("check", "Say whether each listener would get packets, and why not");
    command->add_option("-c,--config", check.config, "Settings file (TOML)");
    add_forms(command, check.form, false);
    command->callback([&] { run = [&] { return run_check(check); }; });

    ReportOptions report;
    command = app.add_subcommand("report", "Report on a window of a store");
    command->add_option("-s,--store", report.store, "Folder of the store");
    add_signal(command, report.signal, "Only this signal in the list");
    add_time(command, "--from", report.from, "From this time on");
    add_time(command, "--to", report.to, "Before this time");
    command->add_option("-z,--zone", report.zone,
                        "Time zone of the text forms; default: this host's");
    add_forms(command, report.form, true);
    command->callback([&] { run = [&] { return run_report(report); }; });

    ReplayOptions replay;
    command = app.add_subcommand("replay", "Report on captures and logs without storing them");
    command
        ->add_option("files", replay.files, "pcap, pcapng, JSON lines, CSV, logs; gzip, zstd, tar")
        ->required();
    command->add_option_function<std::string>(
        "--speed",
        [&](const std::string& text) {
            if (text == "max") return;
            if (!CLI::detail::lexical_cast(text, replay.speed) || replay.speed <= 0)
                throw CLI::ValidationError(text + " is not max, nor a number above 0");
        },
        "Times real time, or max (default)");
    command->add_option("--columns", replay.columns, "Names of the columns of a CSV file");
    add_signal(command, replay.signal, "Signal of files that name no port");
    command->add_option("-z,--zone", replay.zone,
                        "Time zone of the text forms; default: this host's");
    command->add_flag("--events", replay.events, "Print each event as a JSON line first");
    add_forms(command, replay.form, true);
    command->callback([&] { run = [&] { return run_replay(replay); }; });

    DecodeOptions decode;
    command = app.add_subcommand("decode", "Tell every conversation of captures");
    command
        ->add_option("files", decode.files, "pcap, pcapng; gzip, zstd, tar; - for standard input")
        ->required();
    command->add_option("-c,--config", decode.config,
                        "Settings whose [guessing] counts; without it the defaults");
    add_forms(command, decode.form, false);
    command->callback([&] { run = [&] { return run_decode(decode); }; });

    ImportOptions import;
    command = app.add_subcommand("import", "Read captures and logs into a store");
    command
        ->add_option("files", import.files, "pcap, pcapng, JSON lines, CSV, logs; gzip, zstd, tar")
        ->required();
    command->add_option("-s,--store", import.store, "Folder of the store");
    command->add_option("--columns", import.columns, "Names of the columns of a CSV file");
    add_signal(command, import.signal, "Signal of files that name no port");
    command->add_option("--uptime", import.uptime,
                        "JSON: when each sensor listened; kept as its heartbeats");
    command->callback([&] { run = [&] { return run_import(import); }; });

    JudgeOptions judge;
    command = app.add_subcommand("judge", "Say what the contacts of a signal mean, and how sure");
    command
        ->add_option_function<std::string>(
            "what",
            [&](const std::string& text) {
                judge.keep = text == "keep";
                judge.signals = text == "signals";
                if (judge.keep || judge.signals) return;
                judge.wide = console::wide_judgement_named(text);
                if (judge.wide) return;
                const auto question = console::judgement_named(text);
                if (!question)
                    throw CLI::ValidationError(text + " is not " + console::judgement_names() +
                                               "; nor " + console::wide_judgement_names() +
                                               "; nor signals; nor keep");
                judge.question = *question;
            },
            console::judgement_names() + "; " + console::wide_judgement_names() +
                "; signals: counts and alarms of every one; keep: walk a store in event time and "
                "keep what is new")
        ->required();
    auto* from_where = command->add_option_group("from")->require_option(0, 1);
    from_where->add_option("--events", judge.events,
                           "File: JSON lines, a capture, a log, or CSV of t_ms, sensor, src");
    from_where->add_option("-s,--store", judge.store, "Folder of the store");
    from_where->add_option("--batch", judge.batch,
                           "Folder of NAME.csv.gz files and a streams.json");
    command->add_option("--uptime", judge.uptime, "JSON: when each sensor listened");
    command->add_option("--columns", judge.columns, "Names of the columns of a CSV file");
    add_signal(command, judge.signal, "The signal; without it all of them as one");
    const std::string moment = "a time such as 2026-03-01T12:00:00Z, or milliseconds as in t_ms";
    add_parsed(command, "--from", judge.from, moment_of, moment,
               "Start of the judged window; a time, or milliseconds on the file's scale");
    add_parsed(command, "--to", judge.to, moment_of, moment,
               "Now: nothing at or after this is judged; as --from");
    add_parsed(command, "--bin", judge.bin, core::parse_duration, "a width such as 1h or 6h",
               "Growth: width of the bins; without it the shortest that holds enough");
    command
        ->add_option("--clock-error", judge.clock_error_seconds,
                     "onset: seconds by which the sensors' clocks may be wrong; above 60 the "
                     "interval is wider by as much")
        ->check(CLI::Range(0, 3600));
    command
        ->add_option("--addresses", judge.addresses,
                     "population: how many of our addresses were watched")
        ->check(CLI::NonNegativeNumber);
    add_parsed(command, "--scan-rate", judge.scan_rate, scan_rate_of,
               "low,likely,high in rising order", "population: probes a second of one host");
    command->add_option("--share", judge.share_scanned, "population: share of IPv4 that is scanned")
        ->check(CLI::Range(0.0, 1.0));
    add_parsed(command, "--with", judge.with, signal_of, "a port such as 445 or udp/5060",
               "same-event: the other signal; without it the busiest others");
    add_parsed(command, "--every", judge.every, core::parse_duration, "a span such as 6h",
               "keep: from step to step; default 6h");
    command->add_option_function<std::string>(
        "--by",
        [&](const std::string& text) {
            judge.by = console::grouping_named(text);
            if (!judge.by)
                throw CLI::ValidationError(text +
                                           " is not class_region, class, country, region, "
                                           "registry, as or sensor_class");
        },
        "Attribution, daily-cycle: class_region, class, country, region, registry, as or "
        "sensor_class, by the local databases");
    command->add_option(
        "-c,--config", judge.config,
        "Attribution, daily-cycle, keep: the settings file that names the databases");
    command->add_option("-z,--zone", judge.zone, "The reader's time zone");
    add_forms(command, judge.form, false);
    command->callback([&] {
        if (judge.every && *judge.every < std::chrono::minutes{1})
            throw CLI::ValidationError("--every is under a minute");
        if (judge.signals && judge.signal)
            throw CLI::ValidationError("signals tells of all; leave --port out");
        if ((judge.wide || judge.signals) && !judge.batch.empty())
            throw CLI::ValidationError(
                "a batch is judged by growth, onset, dormancy, attribution, "
                "counts, coordination or daily-cycle");
        if (judge.keep && !(judge.events.empty() && judge.batch.empty()))
            throw CLI::ValidationError("keep walks a store; import the file first");
        run = [&] {
            return judge.keep      ? run_judge_keep(judge)
                   : judge.signals ? run_judge_signals(judge)
                   : judge.wide    ? run_judge_wide(judge)
                                   : run_judge(judge);
        };
    });

    SimulateOptions simulate;
    command = app.add_subcommand("simulate", "Write an outbreak of a known truth, by seed");
    command
        ->add_option(
            "kind", simulate.kind,
            "none, linear, exponential, logistic, tapering, jump, few; step, ramp, rise, quiet; "
            "persistent, gone, sleep, daily")
        ->required();
    command->add_option("--seed", simulate.seed, "The same seed gives the same outbreak");
    add_time(command, "--events", simulate.start,
             "Write events (JSON lines, marked simulated) from this time on, not a stream");
    command->add_option("--tcp-port", simulate.port, "Port of the events; default 445");
    command->add_flag("--loud-host", simulate.loud_host, "Add one host of 20,000 probes");
    command
        ->add_option("--forged", simulate.forged,
                     "--events: add this many SYNs in the last day, their sources forged: drawn "
                     "from all of IPv4, real networks' addresses among them")
        ->check(CLI::Range(std::uint64_t{0}, max_forged));
    command->add_option("--truth", simulate.truth,
                        "Write the truth and the uptime here; hitme judge --uptime takes it");
    command->add_flag("--live", simulate.live,
                      "Against a live hitme-sensor, in network namespaces made for it; needs root");
    command->add_option("--output", simulate.output, "--live: file for the sensor's events");
    command->add_option_function<std::string>(
        "--lasting",
        [&](const std::string& text) {
            const auto span = core::parse_duration(text);
            if (!span || *span < std::chrono::seconds{1} || *span > max_live_duration)
                throw CLI::ValidationError(text + " is not a span of 1s to 30m");
            simulate.lasting = *span;
        },
        "--live: shrink the outbreak to this; default 1m");
    command->callback([&] {
        if (simulate.live && simulate.output.empty())
            throw CLI::ValidationError("--live needs --output FILE");
        if (simulate.forged > 0 && (simulate.live || !simulate.start))
            throw CLI::ValidationError(
                "--forged needs --events: only an event says whether its source is proved, and "
                "nothing forged is ever sent");
        run = [&] { return run_simulate(simulate); };
    });

    ExportOptions exported;
    command = app.add_subcommand("export", "Give sources and contacts to another program");
    command
        ->add_option("what", exported.what,
                     "blocklist, stix (2.1 bundle), misp (event), zeek (intel file), ecs (JSON "
                     "lines), csv, or package (one signal for another analyst, as tar)")
        ->required()
        ->check(CLI::IsMember({"blocklist", "stix", "misp", "zeek", "ecs", "csv", "package"}));
    command->add_option("-s,--store", exported.store, "Folder of the store");
    command->add_option("-c,--config", exported.config,
                        "Settings file with [[blocklist]] rules and tables of countries");
    command->add_option("--rule", exported.rule,
                        "Block list: name of the rule; default: the first");
    command->add_option("--form", exported.form, "Block list: plain, cidr, nft or ipset")
        ->check(CLI::IsMember({"plain", "cidr", "nft", "ipset"}));
    command->add_option("--producer", exported.producer,
                        "Who says so, in STIX, MISP, Zeek and packages");
    command
        ->add_option("--sources", exported.sources,
                     "Package: anonymised (default), full, or none: hours alone")
        ->check(CLI::IsMember({"anonymised", "full", "none"}));
    command->add_option("--key", exported.key,
                        "Package: file of 64 hexadecimal digits that sources are renamed under; "
                        "default: a new one, thrown away");
    command->add_option("--licence", exported.licence, "Package: such as CC-BY-4.0");
    command->add_option("--credit", exported.credits, "Package: whom to thank; may be given again");
    add_signal(command, exported.signal, "Only this signal; not for block lists");
    add_time(command, "--from", exported.from,
             "From this time on; default: 24 h before --to; package: judged from here, default: "
             "the onset");
    add_time(command, "--to", exported.to, "Before this time; default: now");
    command->callback([&] { run = [&] { return run_export(exported); }; });

    DrillOptions drill;
    command = app.add_subcommand(
        "drill", "Prove the chain from decoy to isolation, as the marked test host");
    command->add_option("-s,--store", drill.store, "Folder of the store of a running hitme up");
    command->add_option("-c,--config", drill.config, "Settings file with [drill]");
    command->add_option("--source", drill.source,
                        "Address of the test host; here, or it is not proved");
    command->add_option("--target", drill.target, "Address and port of the decoy");
    add_parsed(command, "--within", drill.within, core::parse_duration, "a span such as 20s",
               "From the touch to the loss of connection at most");
    add_forms(command, drill.form, false);
    command->callback([&] { run = [&] { return run_drill_command(drill); }; });

    WatchOptions watch;
    command = app.add_subcommand("watch", "Watch a store live in the terminal");
    command->add_option("-s,--store", watch.store, "Folder of the store");
    command->add_option("-z,--zone", watch.zone, "Time zone; default: this host's");
    command->add_flag("--once", watch.once, "Print one frame and end");
    command->callback([&] { run = [&] { return run_watch(watch); }; });

    SchemaOptions schema;
    command = app.add_subcommand("schema", "Print the published form of the events");
    auto* which = command->add_option_group("which")->require_option(1);
    which->add_flag_callback(
        "--proto", [&] { schema.which = "proto"; }, "Protocol buffers");
    which->add_flag_callback(
        "--json-schema", [&] { schema.which = "schema"; }, "JSON Schema");
    which->add_flag_callback(
        "--reference", [&] { schema.which = "reference"; }, "Reference page");
    command->callback([&] { run = [&] { return run_schema(schema); }; });

    AlertOptions alert;
    command = app.add_subcommand("alert", "Alert channels: list them, send a test message");
    command->require_subcommand(1);
    auto* alert_test = command->add_subcommand("test", "Send a test message through a channel now");
    alert_test->add_option("channel", alert.channel, "Its name")->required();
    auto* alert_list = command->add_subcommand("list", "Channels and how they are");
    for (auto* each : {alert_test, alert_list}) {
        each->add_option("-c,--config", alert.config, "Settings file (TOML)");
        each->add_option("-s,--store", alert.store, "Folder of the store");
    }
    add_forms(alert_list, alert.form, false);
    alert_test->callback([&] { run = [&] { return run_alert_test(alert); }; });
    alert_list->callback([&] { run = [&] { return run_alert_list(alert); }; });

    ConfigOptions config;
    command = app.add_subcommand("config", "Print a commented example of the settings");
    auto* explain = command->add_subcommand("explain", "Explain one setting");
    explain->add_option("name", config.explain, "Such as limits.idle")->required();
    auto* reference = command->add_subcommand("reference", "Print the page of all settings");
    reference->callback([&] { config.reference = true; });
    auto* check_file = command->add_subcommand("check", "Check a settings file");
    check_file->add_option("file", config.check, "TOML file")->required();
    command->callback([&] { run = [&] { return run_config(config); }; });

    AskOptions question;
    command = app.add_subcommand("ask",
                                 "What is known of an address, a network, an AS, a payload's hash, "
                                 "a port, or what is called so");
    command->add_option("what", question.question, "Such as 192.0.2.1, 192.0.2.0/24, AS64500, 445")
        ->required();
    add_where(command, question.store, question.config);
    command->add_option("-z,--zone", question.zone,
                        "Time zone of the text form; default: this host's");
    add_forms(command, question.form, false);
    command->callback([&] { run = [&] { return run_ask(question); }; });

    UserOptions user;
    command = app.add_subcommand("user", "People who may sign in to the dashboard")
                  ->require_subcommand(1);
    const auto user_action = [&](const char* name, const char* help, UserOptions::Action action) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("-s,--store", user.store, "Folder of the store");
        if (action != UserOptions::Action::list) {
            sub->add_option("name", user.name, "1 to 64 of a-z 0-9 . _ -")->required();
            sub->add_option("--role", user.role, "viewer, analyst or admin");
            sub->add_option("--password-file", user.password_file,
                            "Its first line; else standard input is read");
        }
        if (action == UserOptions::Action::change) {
            sub->add_flag("--password", user.password, "Give a new password");
            sub->add_flag_callback(
                "--off", [&] { user.active = false; }, "May not sign in any more");
            sub->add_flag_callback(
                "--on", [&] { user.active = true; }, "May sign in again");
        }
        sub->callback([&, action] {
            user.action = action;
            run = [&] { return run_user(user); };
        });
    };
    user_action("list", "Print them", UserOptions::Action::list);
    user_action("add", "Add one", UserOptions::Action::add);
    user_action("change", "Change role, password, or whether one may sign in",
                UserOptions::Action::change);

    TokenOptions token;
    command =
        app.add_subcommand("token", "Tokens by which programs use the API")->require_subcommand(1);
    auto* token_list = command->add_subcommand("list", "Print them");
    auto* token_add = command->add_subcommand("add", "Make one and print it once");
    auto* token_revoke = command->add_subcommand("revoke", "End one");
    for (auto* sub : {token_list, token_add, token_revoke})
        sub->add_option("-s,--store", token.store, "Folder of the store");
    token_add->add_option("label", token.name, "What it is for")->required();
    token_add->add_option("--scope", token.scopes, "Such as read:exports; may be given again")
        ->required();
    token_add->add_option("--role", token.role, "viewer (default), analyst or admin");
    token_add->add_option("--days", token.days, "How long it lives; default 90")
        ->check(CLI::Range(1, 366));
    token_revoke->add_option("id", token.name, "As list prints it")->required();
    const auto token_runs = [&](CLI::App* sub, TokenOptions::Action action) {
        sub->callback([&, action] {
            token.action = action;
            run = [&] { return run_token(token); };
        });
    };
    token_runs(token_list, TokenOptions::Action::list);
    token_runs(token_add, TokenOptions::Action::add);
    token_runs(token_revoke, TokenOptions::Action::revoke);

    CampaignOptions campaign;
    add_campaign(app, campaign, run);
    ClaimOptions claim;
    add_claim(app, claim, run);
    OutsideOptions outside;
    add_outside(app, outside, run);
    AdvisoryOptions advisory;
    add_advisory(app, advisory, run);
    CaseOptions case_options;
    add_case(app, case_options, run);
    IncidentOptions incident;
    add_incident(app, incident, run);
    AllowOptions allow;
    add_allow(app, allow, run);
    NetworkOptions network;
    add_network(app, network, run);
    SensorClassOptions sensor_class;
    add_sensor_class(app, sensor_class, run);
    ReEntryOptions re_entry;
    add_re_entry(app, re_entry, run);
    DossierOptions dossier;
    add_dossier(app, dossier, run);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? 0 : 2;
    }
    return run();
}

}  // namespace hitme::app
