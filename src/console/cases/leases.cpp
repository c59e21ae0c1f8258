// SPDX-License-Identifier: Apache-2.0
#include "console/cases/leases.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/reader.h"
#include "core/text.h"

namespace hitme::console::cases {
namespace {

constexpr std::uint64_t largest_epoch = 9'000'000'000;  // seconds: the year 2255, within core::Time
constexpr std::size_t max_statement_bytes = 4096;
constexpr std::size_t max_kea_columns = 32;
const core::Time never = *core::parse_time("2261-01-01T00:00:00Z");

/// One byte after the other, through core::Reader.
class Words {
 public:
    explicit Words(std::string_view text) : reader_(core::as_bytes(text), core::Input::whole) {}
    bool end() const { return reader_.left() == 0; }
    char peek() const { return static_cast<char>(reader_.peek()); }
    char next() { return static_cast<char>(reader_.u8("byte")); }
    /// Up to and without `stop`, which is taken; at most `most` bytes are kept.
    std::string until(char stop, std::size_t most) {
        std::string out;
        while (!end()) {
            const char c = next();
            if (c == stop) return out;
            if (out.size() < most) out += c;
        }
        return out;
    }

 private:
    core::Reader reader_;
};

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::optional<core::Time> of_epoch(std::string_view text) {
    const auto seconds = core::parse_unsigned(text, largest_epoch);
    if (!seconds) return {};
    return core::Time{std::chrono::seconds{static_cast<std::int64_t>(*seconds)}};
}

/// Six bytes in hexadecimal with colons; nothing for another form.
std::optional<std::string> mac_of(std::string_view text) {
    std::string out;
    std::size_t count = 0;
    while (true) {
        const auto colon = text.find(':');
        auto part = std::string(text.substr(0, colon));
        if (part.size() == 1) part = "0" + part;
        const auto byte = core::from_hex(part);
        if (part.size() != 2 || !byte) return {};
        out += (count == 0 ? "" : ":") + core::to_hex(*byte);
        ++count;
        if (colon == std::string_view::npos) break;
        text.remove_prefix(colon + 1);
        if (count == 6) return {};
    }
    if (count != 6) return {};
    return out;
}

std::vector<std::string> words_of(std::string_view text, char separator, std::size_t most) {
    std::vector<std::string> words;
    while (words.size() < most) {
        const auto end = text.find(separator);
        words.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return words;
}

std::string name_of_host(std::string_view text) {
    if (text == "*" || text.empty()) return {};
    return core::printable(text, max_lease_name_bytes);
}

void add(Leases& out, Lease lease) {
    if (lease.from >= lease.until) {
        ++out.skipped;
        return;
    }
    out.leases.push_back(std::move(lease));
    // Rarely: half of the oldest at once, so that it costs little for each.
    if (out.leases.size() >= max_leases * 2)
        out.leases.erase(out.leases.begin(),
                         out.leases.begin() + static_cast<std::ptrdiff_t>(max_leases));
}

// ---- ISC dhcpd ----

/// The words of one statement, without the ; a text in quotes is one word. Ends also at a { or }, which is the last word.
std::vector<std::string> statement(Words& text) {
    std::vector<std::string> words;
    std::string word;
    std::size_t taken = 0;
    const auto close = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    while (!text.end()) {
        const char c = text.next();
        if (++taken > max_statement_bytes) continue;
        if (c == '#') {
            text.until('\n', 0);
            close();
        } else if (c == '"') {
            close();
            std::string quoted;
            while (!text.end()) {
                char inner = text.next();
                if (inner == '"') break;
                if (inner == '\\' && !text.end()) {
                    quoted += inner;
                    inner = text.next();
                }
                if (quoted.size() < 256) quoted += inner;
            }
            words.push_back(std::move(quoted));
        } else if (c == ';') {
            close();
            if (!words.empty()) return words;
        } else if (c == '{' || c == '}') {
            close();
            words.emplace_back(1, c);
            return words;
        } else if (is_space(c)) {
            close();
        } else {
            word += c;
        }
    }
    close();
    return words;
}

/// "4 2026/03/05 12:00:00", "epoch 1772712000", "never".
std::optional<core::Time> dhcpd_time(const std::vector<std::string>& words) {
    if (words.size() == 2 && words[1] == "never") return never;
    if (words.size() == 3 && words[1] == "epoch") return of_epoch(words[2]);
    if (words.size() != 4) return {};
    std::string date = words[2];
    std::replace(date.begin(), date.end(), '/', '-');
    return core::parse_time(date + "T" + words[3] + "Z");
}

void parse_dhcpd(std::string_view text, Leases& out) {
    Words words{text};
    while (!words.end()) {
        const auto head = statement(words);
        if (head.size() != 3 || head[0] != "lease" || head[2] != "{") continue;
        Lease lease;
        const auto address = core::Address::parse(head[1]);
        std::optional<core::Time> starts;
        std::optional<core::Time> ends;
        bool given = true;
        int depth = 1;
        while (!words.end() && depth > 0) {
            const auto line = statement(words);
            if (line.empty()) break;
            if (line.back() == "{") ++depth;
            if (line.back() == "}") --depth;
            if (depth != 1) continue;
            if (line[0] == "starts") starts = dhcpd_time(line);
            if (line[0] == "ends") ends = dhcpd_time(line);
            if (line.size() == 3 && line[0] == "hardware" && line[1] == "ethernet")
                lease.mac = mac_of(line[2]).value_or("");
            if (line.size() == 2 && line[0] == "client-hostname")
                lease.name = name_of_host(line[1]);
            // "free" and "expired" entries still tell who had it until `ends`; others were never a host's.
            if (line.size() == 3 && line[0] == "binding" && line[1] == "state")
                given = line[2] == "active" || line[2] == "free" || line[2] == "expired" ||
                        line[2] == "released";
        }
        if (!address || !starts || !ends || lease.mac.empty() || !given) {
            ++out.skipped;
            continue;
        }
        lease.address = *address;
        lease.from = *starts;
        lease.until = *ends;
        add(out, std::move(lease));
    }
}

// ---- dnsmasq ----

void parse_dnsmasq(std::string_view text, core::Time written, Leases& out) {
    Words lines{text};
    while (!lines.end()) {
        const std::string line = lines.until('\n', max_statement_bytes);
        if (line.empty()) continue;
        if (line.starts_with("duid ")) break;  // what follows is IPv6, without MACs
        const auto words = words_of(line, ' ', 6);
        const auto ends = words.size() >= 4 ? of_epoch(words[0]) : std::nullopt;
        const auto mac = words.size() >= 4 ? mac_of(words[1]) : std::nullopt;
        const auto address = words.size() >= 4 ? core::Address::parse(words[2]) : std::nullopt;
        if (!ends || !mac || !address) {
            ++out.skipped;
            continue;
        }
        const core::Time until = words[0] == "0" ? never : *ends;
        add(out, {*address, *mac, name_of_host(words[3]), written, until});
    }
}

// ---- Kea ----

void parse_kea(std::string_view text, Leases& out) {
    Words lines{text};
    const auto names = words_of(lines.until('\n', max_statement_bytes), ',', max_kea_columns);
    const auto column = [&](std::string_view name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                        names.begin());
    };
    const std::array<std::size_t, 6> at{column("address"),        column("hwaddr"),
                                        column("valid_lifetime"), column("expire"),
                                        column("hostname"),       column("state")};
    while (!lines.end()) {
        const std::string line = lines.until('\n', max_statement_bytes);
        if (line.empty()) continue;
        const auto words = words_of(line, ',', max_kea_columns);
        const auto word = [&](std::size_t which) {
            return at[which] < words.size() ? words[at[which]] : std::string();
        };
        const auto address = core::Address::parse(word(0));
        const auto mac = mac_of(word(1));
        const auto lifetime = core::parse_unsigned(word(2), 0xFFFFFFFF);
        const auto expire = of_epoch(word(3));
        if (!address || !mac || !lifetime || !expire || word(5) != "0") {
            ++out.skipped;
            continue;
        }
        add(out, {*address, *mac, name_of_host(word(4)),
                  *expire - std::chrono::seconds{static_cast<std::int64_t>(*lifetime)}, *expire});
    }
}

}  // namespace

Leases parse_leases(std::string_view text, core::Time written) {
    Leases out;
    if (text.size() > max_lease_bytes) text = text.substr(text.size() - max_lease_bytes);
    if (text.starts_with("address,hwaddr,")) {
        out.form = LeaseForm::kea;
        parse_kea(text, out);
    } else if (text.find("lease ") != std::string_view::npos &&
               text.find('{') != std::string_view::npos) {
        out.form = LeaseForm::dhcpd;
        parse_dhcpd(text, out);
    } else if (!text.empty()) {
        out.form = LeaseForm::dnsmasq;
        parse_dnsmasq(text, written, out);
    }
    if (out.leases.size() > max_leases)
        out.leases.erase(out.leases.begin(),
                         out.leases.end() - static_cast<std::ptrdiff_t>(max_leases));
    return out;
}

}  // namespace hitme::console::cases
