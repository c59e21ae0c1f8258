// SPDX-License-Identifier: Apache-2.0
// Sections [response] and [drill] of the settings file: what may be done to whom, and how.
//
// Programs, addresses to send to and files with secrets stand here alone: the API can neither set nor show them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "console/response/order.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "runtime/settings.h"
#include "wire/radius.h"

namespace hitme::console {

struct ResponseSettings {
    ResponseMode mode = ResponseMode::none;
    bool dry_run = true;
    std::vector<core::Prefix> internal;
    std::vector<core::Prefix> never;
    std::uint64_t limit = 5;
    core::Duration window = std::chrono::minutes{10};
    core::Duration timeout = std::chrono::seconds{4};

    std::string webhook_url;
    std::string webhook_secret_file;
    std::string webhook_ca_file;
    std::string program;
    core::Address radius_address;
    std::uint16_t radius_port = 3799;
    std::string radius_secret_file;
    wire::RadiusCode radius_request = wire::RadiusCode::disconnect_request;
    std::vector<wire::RadiusAttribute> radius_isolate;
    std::vector<wire::RadiusAttribute> radius_release;
    std::uint64_t radius_tries = 3;
};

struct DrillSettings {
    core::Duration every{};  ///< 0: only by hand
    core::Address source;
    core::Address target;
    std::uint16_t target_port = 0;
    core::Duration within = std::chrono::seconds{20};  ///< probe to isolation
    bool whole = false;  ///< source and target are set: a drill can run
};

/// Errors   bad_input: file, line, key and what is allowed.
core::Result<ResponseSettings> response_settings(const runtime::SettingsDocument& document);
core::Result<DrillSettings> drill_settings(const runtime::SettingsDocument& document);

}  // namespace hitme::console
