// SPDX-License-Identifier: Apache-2.0
#include "analytics/attribution/network_class.h"

#include <algorithm>
#include <array>
#include <span>

#include "analytics/attribution/known_networks.h"

namespace hitme::analytics {
namespace {

using enum NetworkClass;

constexpr std::array<std::string_view, network_classes> class_names{
    "unknown", "consumer",  "mobile",     "commercial",
    "hosting", "education", "government", "research_scanner"};

struct Word {
    std::string_view
        word;  ///< in small letters; a trailing * stands for any ending, a leading one for any beginning
    NetworkClass network_class;
    double confidence;
};

// MaxMind's user_type values (their documentation of the Insights database), and what others write in `type`.
constexpr std::array<Word, 20> user_types{{{"residential", consumer, 0.95},
                                           {"consumer", consumer, 0.95},
                                           {"dialup", consumer, 0.9},
                                           {"isp", consumer, 0.7},
                                           {"cellular", mobile, 0.95},
                                           {"mobile", mobile, 0.95},
                                           {"business", commercial, 0.9},
                                           {"commercial", commercial, 0.9},
                                           {"traveler", commercial, 0.6},
                                           {"cafe", commercial, 0.6},
                                           {"hosting", hosting, 0.95},
                                           {"content_delivery_network", hosting, 0.95},
                                           {"consumer_privacy_network", hosting, 0.7},
                                           {"search_engine_spider", hosting, 0.8},
                                           {"college", education, 0.95},
                                           {"school", education, 0.95},
                                           {"education", education, 0.95},
                                           {"library", education, 0.8},
                                           {"government", government, 0.95},
                                           {"military", government, 0.95}}};
constexpr std::array<Word, 5> connection_types{{{"cable/dsl", consumer, 0.75},
                                                {"dialup", consumer, 0.85},
                                                {"cellular", mobile, 0.9},
                                                {"satellite", consumer, 0.7},
                                                {"corporate", commercial, 0.7}}};

// Words of AS names. What a word says of homes is weak where the same firm sells to everybody.
constexpr std::array<Word, 100> as_words{{{"broadband*", consumer, 0.85},
                                          {"*broadband", consumer, 0.85},
                                          {"cable*", consumer, 0.8},
                                          {"cablevision", consumer, 0.85},
                                          {"catv", consumer, 0.85},
                                          {"*cable", consumer, 0.8},
                                          {"adsl", consumer, 0.9},
                                          {"dsl", consumer, 0.85},
                                          {"ftth", consumer, 0.9},
                                          {"fttx", consumer, 0.85},
                                          {"fibra", consumer, 0.75},
                                          {"residential", consumer, 0.9},
                                          {"telecom*", consumer, 0.5},
                                          {"*telecom", consumer, 0.5},
                                          {"*telekom", consumer, 0.5},
                                          {"telekom*", consumer, 0.5},
                                          {"telefon*", consumer, 0.5},
                                          {"telephone", consumer, 0.5},
                                          {"iletisim", consumer, 0.5},
                                          {"provedor*", consumer, 0.7},
                                          {"isp", consumer, 0.5},
                                          {"kabel*", consumer, 0.8},
                                          {"homenet*", consumer, 0.8},
                                          {"mobile*", mobile, 0.8},
                                          {"*mobile", mobile, 0.8},
                                          {"movil", mobile, 0.8},
                                          {"mobil", mobile, 0.75},
                                          {"mobiltel", mobile, 0.8},
                                          {"cellular", mobile, 0.85},
                                          {"gsm", mobile, 0.85},
                                          {"cellco", mobile, 0.85},
                                          {"hosting*", hosting, 0.9},
                                          {"*hosting", hosting, 0.9},
                                          {"*host", hosting, 0.8},
                                          {"host*", hosting, 0.8},
                                          {"hoster*", hosting, 0.85},
                                          {"webhost*", hosting, 0.9},
                                          {"cloud*", hosting, 0.85},
                                          {"*cloud", hosting, 0.85},
                                          {"vps*", hosting, 0.9},
                                          {"*vps", hosting, 0.9},
                                          {"vds*", hosting, 0.9},
                                          {"server*", hosting, 0.85},
                                          {"*servers", hosting, 0.85},
                                          {"*server", hosting, 0.85},
                                          {"datacenter*", hosting, 0.85},
                                          {"datacentre*", hosting, 0.85},
                                          {"rechenzentrum", hosting, 0.8},
                                          {"colo", hosting, 0.85},
                                          {"colocation", hosting, 0.85},
                                          {"cdn*", hosting, 0.85},
                                          {"*cdn", hosting, 0.85},
                                          {"cdn77", hosting, 0.9},
                                          {"universit*", education, 0.95},
                                          {"universid*", education, 0.95},
                                          {"*univ", education, 0.9},
                                          {"*university", education, 0.95},
                                          {"uniwersytet*", education, 0.95},
                                          {"universitas", education, 0.95},
                                          {"college*", education, 0.9},
                                          {"school*", education, 0.85},
                                          {"hochschule*", education, 0.9},
                                          {"faculdade*", education, 0.9},
                                          {"academ*", education, 0.7},
                                          {"polytechnic*", education, 0.85},
                                          {"politechnika", education, 0.9},
                                          {"politecnico", education, 0.9},
                                          {"education*", education, 0.8},
                                          {"educacion", education, 0.8},
                                          {"edu", education, 0.8},
                                          {"nren", education, 0.85},
                                          {"ministry", government, 0.9},
                                          {"ministerio", government, 0.9},
                                          {"ministere", government, 0.9},
                                          {"ministerstvo", government, 0.9},
                                          {"government*", government, 0.9},
                                          {"gov", government, 0.85},
                                          {"municipal*", government, 0.85},
                                          {"municipio", government, 0.85},
                                          {"prefeitura", government, 0.9},
                                          {"tribunal", government, 0.9},
                                          {"senado", government, 0.9},
                                          {"parliament", government, 0.9},
                                          {"army", government, 0.85},
                                          {"navy", government, 0.85},
                                          {"bank*", commercial, 0.85},
                                          {"banco", commercial, 0.85},
                                          {"*bank", commercial, 0.85},
                                          {"banque", commercial, 0.85},
                                          {"insurance", commercial, 0.85},
                                          {"versicherung*", commercial, 0.85},
                                          {"seguros", commercial, 0.85},
                                          {"financial", commercial, 0.75},
                                          {"hospital*", commercial, 0.8},
                                          {"airlines", commercial, 0.85},
                                          {"pharma*", commercial, 0.85},
                                          {"censys", research_scanner, 0.95},
                                          {"shodan", research_scanner, 0.95},
                                          {"shadowserver", research_scanner, 0.95},
                                          {"binaryedge", research_scanner, 0.9}}};

// Labels of reverse names, after the digits are taken out. What providers call the lines of homes.
constexpr std::array<Word, 35> name_words{
    {{"adsl*", consumer, 0.9},   {"*dsl", consumer, 0.85},      {"vdsl", consumer, 0.9},
     {"cable", consumer, 0.85},  {"cablemodem", consumer, 0.9}, {"catv", consumer, 0.9},
     {"dyn", consumer, 0.85},    {"dynamic*", consumer, 0.85},  {"dynip", consumer, 0.85},
     {"dip", consumer, 0.75},    {"dhcp", consumer, 0.7},       {"pool*", consumer, 0.75},
     {"ppp*", consumer, 0.85},   {"pppoe", consumer, 0.9},      {"dialup*", consumer, 0.9},
     {"dial", consumer, 0.85},   {"broadband", consumer, 0.85}, {"fttx", consumer, 0.85},
     {"ftth", consumer, 0.9},    {"fiber", consumer, 0.7},      {"res", consumer, 0.7},
     {"hsd", consumer, 0.7},     {"customer", consumer, 0.6},   {"gprs", mobile, 0.9},
     {"lte", mobile, 0.85},      {"mobile", mobile, 0.85},      {"wireless", mobile, 0.6},
     {"vps*", hosting, 0.9},     {"server*", hosting, 0.8},     {"colo", hosting, 0.8},
     {"hosting", hosting, 0.85}, {"compute", hosting, 0.9},     {"dedicated", hosting, 0.85},
     {"edu", education, 0.9},    {"gov", government, 0.9}}};

bool matches(std::string_view word, std::string_view pattern) {
    if (pattern.ends_with('*')) {
        pattern.remove_suffix(1);
        return word.starts_with(pattern);
    }
    if (pattern.starts_with('*')) {
        pattern.remove_prefix(1);
        return word.ends_with(pattern);
    }
    return word == pattern;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// The words of a name in small letters: runs of letters; digits and signs part them.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    std::string word;
    constexpr std::size_t longest_name = 512;  // ours: no name that is printed is longer
    for (char c : name.substr(0, longest_name)) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (is_letter(c)) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

// The best word of each class that the name holds.
void add_words(std::string_view name, std::span<const Word> known, ClassBasis basis,
               ClassFinding& finding) {
    std::array<const Word*, network_classes> best{};
    for (const auto& word : words_of(name))
        for (const auto& one : known) {
            const Word*& held = best[static_cast<std::size_t>(one.network_class)];
            if (matches(word, one.word) && (held == nullptr || held->confidence < one.confidence))
                held = &one;
        }
    for (const Word* word : best)
        if (word != nullptr)
            finding.evidence.push_back(
                {word->network_class, basis, std::string(name), word->confidence});
}

void add_value(std::string_view value, std::span<const Word> known, ClassBasis basis,
               ClassFinding& finding) {
    std::string small(value);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    for (const auto& one : known)
        if (one.word == small)
            finding.evidence.push_back(
                {one.network_class, basis, std::string(value), one.confidence});
}

}  // namespace

std::string_view name_of(NetworkClass network_class) {
    return class_names[static_cast<std::size_t>(network_class)];
}

std::optional<NetworkClass> network_class_named(std::string_view name) {
    const auto* found = std::ranges::find(class_names, name);
    if (found == class_names.end()) return std::nullopt;
    return static_cast<NetworkClass>(found - class_names.begin());
}

std::string_view name_of(ClassBasis basis) {
    constexpr std::array<std::string_view, 7> names{"operator_table",
                                                    "mmdb_user_type",
                                                    "mmdb_connection_type",
                                                    "known_network",
                                                    "reverse_name",
                                                    "as_name",
                                                    "flag"};
    return names[static_cast<std::size_t>(basis)];
}

ClassFinding judge_network_class(const NetworkFacts& facts) {
    ClassFinding finding;
    auto& evidence = finding.evidence;
    if (const auto named = network_class_named(facts.operator_class); named && *named != unknown)
        evidence.push_back(
            {*named, ClassBasis::operator_table, std::string(facts.operator_source), 1});
    add_value(facts.user_type, user_types, ClassBasis::mmdb_user_type, finding);
    add_value(facts.connection_type, connection_types, ClassBasis::mmdb_connection_type, finding);
    const KnownNetwork* known = facts.asn ? known_network(*facts.asn) : nullptr;
    if (known != nullptr)
        evidence.push_back(
            {known->network_class, ClassBasis::known_network, std::string(known->what), 0.9});
    add_words(facts.reverse_name, name_words, ClassBasis::reverse_name, finding);
    add_words(facts.as_name, as_words, ClassBasis::as_name, finding);
    if (facts.anonymous_proxy)
        evidence.push_back({hosting, ClassBasis::flag, "anonymous proxy", 0.6});
    if (facts.anycast) evidence.push_back({hosting, ClassBasis::flag, "anycast", 0.7});
    std::ranges::stable_sort(evidence, std::greater{}, &ClassEvidence::confidence);
    if (evidence.empty()) return finding;
    const auto& best = evidence.front();
    const bool contradicted = best.basis != ClassBasis::operator_table &&
                              std::ranges::any_of(evidence, [&](const ClassEvidence& other) {
                                  // What we wrote down of this very network outweighs what its name sounds like.
                                  if (known != nullptr && best.basis == ClassBasis::known_network &&
                                      other.basis == ClassBasis::as_name)
                                      return false;
                                  return other.network_class != best.network_class &&
                                         other.confidence > best.confidence - contradiction;
                              });
    if (contradicted || best.confidence < least_confidence) return finding;
    finding.network_class = best.network_class;
    finding.confidence = best.confidence;
    return finding;
}

}  // namespace hitme::analytics
