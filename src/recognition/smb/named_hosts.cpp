// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/named_hosts.h"

#include <algorithm>
#include <string>

#include "wire/smb_text.h"

namespace hitme::recognition::smb {
namespace {

constexpr std::size_t netbios_characters = 15;  // RFC 1001 section 14; a longer name is cut

std::string_view first_label(std::string_view name) {
    return name.substr(0, name.find('.'));
}

// "ws17" is "ws17.corp.example", and what NetBIOS left of a longer name is that name.
bool is_same_name(std::string_view one, std::string_view other) {
    if (one == other) return true;
    const bool both_are_whole = one.find('.') != one.npos && other.find('.') != other.npos;
    if (both_are_whole) return false;
    one = first_label(one);
    other = first_label(other);
    const bool is_cut = one.size() == netbios_characters || other.size() == netbios_characters;
    return one == other ||
           (is_cut && one.substr(0, netbios_characters) == other.substr(0, netbios_characters));
}

// The host that is asked about, beside the known ones one after the other.
class Comparison {
 public:
    explicit Comparison(std::string_view host)
        : name_(wire::lower_ascii(host)), address_(core::Address::parse(name_)) {}

    void with(const std::optional<core::Address>& known) {
        if (!known || !address_) return;
        note(*known == *address_);
    }
    void with(std::string_view known) {
        // "*SMBSERVER" is whoever hears it.
        if (known.empty() || known.starts_with('*')) return;
        const auto address = core::Address::parse(known);
        if (address) return with(address);
        if (!address_) note(is_same_name(name_, wire::lower_ascii(known)));
    }
    void with_fact(const Story& told, std::string_view fact) {
        for (const Fact& one : told.facts)
            if (one.name == fact)
                with(fact == "smb.tree" ? unc_host(one.value) : std::string_view(one.value));
    }
    Match result() const { return result_; }

 private:
    void note(bool is_same) {
        if (result_ != Match::same) result_ = is_same ? Match::same : Match::different;
    }
    std::string name_;
    std::optional<core::Address> address_;
    Match result_ = Match::unknown;
};

bool is_loopback(std::string_view host) {
    const auto address = core::Address::parse(host);
    return address ? address->is_loopback() : wire::lower_ascii(host) == "localhost";
}

// "host@80", "host@SSL@443": Windows asks these over HTTP, so that no share of SMB is meant, whoever the host is.
bool is_webdav(std::string_view host) {
    return host.find('@') != host.npos;
}

}  // namespace

std::string_view unc_host(std::string_view path) {
    path.remove_prefix(std::min(path.find_first_not_of("\\/"), path.size()));
    return path.substr(0, path.find_first_of("\\/"));
}

Match is_client(std::string_view host, const Story& told, const Peers& peers) {
    if (is_webdav(host)) return Match::different;
    Comparison comparison{host};
    comparison.with(peers.client);
    comparison.with_fact(told, "smb.workstation");
    comparison.with_fact(told, "netbios.calling");
    return comparison.result();
}

Match is_server(std::string_view host, const Story& told, const Peers& peers) {
    if (is_webdav(host)) return Match::different;
    if (is_loopback(host)) return Match::same;
    Comparison by_address{host};
    by_address.with(peers.server);
    if (by_address.result() == Match::same) return Match::same;
    // A client may connect to a tree of whatever host it likes, its own too.
    if (is_client(host, told, peers) == Match::same) return Match::different;
    Comparison comparison{host};
    comparison.with(peers.server);
    comparison.with_fact(told, "smb.tree");
    comparison.with_fact(told, "netbios.called");
    return comparison.result();
}

}  // namespace hitme::recognition::smb
