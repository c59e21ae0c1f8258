// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/number_claims.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace hitme::console {
namespace {

using std::string_view;

/// How far after the number what is counted may stand: "250000 of the infected hosts".
constexpr std::size_t words_to_noun = 4;
constexpr int exact = 15;  ///< digits of a number that is written as a word

struct Token {
    std::size_t at = 0;
    std::size_t end = 0;
    std::string lower;
    bool ends_sentence = false;  ///< a mark after it does
};

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Between spaces, without quotes and marks around.
std::vector<Token> tokens_of(string_view text) {
    constexpr string_view around = "\"'()[]{}<>,;:!?.*_~";
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < text.size();) {
        if (is_space(text[i])) {
            if (text[i] == '\n' && !tokens.empty()) tokens.back().ends_sentence = true;
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && !is_space(text[end])) ++end;
        Token token{i, end, {}, false};
        while (token.at < token.end && around.find(text[token.at]) != around.npos) ++token.at;
        while (token.end > token.at && around.find(text[token.end - 1]) != around.npos) {
            const char mark = text[token.end - 1];
            token.ends_sentence |= mark == '.' || mark == '!' || mark == '?' || mark == ';';
            --token.end;
        }
        for (const char c : text.substr(token.at, token.end - token.at))
            token.lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (!token.lower.empty()) tokens.push_back(std::move(token));
        i = end;
    }
    return tokens;
}

struct Said {
    double value = 0;
    int digits = exact;
    bool is_least = false;
    Counted counted = Counted::any;  ///< where the word itself says so: "40%", "tenfold"
    std::size_t tokens = 1;
};

constexpr std::array<std::pair<string_view, double>, 32> number_words{{
    {"two", 2},        {"three", 3},     {"four", 4},        {"five", 5},      {"six", 6},
    {"seven", 7},      {"eight", 8},     {"nine", 9},        {"ten", 10},      {"eleven", 11},
    {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},   {"fifteen", 15},  {"sixteen", 16},
    {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},   {"twenty", 20},   {"thirty", 30},
    {"forty", 40},     {"fifty", 50},    {"sixty", 60},      {"seventy", 70},  {"eighty", 80},
    {"ninety", 90},    {"hundred", 100}, {"thousand", 1000}, {"million", 1e6}, {"billion", 1e9},
    {"dozen", 12},     {"tens", 10},
}};
constexpr std::array<std::pair<string_view, double>, 5> many_words{
    {{"dozens", 12}, {"hundreds", 100}, {"thousands", 1000}, {"millions", 1e6}, {"billions", 1e9}}};

template <std::size_t Size>
std::optional<double> word_in(const std::array<std::pair<string_view, double>, Size>& words,
                              string_view word) {
    for (const auto& [name, value] : words)
        if (name == word) return value;
    return std::nullopt;
}

/// "9,000" and "3.5": digits, groups of three, one point. How many of its digits are significant.
std::optional<Said> plain_number(string_view word) {
    std::string digits;
    bool has_point = false;
    std::size_t group = 0;
    bool is_grouped = false;
    for (const char c : word) {
        if (c >= '0' && c <= '9') {
            digits += c;
            ++group;
        } else if (c == ',' && !has_point && group >= 1 && group <= 3) {
            is_grouped = true;
            group = 0;
        } else if (c == '.' && !has_point && !digits.empty()) {
            has_point = true;
            digits += c;
        } else {
            return std::nullopt;
        }
    }
    if (digits.empty() || digits.size() > exact || (is_grouped && !has_point && group != 3))
        return std::nullopt;
    Said said;
    said.value = std::strtod(digits.c_str(), nullptr);
    const auto first = digits.find_first_of("123456789");
    std::string significant = first == std::string::npos ? "0" : digits.substr(first);
    if (!has_point)
        while (significant.size() > 1 && significant.ends_with('0')) significant.pop_back();
    std::erase(significant, '.');
    said.digits = std::max<int>(1, static_cast<int>(significant.size()));
    return said;
}

/// The number that begins with this token, if one does.
std::optional<Said> said_at(const std::vector<Token>& tokens, std::size_t i) {
    const string_view word = tokens[i].lower;
    if (const auto many = word_in(many_words, word))
        return Said{*many, exact, true, Counted::any, 1};
    if (word == "doubled" || word == "doubles") return std::nullopt;  // a shape: the guard's rule
    if (word == "twice" || word == "thrice") {
        // "twice as many" is a number, "counted twice" is none.
        const bool compares = i + 1 < tokens.size() && !tokens[i].ends_sentence &&
                              (tokens[i + 1].lower == "as" || tokens[i + 1].lower == "the");
        if (!compares) return std::nullopt;
        return Said{word == "twice" ? 2.0 : 3.0, 1, false, Counted::fold, 1};
    }
    if (word.starts_with("tripl")) return Said{3, 1, false, Counted::fold, 1};
    if (word.starts_with("quadrupl")) return Said{4, 1, false, Counted::fold, 1};
    for (const string_view suffix : {"-fold", "fold"})
        if (word.size() > suffix.size() && word.ends_with(suffix)) {
            const auto before = word.substr(0, word.size() - suffix.size());
            if (auto number = plain_number(before)) {
                number->counted = Counted::fold;
                return number;
            }
            if (const auto number = word_in(number_words, before))
                return Said{*number, 1, false, Counted::fold, 1};
        }
    std::optional<Said> said;
    if (word.ends_with('%')) {
        said = plain_number(word.substr(0, word.size() - 1));
        if (said) said->counted = Counted::percent;
    } else {
        said = plain_number(word);
        if (!said)
            if (const auto value = word_in(number_words, word))
                said = Said{*value, exact, false, Counted::any, 1};
    }
    if (!said) return std::nullopt;
    // "250 thousand", "two million"
    if (i + 1 < tokens.size() && !tokens[i].ends_sentence)
        for (const string_view scale : {"hundred", "thousand", "million", "billion", "dozen"})
            if (tokens[i + 1].lower == scale && word != scale) {
                said->value *= *word_in(number_words, scale);
                ++said->tokens;
                break;
            }
    return said;
}

std::optional<Counted> noun_of(string_view word) {
    constexpr std::array<std::pair<string_view, Counted>, 25> nouns{{
        {"host", Counted::hosts},        {"source", Counted::hosts},
        {"address", Counted::hosts},     {"machine", Counted::hosts},
        {"computer", Counted::hosts},    {"device", Counted::hosts},
        {"system", Counted::hosts},      {"victim", Counted::hosts},
        {"infection", Counted::hosts},   {"newcomer", Counted::hosts},
        {"bot", Counted::hosts},         {"scanner", Counted::hosts},
        {"ip", Counted::hosts},          {"probe", Counted::events},
        {"scan", Counted::events},       {"contact", Counted::events},
        {"connection", Counted::events}, {"attempt", Counted::events},
        {"attack", Counted::events},     {"event", Counted::events},
        {"hit", Counted::events},        {"network", Counted::networks},
        {"sensor", Counted::sensors},    {"percent", Counted::percent},
        {"times", Counted::fold},
    }};
    if (word == "countries" || word == "country") return Counted::networks;
    if (word == "%") return Counted::percent;
    for (const auto& [noun, counted] : nouns)
        if (word == noun || (word.size() <= noun.size() + 2 && word.starts_with(noun) &&
                             (word.ends_with("s") || word.ends_with("es"))))
            return counted;
    return std::nullopt;
}

/// "an hour", "a minute", "per day", "hourly": how often, so of hosts.
bool is_rate(const std::vector<Token>& tokens, std::size_t i) {
    const string_view word = tokens[i].lower;
    if (word == "hourly" || word == "daily") return true;
    if (word != "a" && word != "an" && word != "per" && word != "each" && word != "every")
        return false;
    if (i + 1 >= tokens.size()) return false;
    const string_view unit = tokens[i + 1].lower;
    return unit == "hour" || unit == "minute" || unit == "day" || unit == "second";
}

bool says_least(const std::vector<Token>& tokens, std::size_t i) {
    const auto is = [&](std::size_t back, string_view word) {
        return i >= back && tokens[i - back].lower == word && !tokens[i - back].ends_sentence;
    };
    return (is(1, "least") && is(2, "at")) || (is(1, "than") && is(2, "more")) || is(1, "over");
}

double rounded(double value, int digits) {
    if (value == 0 || digits >= exact) return value;
    const double scale =
        std::pow(10.0, digits - 1 - std::floor(std::log10(std::abs(value)) + 1e-12));
    return std::round(value * scale) / scale;
}

bool is_same(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

bool is_time_unit(string_view word) {
    constexpr std::array<string_view, 15> units{"s",    "sec",   "secs",   "second",  "seconds",
                                                "min",  "mins",  "minute", "minutes", "h",
                                                "hour", "hours", "day",    "days",    "ms"};
    return std::ranges::find(units, word) != units.end();
}

}  // namespace

std::optional<double> number_word(string_view lower) {
    return word_in(number_words, lower);
}

std::vector<NumberClaim> number_claims(string_view text) {
    const auto tokens = tokens_of(text);
    std::vector<NumberClaim> claims;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto said = said_at(tokens, i);
        if (!said) continue;
        NumberClaim claim;
        claim.at = tokens[i].at;
        claim.end = tokens[i + said->tokens - 1].end;
        claim.value = said->value;
        claim.digits = said->digits;
        claim.is_least = said->is_least || says_least(tokens, i);
        claim.counted = said->counted;
        const std::size_t first = i + said->tokens;
        // "39 s a new host", "24 hours": how long, not how many.
        if (first < tokens.size() && is_time_unit(tokens[first].lower)) {
            i += said->tokens - 1;
            continue;
        }
        for (std::size_t next = first;
             claim.counted == Counted::any && next < tokens.size() && next < first + words_to_noun;
             ++next) {
            if (tokens[next - 1].ends_sentence) break;
            // The next number has what follows it.
            if (said_at(tokens, next)) break;
            if (is_rate(tokens, next)) {
                claim.counted = Counted::hosts;
                claim.end = tokens[std::min(next + 1, tokens.size() - 1)].end;
            } else if (const auto noun = noun_of(tokens[next].lower)) {
                claim.counted = *noun;
                claim.end = tokens[next].end;
            }
        }
        if (claim.counted != Counted::any) claims.push_back(claim);
        i += said->tokens - 1;
    }
    return claims;
}

bool carries(const KnownNumber& known, const NumberClaim& claim) {
    if (known.counted != Counted::any && known.counted != claim.counted) return false;
    for (const double value : {known.value, known.low, known.high})
        if (is_same(rounded(value, claim.digits), claim.value)) return true;
    if (known.counted == Counted::any) return false;
    if (known.low < known.high && known.low <= claim.value && claim.value <= known.high)
        return true;
    return claim.is_least && claim.value <= known.value;
}

}  // namespace hitme::console
