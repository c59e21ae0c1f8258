// SPDX-License-Identifier: Apache-2.0
// What each subcommand of `hitme` was asked for, and the functions that do it. command_line.cpp fills and calls them.
//
// Exit status   0 done; 1 it could not be done (a line on standard error says why); 2 the words of the call are wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "console/judge/questions.h"
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
    std::string events;  ///< a file; empty: the store
    std::string store;
    std::string batch;   ///< a folder of streams
    std::string uptime;  ///< a file
    std::string columns;
    std::optional<event::Signal> signal;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
    std::optional<core::Duration> bin;    ///< growth
    std::optional<core::Duration> every;  ///< keep: from step to step
    bool keep = false;  ///< walk the store and keep findings, instead of a question
    std::string zone;
    Form form = Form::text;
};
struct SimulateOptions {
    std::string kind;
    std::uint64_t seed = 1;
    std::optional<core::Time> start;  ///< set: an event log from this day on; else a stream
    std::uint16_t port = 445;
    bool loud_host = false;
    std::string truth;  ///< file for the truth; empty: none
};
struct WatchOptions {
    std::string store;
    std::string zone;
    bool once = false;  ///< print one frame and end
};
struct SchemaOptions {
    std::string which;  ///< proto, schema or reference
};
struct ConfigOptions {
    std::string explain;  ///< name of a setting; empty: print the commented example
    bool reference = false;
    std::string check;  ///< file to check
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

int run_up(const UpOptions& options);
int run_check(const CheckOptions& options);
int run_report(const ReportOptions& options);
int run_replay(const ReplayOptions& options);
int run_decode(const DecodeOptions& options);
int run_import(const ImportOptions& options);
int run_judge(const JudgeOptions& options);
int run_judge_keep(const JudgeOptions& options);
int run_simulate(const SimulateOptions& options);
int run_watch(const WatchOptions& options);
int run_schema(const SchemaOptions& options);
int run_config(const ConfigOptions& options);
int run_user(const UserOptions& options);
int run_token(const TokenOptions& options);

/// Reads the words of the call and runs one subcommand; what main() returns.
int run_command_line(int argc, const char* const* argv);

}  // namespace hitme::app
