// SPDX-License-Identifier: Apache-2.0
// Greetings for HoneyPoints in mode "banner": what a service says before its client speaks.
//
// What     a persona is a service ("ssh": one of its templates, chosen by the seed) or one template
// ("ssh-debian-12"). Seed     the same sensor name gives the same bytes for ever; another name
// gives another host name, serial or
//          template, so that a fleet does not look like one machine.
// Never    names us, names a decoy program, or holds the sensor's real name: made-up host names
// only. Limits   max_banner_bytes. Nothing here depends on what a stranger sent. Pure     bytes
// from a name and a number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/bytes.h"

namespace hitme::sensor {

constexpr std::size_t max_banner_bytes =
    512;  // ours; RFC 5321 4.5.3.1.5 allows a reply line as much

/// Names of all personas, services first. Lives as long as the program.
std::span<const std::string_view> known_personas();

/// The seed of a sensor: the first eight bytes of the SHA-256 of its name and, on a line of its own, of what tells its machine
/// from others (none: the name alone). Keys come of it, so who guesses a name must not have them.
std::uint64_t persona_seed(std::string_view sensor_name, std::string_view machine = {});

/// What `persona` says first; empty for a name that is not in known_personas().
core::ByteVector banner_for(std::string_view persona, std::uint64_t seed);

}  // namespace hitme::sensor
