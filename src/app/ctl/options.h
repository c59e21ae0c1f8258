// SPDX-License-Identifier: Apache-2.0
// What each subcommand of `hitme` was asked for, and the functions that do it. command_line.cpp fills and calls them.
//
// Exit status   0 done; 1 it could not be done (a line on standard error says why); 2 the words of the call are wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "console/judge/grouping.h"
#include "console/judge/questions.h"
#include "console/judge/wide_questions.h"
#include "core/time.h"
#include "event/signal.h"

namespace hitme::app {

enum class Form : std::uint8_t { text, json, markdown };

struct UpOptions {
    std::string config;     ///< TOML file; empty: the defaults
    std::string store;      ///< overrides the settings
    std::string dashboard;  ///< address:port, overrides the settings
    std::string ui_dir;     ///< serve the dashboard from here instead of the built-in one
    bool demo = false;
};
struct CheckOptions {
    std::string config;
    Form form = Form::text;
};
struct ReportOptions {
    std::string store;
    std::optional<event::Signal> signal;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
    std::string zone;  ///< empty: the host's
    Form form = Form::text;
};
struct ReplayOptions {
    std::vector<std::string> files;
    double speed = 0;  ///< times real time; 0: as fast as possible
    std::string columns;
    std::optional<event::Signal> signal;
    std::string zone;
    bool events = false;  ///< print each event as a JSON line before the report
    Form form = Form::text;
};
struct DecodeOptions {
    std::vector<std::string> files;
    Form form = Form::text;
    std::string config;
};
struct ImportOptions {
    std::vector<std::string> files;
    std::string store;
    std::string columns;
    std::string uptime;  ///< a file that says when each sensor listened
    std::optional<event::Signal> signal;
    Form form = Form::text;
};
struct JudgeOptions {
    console::Judgement question = console::Judgement::growth;
    std::optional<console::WideJudgement> wide;                     ///< asked instead of `question`
    std::uint32_t clock_error_seconds = 0;                          ///< onset
    double addresses = 0;                                           ///< population
    std::optional<analytics::PopulationInput::ScanRate> scan_rate;  ///< population
    double share_scanned = 1;                                       ///< population
    std::optional<event::Signal> with;                              ///< same-event
    std::string events;                                             ///< a file; empty: the store
    std::string store;
    std::string batch;   ///< a folder of streams
    std::string uptime;  ///< a file
    std::string columns;
    std::optional<event::Signal> signal;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
    std::optional<core::Duration> bin;    ///< growth
    std::optional<core::Duration> every;  ///< keep: from step to step
    bool keep = false;     ///< walk the store and keep findings, instead of a question
    bool signals = false;  ///< counts and alarms of every signal
    std::string zone;
    std::optional<console::Grouping>
        by;  ///< attribution, daily-cycle; nothing: the file's classes, else class_region
    std::string config;  ///< attribution: settings that name the databases
    Form form = Form::text;
};
struct SimulateOptions {
    std::string kind;
    std::uint64_t seed = 1;
    std::optional<core::Time> start;  ///< set: an event log from this day on; else a stream
    std::uint16_t port = 445;
    bool loud_host = false;
    std::uint64_t forged = 0;  ///< bare SYNs of forged sources
    std::string truth;         ///< file for the truth; empty: none
    bool live = false;         ///< against live HoneyPoints in network namespaces of its own
    std::string output;        ///< live: where the sensor's events go
    core::Duration lasting = std::chrono::minutes{1};  ///< live: what the window is shrunk to
};
struct ExportOptions {
    std::string what;  ///< blocklist, stix, misp, zeek, ecs, csv, package
    std::string store;
    std::string config;  ///< rules of block lists; empty: the default rule
    std::string rule;    ///< empty: the first one
    std::string form = "plain";
    std::string producer;
    std::optional<event::Signal> signal;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
    std::string sources = "anonymised";  ///< package: console::shared_sources_names
    std::string key;                     ///< package: file with the key of renamed sources
    std::string licence;
    std::vector<std::string> credits;
};
struct DrillOptions {
    std::string store;
    std::string config;
    std::string source;  ///< overrides the settings
    std::string target;
    std::optional<core::Duration> within;
    Form form = Form::text;
};
struct WatchOptions {
    std::string store;
    std::string zone;
    bool once = false;  ///< print one frame and end
};
struct SchemaOptions {
    std::string which;  ///< proto, schema or reference
};
struct AlertOptions {
    std::string config;   ///< settings file
    std::string store;    ///< folder; empty: that of the settings, or the default
    std::string channel;  ///< to test; empty: list them
    Form form = Form::text;
};
struct ConfigOptions {
    std::string explain;  ///< name of a setting; empty: print the commented example
    bool reference = false;
    std::string check;  ///< file to check
};

struct AskOptions {
    std::string store;
    std::string config;
    std::string question;
    std::string zone;
    Form form = Form::text;
};
struct UserOptions {
    enum class Action : std::uint8_t { list, add, change } action = Action::list;
    std::string store;
    std::string name;
    std::string role;           ///< empty: as it is, viewer for a new one
    std::string password_file;  ///< empty: standard input, where one is needed
    bool password = false;      ///< change: a new one
    std::optional<bool> active;
};
struct TokenOptions {
    enum class Action : std::uint8_t { list, add, revoke } action = Action::list;
    std::string store;
    std::string name;  ///< add: what it is for; revoke: its id
    std::string role;
    std::vector<std::string> scopes;
    std::uint32_t days = 90;
};
struct CaseOptions {
    enum class Verb : std::uint8_t { list, show, set, export_file, scan } verb = Verb::list;
    std::string store;
    std::string config;
    std::string id;
    std::string state;
    std::string search;
    std::optional<std::string> owner;
    std::string note;
    std::string reason;
    std::string patched;
    std::optional<core::Time> expires;
    std::optional<core::Time> from;  ///< scan
    std::optional<core::Time> to;
    Form form = Form::text;
};
struct IncidentOptions {
    enum class Verb : std::uint8_t { list, show } verb = Verb::list;
    std::string store;
    std::string config;
    std::string id;
    std::string state;
    std::string source;
    std::string severity;
    std::uint32_t limit = 50;
    Form form = Form::text;
};
struct AllowOptions {
    enum class Verb : std::uint8_t { list, add, end, hidden } verb = Verb::list;
    std::string store;
    std::string config;
    std::string id;
    std::string network;
    std::vector<std::string> signals;
    std::vector<std::string> stages;
    std::vector<std::string> sensors;
    std::string reason;
    std::string owner;
    std::optional<core::Time> from;
    std::optional<core::Time> to;  ///< hidden
    std::optional<core::Time> expires;
    Form form = Form::text;
};
struct NetworkOptions {
    enum class Verb : std::uint8_t {
        list,
        add,
        remove,
        sightings,
        check,
        exposure
    } verb = Verb::list;
    std::string store;
    std::string config;
    std::string network;
    std::string kind;
    std::string owner;
    std::string contact;
    std::string note;
    std::vector<std::string> inside;
    std::vector<std::uint16_t> ports{445};  ///< check
    std::uint32_t per_second = 20;
    std::string seen_from;
    Form form = Form::text;
};
struct SensorClassOptions {
    std::string store;
    std::string sensor;  ///< empty: list all
    std::string sensor_class;
    std::string provider;
    std::string region;
    std::optional<core::Time> from;
    std::optional<core::Time> until;
    Form form = Form::text;
};
struct ReEntryOptions {
    enum class Verb : std::uint8_t { list, add, end, report } verb = Verb::list;
    std::string store;
    std::string config;
    std::string id;
    std::string name;
    std::optional<core::Time> from;
    std::optional<core::Time> until;
    std::optional<core::Time> before;
    std::vector<std::string> sensors;
    Form form = Form::text;
};
struct DossierOptions {
    std::string store;
    std::string config;
    std::string address;
    std::string at;    ///< in the caller's zone
    std::string zone;  ///< the caller's; empty: the host's
    std::string within;
    std::string pack;    ///< file to write
    std::string verify;  ///< file to check instead
    std::string head;    ///< the last hash that was given out
    Form form = Form::text;
};

int run_up(const UpOptions& options);
int run_check(const CheckOptions& options);
int run_report(const ReportOptions& options);
int run_replay(const ReplayOptions& options);
int run_decode(const DecodeOptions& options);
int run_import(const ImportOptions& options);
int run_judge(const JudgeOptions& options);
int run_judge_keep(const JudgeOptions& options);
int run_judge_signals(const JudgeOptions& options);
int run_export(const ExportOptions& options);
int run_drill_command(const DrillOptions& options);
int run_judge_wide(const JudgeOptions& options);
int run_simulate(const SimulateOptions& options);
int run_watch(const WatchOptions& options);
int run_schema(const SchemaOptions& options);
int run_config(const ConfigOptions& options);
int run_alert_test(const AlertOptions& options);
int run_alert_list(const AlertOptions& options);
int run_ask(const AskOptions& options);
int run_user(const UserOptions& options);
int run_token(const TokenOptions& options);
int run_case(const CaseOptions& options);
int run_incident(const IncidentOptions& options);
int run_allow(const AllowOptions& options);
int run_network(const NetworkOptions& options);
/// hitme network check, exposure.
int run_exposure(const NetworkOptions& options);
int run_sensor_class(const SensorClassOptions& options);
int run_re_entry(const ReEntryOptions& options);
int run_dossier(const DossierOptions& options);

/// Reads the words of the call and runs one subcommand; what main() returns.
int run_command_line(int argc, const char* const* argv);

}  // namespace hitme::app
