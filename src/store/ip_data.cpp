// SPDX-License-Identifier: Apache-2.0
#include "store/ip_data.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "core/digest.h"
#include "core/text.h"
#include "store/ip/location_file.h"
#include "store/ip/mapped_file.h"
#include "store/ip/mmdb_file.h"
#include "store/ip/operator_networks.h"

namespace hitme::store {
namespace {

// The date that a file's name carries.
std::optional<core::Time> date_in_name(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename().string();
    for (std::size_t at = 0; at + 8 <= name.size(); ++at) {
        std::string text = name.substr(at, 10);
        if (const auto day = core::parse_day(text)) return core::Time{*day};
        text = name.substr(at, 8);
        if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) continue;
        if (const auto day =
                core::parse_day(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6)))
            return core::Time{*day};
    }
    return std::nullopt;
}

std::string day_text(core::Time at) {
    return at == core::Time{} ? std::string{} : core::format_day(core::day_of(at));
}

struct Ranges {
    std::shared_ptr<const GeoDb> db;
    core::Time since;
    std::size_t database = 0;
};
struct Location {
    MappedFile bytes;
    LocationFile file;
    core::Time since;
    std::size_t database = 0;
};
struct Mmdb {
    MmdbFile file;
    core::Time since;
    std::size_t database = 0;
};

// The newest that is not later than `at`, else the oldest; they stand in order of their dates.
template <class Dated>
const Dated* valid_at(const std::vector<Dated>& all, core::Time at) {
    const Dated* found = all.empty() ? nullptr : &all.front();
    for (const auto& one : all)
        if (one.since <= at) found = &one;
    return found;
}

template <class Dated>
void sort_by_date(std::vector<Dated>& all) {
    std::stable_sort(all.begin(), all.end(),
                     [](const Dated& a, const Dated& b) { return a.since < b.since; });
}

void take_country(IpFacts& facts, std::string_view code) {
    if (code.empty() || !facts.country.empty()) return;
    const auto meaning = country_of_code(code);
    if (meaning.country.empty() && !facts.country_note.empty()) return;
    facts.country = meaning.country;
    facts.country_note = meaning.note;
    facts.continent = meaning.continent;
}

}  // namespace

struct IpData::Inner {
    std::vector<Ranges> ranges;
    // A list: a location's bytes must not move from under its reader, and a mapped file is never assigned.
    std::vector<std::unique_ptr<Location>> locations;
    std::map<std::string, std::vector<Mmdb>> mmdbs;  // by the type that they say they have
    OperatorNetworks networks;
    std::optional<std::size_t> networks_database;
    std::vector<IpDatabase> databases;
    std::vector<std::string> problems;
    std::size_t files = 0;

    bool has_room(const std::string& path) {
        if (++files <= max_ip_files) return true;
        problems.push_back(path + ": left out, more than " + std::to_string(max_ip_files) +
                           " files");
        return false;
    }
    void note(const core::Error& error) { problems.push_back(error.context); }

    void add_ranges(const std::string& v4, const std::string& v6, std::optional<core::Time> since) {
        if (v4.empty() && v6.empty()) return;
        if (!has_room(v4)) return;
        auto opened = GeoDb::open(v4, v6);
        if (!opened) return note(opened.error());
        add_ranges(std::make_shared<const GeoDb>(std::move(*opened)), since);
    }
    void add_ranges(std::shared_ptr<const GeoDb> db, std::optional<core::Time> since) {
        const auto built = core::parse_day(db->date());
        const core::Time from = since.value_or(built ? core::Time{*built} : core::Time{});
        databases.push_back({db->source(),
                             IpDatabaseKind::ranges,
                             {"country"},
                             built ? db->date() : day_text(from),
                             db->licence()});
        ranges.push_back({std::move(db), from, databases.size() - 1});
    }
    void add_location(const std::string& path) {
        if (path.empty() || !has_room(path)) return;
        auto mapped = MappedFile::open(path);
        if (!mapped) return note(mapped.error());
        const auto file = LocationFile::over(mapped->bytes());
        if (!file) {
            problems.push_back(path + ": no location database: " + name_of(file.error().fault) +
                               " at " + file.error().field);
            return;
        }
        const core::Time since = date_in_name(path).value_or(file->created());
        databases.push_back(
            {core::printable(file->vendor(), max_location_text) + " location database",
             IpDatabaseKind::location,
             {"country", "as", "flags"},
             day_text(file->created()),
             core::printable(file->licence(), max_location_text)});
        locations.push_back(std::make_unique<Location>(
            Location{std::move(*mapped), *file, since, databases.size() - 1}));
    }
    void add_mmdb(const std::string& path) {
        if (!has_room(path)) return;
        auto file = MmdbFile::open(path);
        if (!file) return note(file.error());
        const core::Time since = date_in_name(path).value_or(file->built());
        const std::string type = file->type();
        const std::string description = file->description();
        databases.push_back({type.empty() ? std::filesystem::path(path).filename().string() : type,
                             IpDatabaseKind::mmdb,
                             {"country", "as", "class"},
                             day_text(file->built()),
                             description});
        mmdbs[type].push_back({std::move(*file), since, databases.size() - 1});
    }
    void add_folder(const std::string& folder) {
        if (folder.empty()) return;
        std::error_code failed;
        std::vector<std::string> paths;
        for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
            if (paths.size() >= 4 * max_ip_files) break;
            paths.push_back(entry.path().string());
        }
        if (failed) {
            problems.push_back(folder + ": " + failed.message());
            return;
        }
        std::ranges::sort(paths);
        for (const auto& path : paths) {
            const auto name = std::filesystem::path(path).filename().string();
            if (name.ends_with(".mmdb")) {
                add_mmdb(path);
            } else if (name.ends_with(".db")) {
                add_location(path);
            } else if (name.starts_with("geoip-")) {
                const auto six =
                    (std::filesystem::path(path).parent_path() / ("geoip6-" + name.substr(6)))
                        .string();
                add_ranges(path, std::filesystem::exists(six, failed) ? six : "",
                           date_in_name(path));
            }
        }
    }
    void add_networks(const std::string& path) {
        if (path.empty()) return;
        std::ifstream in(path, std::ios::binary);
        if (!in) {
            problems.push_back(path + ": cannot be read");
            return;
        }
        std::string text;
        std::array<char, 65536> some{};
        while (text.size() <= max_operator_text &&
               (in.read(some.data(), some.size()), in.gcount() > 0))
            text.append(some.data(), static_cast<std::size_t>(in.gcount()));
        auto table = OperatorNetworks::parse(text);
        if (!table) {
            problems.push_back(path + ": " + table.error().context);
            return;
        }
        if (table->skipped() > 0)
            problems.push_back(path + ": " + std::to_string(table->skipped()) + " rows skipped");
        networks = std::move(*table);
        const auto since = date_in_name(path);
        databases.push_back({"operator's table of networks",
                             IpDatabaseKind::operator_table,
                             {"class"},
                             since ? day_text(*since) : "",
                             ""});
        networks_database = databases.size() - 1;
    }
};

std::string_view name_of(IpDatabaseKind kind) {
    constexpr std::array<std::string_view, 5> names{"ranges", "location", "mmdb", "operator_table",
                                                    "registry"};
    return names[static_cast<std::size_t>(kind)];
}

IpData::IpData() : inner_(std::make_unique<Inner>()) {
    inner_->databases.push_back({"IANA address space registries",
                                 IpDatabaseKind::registry,
                                 {"registry"},
                                 std::string(registry_table_date),
                                 "public"});
}
IpData::IpData(IpData&&) noexcept = default;
IpData& IpData::operator=(IpData&&) noexcept = default;
IpData::~IpData() = default;

const IpData& IpData::none() {
    static const IpData nothing;
    return nothing;
}

IpData IpData::open(const IpDataSettings& settings, std::shared_ptr<const GeoDb> ranges) {
    IpData made;
    Inner& inner = *made.inner_;
    inner.add_networks(settings.networks);
    for (const auto& path : settings.mmdb) inner.add_mmdb(path);
    inner.add_folder(settings.folder);
    inner.add_ranges(settings.country_v4, settings.country_v6, std::nullopt);
    if (ranges != nullptr && ranges->known()) inner.add_ranges(std::move(ranges), std::nullopt);
    inner.add_location(settings.location);
    sort_by_date(inner.ranges);
    std::stable_sort(inner.locations.begin(), inner.locations.end(),
                     [](const auto& a, const auto& b) { return a->since < b->since; });
    for (auto& [type, files] : inner.mmdbs) sort_by_date(files);
    return made;
}

IpFacts IpData::facts(const core::Address& address, core::Time at) const {
    const Inner& inner = *inner_;
    IpFacts facts;
    const auto registry = registry_of(address);
    facts.registry = registry.registry;
    facts.registry_note = registry.note;
    if (registry.registry != Registry::none) facts.answered.push_back(0);
    std::string_view continent_code;
    std::string continent_text;
    for (const auto& [type, files] : inner.mmdbs) {
        const Mmdb* file = valid_at(files, at);
        auto record = file == nullptr ? std::nullopt : file->file.find(address);
        if (!record) continue;
        facts.answered.push_back(file->database);
        take_country(facts, record->country);
        if (continent_text.empty()) continent_text = std::move(record->continent);
        if (facts.city.empty()) facts.city = std::move(record->city);
        if (!facts.asn && record->asn) {
            facts.asn = record->asn;
            facts.as_name = std::move(record->as_name);
        }
        if (facts.user_type.empty()) facts.user_type = std::move(record->user_type);
        if (facts.connection_type.empty())
            facts.connection_type = std::move(record->connection_type);
        facts.anonymous_proxy |= record->anonymous_proxy;
        facts.satellite |= record->satellite;
        facts.anycast |= record->anycast;
    }
    continent_code = continent_text;
    if (facts.country.empty()) {
        if (const Ranges* ranges = valid_at(inner.ranges, at)) {
            if (const auto code = ranges->db->country(address); !code.empty()) {
                take_country(facts, code);
                facts.answered.push_back(ranges->database);
            }
        }
    }
    const Location* location = inner.locations.empty() ? nullptr : inner.locations.front().get();
    for (const auto& one : inner.locations)
        if (one->since <= at) location = one.get();
    const auto network = location == nullptr ? std::nullopt : location->file.network(address);
    if (network) {
        facts.answered.push_back(location->database);
        take_country(facts, {network->country.data(), network->country[0] == 0 ? 0u : 2u});
        if (!facts.asn && network->asn) {
            facts.asn = network->asn;
            facts.as_name =
                core::printable(location->file.as_name(*network->asn), max_location_text);
        } else if (facts.asn && facts.as_name.empty()) {
            facts.as_name = core::printable(location->file.as_name(*facts.asn), max_location_text);
        }
        facts.anonymous_proxy |= (network->flags & location_anonymous_proxy) != 0;
        facts.satellite |= (network->flags & location_satellite) != 0;
        facts.anycast |= (network->flags & location_anycast) != 0;
        facts.drop |= (network->flags & location_drop) != 0;
    }
    if (facts.continent == Continent::unknown) facts.continent = continent_by_code(continent_code);
    if (facts.asn) {
        if (const auto* entry = inner.networks.find(*facts.asn)) {
            facts.operator_class = entry->type;
            facts.operator_source = entry->source;
            facts.answered.push_back(*inner.networks_database);
        }
    }
    return facts;
}

const std::vector<IpDatabase>& IpData::databases() const {
    return inner_->databases;
}

const std::vector<std::string>& IpData::problems() const {
    return inner_->problems;
}

std::uint64_t number_of_files(const IpDataSettings& settings, std::string_view also) {
    std::string told{also};
    std::size_t files = 0;
    const auto tell = [&](const std::filesystem::path& path) {
        std::error_code failed;
        const auto size = std::filesystem::file_size(path, failed);
        const auto changed = std::filesystem::last_write_time(path, failed);
        told += '\n' + path.string() + ' ' +
                (failed ? "-"
                        : std::to_string(size) + ' ' +
                              std::to_string(changed.time_since_epoch().count()));
    };
    for (const auto& path :
         {settings.country_v4, settings.country_v6, settings.location, settings.networks})
        tell(path);
    for (const auto& path : settings.mmdb)
        if (++files <= max_ip_files) tell(path);
    std::vector<std::filesystem::path> folder;
    std::error_code failed;
    for (std::filesystem::directory_iterator at{settings.folder, failed}, end;
         !failed && at != end && ++files <= max_ip_files; at.increment(failed))
        folder.push_back(at->path());
    std::ranges::sort(folder);
    for (const auto& path : folder) tell(path);
    const auto digest = core::sha256(core::as_bytes(told));
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | digest[i];
    return std::max<std::uint64_t>(number, 1);
}

}  // namespace hitme::store
