// SPDX-License-Identifier: Apache-2.0
// What kind of network a source stands in (C-17, docs/methods/network-class.md), with the evidence, or that nobody knows.
//
// Order    each piece of evidence has a basis and a confidence; the most confident answers. The operator's own table is
//          never contradicted. Below it, another class within `contradiction` of the best makes the answer `unknown`:
//          two witnesses who disagree are no witness. Nothing at all, or nothing above `least_confidence`, is `unknown` too.
// Names    of an AS, and a reverse name where one is known (nobody here looks one up), by words: "broadband", "hosting",
//          "university". A telephone company's name alone decides nothing.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::analytics {

enum class NetworkClass : std::uint8_t {
    unknown,
    consumer,
    mobile,
    commercial,  ///< firms' own lines and networks
    hosting,
    education,
    government,
    research_scanner,  ///< announced scanning of the whole Internet
};
constexpr std::size_t network_classes = 8;
std::string_view name_of(NetworkClass network_class);
std::optional<NetworkClass> network_class_named(std::string_view name);

/// Who says so. docs/formats/api.yaml has the names.
enum class ClassBasis : std::uint8_t {
    operator_table,
    mmdb_user_type,
    mmdb_connection_type,
    known_network,  ///< our own dated table of large networks (known_networks.h)
    reverse_name,
    as_name,
    flag,
};
std::string_view name_of(ClassBasis basis);

/// What is known of one source; empty where it is not.
struct NetworkFacts {
    std::string_view operator_class;
    std::string_view operator_source;
    std::string_view user_type;
    std::string_view connection_type;
    std::optional<std::uint32_t> asn;
    std::string_view as_name;
    std::string_view reverse_name;
    bool anonymous_proxy = false;
    bool anycast = false;
};

struct ClassEvidence {
    NetworkClass network_class = NetworkClass::unknown;
    ClassBasis basis = ClassBasis::as_name;
    std::string evidence;  ///< the words that said so, as they came: printable where they were
    double confidence = 0;
};

struct ClassFinding {
    NetworkClass network_class = NetworkClass::unknown;
    double confidence = 0;                ///< of the answer; 0 for unknown
    std::vector<ClassEvidence> evidence;  ///< the most confident first
};

constexpr double contradiction = 0.15;
/// Weaker evidence is shown and decides nothing: that a telephone company owns the lines does not say whose they are.
constexpr double least_confidence = 0.6;

ClassFinding judge_network_class(const NetworkFacts& facts);

}  // namespace hitme::analytics
