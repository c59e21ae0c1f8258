// SPDX-License-Identifier: Apache-2.0
#include "store/ip/mmdb_file.h"

#include <maxminddb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <utility>

#include "core/text.h"

namespace hitme::store {
namespace {

constexpr std::uint64_t latest_second = 253402300799;  // 9999-12-31T23:59:59Z

using Path = std::initializer_list<const char*>;

// The value at that path, where the entry has one.
std::optional<MMDB_entry_data_s> value_at(MMDB_entry_s& entry, Path path) {
    std::vector<const char*> words{path};
    words.push_back(nullptr);
    MMDB_entry_data_s data{};
    const int status = MMDB_aget_value(&entry, &data, words.data());
    if (status != MMDB_SUCCESS || !data.has_data) return std::nullopt;
    return data;
}

std::string text_of(const std::optional<MMDB_entry_data_s>& data) {
    if (!data || data->type != MMDB_DATA_TYPE_UTF8_STRING) return {};
    return core::printable(std::string_view(data->utf8_string, data->data_size), max_mmdb_text);
}

std::string first_text(MMDB_entry_s& entry, std::initializer_list<Path> paths) {
    for (const auto& path : paths)
        if (auto text = text_of(value_at(entry, path)); !text.empty()) return text;
    return {};
}

bool truth_at(MMDB_entry_s& entry, Path path) {
    const auto data = value_at(entry, path);
    return data && data->type == MMDB_DATA_TYPE_BOOLEAN && data->boolean;
}

std::optional<std::uint32_t> number_of(const std::optional<MMDB_entry_data_s>& data) {
    if (!data) return std::nullopt;
    if (data->type == MMDB_DATA_TYPE_UINT32) return data->uint32;
    if (data->type == MMDB_DATA_TYPE_UINT16) return data->uint16;
    // "AS64500", as some databases write it.
    std::string text = text_of(data);
    if (text.starts_with("AS")) text.erase(0, 2);
    const auto number = core::parse_unsigned(text, 0xFFFFFFFF);
    return number ? std::optional{static_cast<std::uint32_t>(*number)} : std::nullopt;
}

}  // namespace

struct MmdbFile::Inner {
    MMDB_s mmdb{};
    bool is_open = false;
    ~Inner() {
        if (is_open) MMDB_close(&mmdb);
    }
};

MmdbFile::MmdbFile(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
MmdbFile::MmdbFile(MmdbFile&&) noexcept = default;
MmdbFile& MmdbFile::operator=(MmdbFile&&) noexcept = default;
MmdbFile::~MmdbFile() = default;

core::Result<MmdbFile> MmdbFile::open(const std::string& path) {
    auto inner = std::make_unique<Inner>();
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &inner->mmdb);
    if (status != MMDB_SUCCESS) {
        const auto code = status == MMDB_FILE_OPEN_ERROR ? core::ErrorCode::not_found
                                                         : core::ErrorCode::bad_input;
        return core::error(code, path + ": " + MMDB_strerror(status));
    }
    inner->is_open = true;
    return MmdbFile{std::move(inner)};
}

std::optional<MmdbRecord> MmdbFile::find(const core::Address& address) const {
    if (!address.is_v4() && inner_->mmdb.metadata.ip_version == 4) return std::nullopt;
    sockaddr_storage storage{};
    if (address.is_v4()) {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_addr.s_addr = htonl(address.v4_value());
        std::memcpy(&storage, &four, sizeof four);
    } else {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        const auto bytes = address.bytes();
        std::memcpy(&six.sin6_addr, bytes.data(), bytes.size());
        std::memcpy(&storage, &six, sizeof six);
    }
    int status = MMDB_SUCCESS;
    auto found =
        MMDB_lookup_sockaddr(&inner_->mmdb, reinterpret_cast<const sockaddr*>(&storage), &status);
    if (status != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    MMDB_entry_s& entry = found.entry;
    MmdbRecord record;
    record.country = first_text(entry, {{"country", "iso_code"},
                                        {"registered_country", "iso_code"},
                                        {"country_code"},
                                        {"country"}});
    record.continent = first_text(entry, {{"continent", "code"}, {"continent_code"}});
    record.city = first_text(entry, {{"city", "names", "en"}, {"city"}});
    record.asn = number_of(value_at(entry, {"autonomous_system_number"}));
    if (!record.asn)
        record.asn = number_of(value_at(entry, {"traits", "autonomous_system_number"}));
    if (!record.asn) record.asn = number_of(value_at(entry, {"asn"}));
    record.as_name = first_text(entry, {{"autonomous_system_organization"},
                                        {"traits", "autonomous_system_organization"},
                                        {"as_name"},
                                        {"name"}});
    record.user_type = first_text(entry, {{"traits", "user_type"}, {"user_type"}, {"type"}});
    record.connection_type =
        first_text(entry, {{"connection_type"}, {"traits", "connection_type"}});
    record.anonymous_proxy = truth_at(entry, {"traits", "is_anonymous_proxy"}) ||
                             truth_at(entry, {"is_anonymous"}) ||
                             truth_at(entry, {"traits", "is_anonymous"});
    record.satellite = truth_at(entry, {"traits", "is_satellite_provider"});
    record.anycast = truth_at(entry, {"traits", "is_anycast"}) || truth_at(entry, {"is_anycast"});
    return record;
}

core::Time MmdbFile::built() const {
    const std::uint64_t seconds = inner_->mmdb.metadata.build_epoch;
    if (seconds > latest_second) return {};
    return core::Time{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
}

std::string MmdbFile::type() const {
    const char* type = inner_->mmdb.metadata.database_type;
    return type == nullptr ? std::string{} : core::printable(std::string_view(type), max_mmdb_text);
}

std::string MmdbFile::description() const {
    const auto& all = inner_->mmdb.metadata.description;
    for (std::size_t i = 0; i < all.count; ++i) {
        const auto* one = all.descriptions[i];
        if (one == nullptr || one->description == nullptr) continue;
        if (one->language != nullptr && std::string_view(one->language) == "en")
            return core::printable(std::string_view(one->description), max_mmdb_text);
    }
    return {};
}

}  // namespace hitme::store
