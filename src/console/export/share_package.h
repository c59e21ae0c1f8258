// SPDX-License-Identifier: Apache-2.0
// A share package: the least that another analyst needs to plot one signal, to judge it again and to say where it is from (C-63).
//
// Files     datapackage.json (Frictionless Data Package 1.0: what each file is, its columns, size and SHA-256, licence,
//           contributors), README.md, CREDITS.md, series.csv (hours), NAME.csv.gz (the judged contacts: time_ms, sensor, src),
//           streams.json (when sensors listened, and the judged window), verdicts.jsonl. `hitme judge growth --batch FOLDER` reads
//           NAME.csv.gz and streams.json as they are. docs/formats/share-package.md.
// Sources   full: as they are. anonymised: core::PrefixPreservingMap, sensors by number. none: hours alone, nothing to judge again.
//           IPv6 is its /64 in any case.
// Times     of contacts are cut to whole milliseconds.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/sighting.h"
#include "console/claim.h"
#include "console/export/package_archive.h"
#include "core/ip.h"
#include "core/prefix_preserving_map.h"
#include "core/result.h"
#include "core/time.h"
#include "event/signal.h"

namespace hitme::console {

/// As many contacts as a growth verdict of the console looks at at most; 130 MB of text.
constexpr std::uint64_t max_package_contacts = 4'000'000;
constexpr std::size_t max_package_text_bytes = 300;  // ours: a producer, a licence, a credit

enum class SharedSources : std::uint8_t { anonymised, full, none };
constexpr std::array<std::string_view, 3> shared_sources_names = {"anonymised", "full", "none"};

struct PackageQuestion {
    event::Signal signal;
    std::optional<core::Time> from;  ///< growth is judged from here; nothing: from the onset on
    core::Time to;
    SharedSources sources = SharedSources::anonymised;
    /// Nothing: one is made for this package and thrown away. The same key gives the same names in the next package.
    std::optional<core::PrefixPreservingMap::Key> key;
    std::string producer;  ///< empty: not told
    std::string licence;   ///< such as "CC-BY-4.0"; empty: none was given
    std::vector<std::string> credits;
    std::uint64_t most_contacts = max_package_contacts;
};

struct PackageContact {
    core::Time at;
    core::Address source;
    std::uint16_t sensor = 0;
    bool is_new = false;  ///< not seen in the 24 h before
    friend bool operator==(const PackageContact&, const PackageContact&) = default;
};

struct PackageContents {
    core::Time made_at;
    core::Time data_from;    ///< of the contacts: baseline and a day of memory before it
    core::Time judged_from;  ///< of the verdict
    core::Time to;
    std::vector<std::string> sensors;
    std::vector<PackageContact> contacts;  ///< by time
    analytics::Uptimes uptimes;            ///< by sensor; empty where no heartbeat is known
    std::vector<std::string> verdicts;     ///< a JSON object each
    std::vector<Claim> claims;             ///< of the signal
    std::uint64_t unverified = 0;          ///< contacts that prove no address, left out
    bool simulated = false;
};

/// "tcp-445": a stream's name in streams.json and a file's.
std::string package_stream_name(const event::Signal& signal);
/// "hitme-tcp-445-20091031T120000Z": the folder of all files.
std::string package_folder(const event::Signal& signal, core::Time to);

/// What may leave: contacts and sensors by the policy, times in milliseconds. `key` is looked at for anonymised sources only.
/// With none, contacts stay for counting, under addresses that count them from one on.
PackageContents shared(PackageContents contents, SharedSources policy,
                       const core::PrefixPreservingMap::Key& key);

/// `contents` as shared() gave them. Errors   those of gzip_of().
core::Result<std::vector<PackageFile>> package_files(const PackageContents& contents,
                                                     const PackageQuestion& question);

}  // namespace hitme::console
