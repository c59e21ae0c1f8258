// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/wording_guard.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "console/advisory/number_claims.h"
#include "console/advisory/plain_letters.h"

namespace hitme::console {
namespace {

using std::string_view;

/// A word of the text: letters, digits and what joins them.
struct Word {
    std::string lower;
    std::size_t at = 0;
    std::size_t end = 0;
    bool capital = false;
    bool free = false;  ///< a record wrote it, or it is quoted from the ledger
    std::size_t sentence = 0;
};

bool is_word(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '\'' || c >= 0x80;
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lowered(string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

std::vector<Word> words_of(string_view text) {
    std::vector<Word> words;
    std::size_t sentence = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (!is_word(c)) {
            // A point inside a number ends nothing.
            const bool ends = c == '!' || c == '?' || c == '\n' ||
                              (c == '.' && (i + 1 == text.size() ||
                                            !is_word(static_cast<unsigned char>(text[i + 1]))));
            if (ends) ++sentence;
            ++i;
            continue;
        }
        Word word;
        word.at = i;
        word.sentence = sentence;
        while (i < text.size()) {
            const auto d = static_cast<unsigned char>(text[i]);
            const bool decimal = (d == '.' || d == ':' || d == '/') && i > word.at &&
                                 i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9' &&
                                 text[i - 1] >= '0' && text[i - 1] <= '9';
            if (!is_word(d) && !decimal) break;
            ++i;
        }
        word.end = i;
        // Quotation marks of one stroke and dashes around a word are no part of it.
        const auto joins = [&](std::size_t at) { return text[at] == '\'' || text[at] == '-'; };
        while (word.at < word.end && joins(word.at)) ++word.at;
        while (word.end > word.at && joins(word.end - 1)) --word.end;
        if (word.at == word.end) continue;
        word.capital = text[word.at] >= 'A' && text[word.at] <= 'Z';
        word.lower = lowered(text.substr(word.at, word.end - word.at));
        words.push_back(std::move(word));
    }
    return words;
}

const Finding* standing(const Carriers& carriers, string_view question) {
    for (const auto& finding : carriers.findings)
        if (finding.question == question) return &finding;
    return nullptr;
}
const Measure* measure(const Carriers& carriers, string_view id) {
    for (const auto& one : carriers.measures)
        if (one.id == id) return &one;
    return nullptr;
}
std::optional<double> number_of(const Finding* finding, string_view name) {
    const auto* number = finding == nullptr ? nullptr : console::number_of(*finding, name);
    return number == nullptr ? std::nullopt : number->value;
}
std::string said(const Finding* finding, string_view question) {
    if (finding == nullptr) return "no " + std::string(question) + " finding stands";
    return "the standing finding " + finding->id + " says " + finding->verdict;
}
bool says(const Finding* finding, std::initializer_list<string_view> verdicts) {
    return finding != nullptr && std::ranges::find(verdicts, finding->verdict) != verdicts.end();
}
std::string short_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

std::string whole_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

/// What a phrase needs: nothing where it is carried.
struct Lack {
    std::string why;
    std::string would_carry;
};
using Answer = std::optional<Lack>;

Answer need_growth(const Carriers& carriers, std::initializer_list<string_view> verdicts,
                   string_view what) {
    const auto* growth = standing(carriers, "growth");
    if (says(growth, verdicts)) return std::nullopt;
    return Lack{said(growth, "growth"), "a standing growth finding of " + carriers.subject +
                                            " with the verdict " + std::string(what)};
}

struct Phrase {
    const std::vector<Word>& words;
    std::size_t first;
    std::size_t count;
    bool negated;
};

Answer exponential(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated)
        return need_growth(carriers, {"linear", "logistic", "step", "tapering", "no_growth"},
                           "linear, logistic, tapering or no_growth");
    return need_growth(carriers, {"exponential"}, "exponential");
}
Answer linear(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated)
        return need_growth(carriers, {"exponential", "logistic", "step", "tapering", "no_growth"},
                           "exponential, logistic, tapering or no_growth");
    return need_growth(carriers, {"linear"}, "linear");
}
Answer doubling(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    return need_growth(carriers, {"exponential"}, "exponential");
}
Answer plateau(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    return need_growth(carriers, {"logistic", "step", "no_growth"}, "logistic, step or no_growth");
}
Answer taper(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated || says(standing(carriers, "onset"), {"ended"})) return std::nullopt;
    return need_growth(carriers, {"tapering"}, "tapering, or an onset finding that says ended");
}
Answer growing(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    if (says(standing(carriers, "onset"), {"rise", "rise_refused"})) return std::nullopt;
    if (says(standing(carriers, "growth"),
             {"linear", "exponential", "logistic", "growing_shape_unresolved"}))
        return std::nullopt;
    return Lack{said(standing(carriers, "growth"), "growth") + ", and " +
                    said(standing(carriers, "onset"), "onset"),
                "a standing onset finding of " + carriers.subject +
                    " that says rise, or a growth finding that says it grows"};
}
Answer massive(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    const auto peak = number_of(standing(carriers, "onset"), "peak_excess");
    if (peak && *peak >= massive_excess_per_h) return std::nullopt;
    return Lack{peak ? "the onset finding knows a peak of " + short_number(*peak) +
                           " new hosts an hour above what was before"
                     : said(standing(carriers, "onset"), "onset"),
                "a standing onset finding of " + carriers.subject +
                    " with a peak_excess of 1000 new hosts an hour or more"};
}
Answer dramatic(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    const auto* onset = standing(carriers, "onset");
    const auto before = number_of(onset, "baseline_per_h");
    const auto excess = number_of(onset, "excess_per_h");
    if (before && excess && *before > 0 && (*before + *excess) / *before >= dramatic_ratio)
        return std::nullopt;
    if (before && excess && *before > 0)
        return Lack{"the rate after is " + short_number((*before + *excess) / *before) +
                        " times the rate before",
                    "a standing onset finding of " + carriers.subject + " with a ratio of " +
                        short_number(dramatic_ratio) + " or more"};
    return Lack{said(onset, "onset"), "a standing onset finding of " + carriers.subject +
                                          " with a ratio of " + short_number(dramatic_ratio) +
                                          " or more"};
}
Answer family(const Carriers& carriers, const Phrase& phrase) {
    // "L3", "L4", "L5": common first payloads over many networks, and a signature (C-23).
    const auto* ladder = standing(carriers, worm_ladder_question);
    const std::string worm = ladder != nullptr ? lowered(worm_of(*ladder)) : "";
    // "a worm", "worm code" name none; "the worm Foo" and "Foo" do.
    constexpr std::array<string_view, 7> general{"worm",  "worms",   "is",      "code",
                                                 "scans", "traffic", "activity"};
    const string_view last = phrase.words[phrase.first + phrase.count - 1].lower;
    const bool names_another =
        std::ranges::find(general, last) == general.end() && !last.starts_with(worm);
    if (!worm.empty() && !names_another) return std::nullopt;
    const std::string which = worm.empty() ? ", which names no worm" : ", which names " + worm;
    return Lack{said(ladder, "worm ladder") + (ladder != nullptr ? which : ""),
                "a worm ladder finding of level L3 or higher with a matching signature; or quote a "
                "claim of the ledger in double quotes"};
}
Answer confirms(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    std::string seen;
    for (const auto& one : carriers.outside) {
        if (one.verdict == OutsideVerdict::confirmed) return std::nullopt;
        seen = "outside data of " + one.source + " are " + std::string(name_of(one.verdict));
    }
    return Lack{seen.empty() ? "no outside data are imported" : seen,
                "an outside verdict of " + carriers.subject + " that says confirmed"};
}
Answer worldwide(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    for (const auto& one : carriers.outside)
        if (one.verdict == OutsideVerdict::confirmed) return std::nullopt;
    return Lack{"our own sensors stand in a few networks",
                "an outside verdict of " + carriers.subject +
                    " that says confirmed, from sensors in many networks"};
}
Answer sleeping(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    const auto* dormancy = standing(carriers, "dormancy");
    if (says(dormancy, {"scan_then_sleep", "daily_off"})) return std::nullopt;
    return Lack{said(dormancy, "dormancy"), "a standing dormancy finding of " + carriers.subject +
                                                " that says scan_then_sleep"};
}
Answer share_of_growth(const Carriers& carriers, const Phrase&) {
    const auto* attribution = standing(carriers, "attribution");
    if (attribution != nullptr && attribution->verdict != "refused" &&
        attribution->verdict != "none_stands_out" && !attribution->numbers.empty() &&
        attribution->numbers.front().low.value_or(0) > 0.5)
        return std::nullopt;
    return Lack{said(attribution, "attribution"),
                "a standing attribution finding of " + carriers.subject +
                    " whose largest class has more than half of the growth at its lower limit"};
}
Answer nothing_seen(const Carriers& carriers, const Phrase&) {
    const auto* coverage = measure(carriers, "coverage");
    if (coverage != nullptr && coverage->value.value_or(0) >= 0.95) return std::nullopt;
    const auto* onset = standing(carriers, "onset");
    if (onset != nullptr && onset->coverage.share.value_or(0) >= 0.95) return std::nullopt;
    return Lack{"the coverage of the window is below 95 % or not known",
                "a finding or measure with a coverage of 95 % or more"};
}
Answer around_time(const Carriers& carriers, const Phrase&) {
    const auto* onset = standing(carriers, "onset");
    if (onset != nullptr && !onset->numbers.empty()) {
        const auto& when = onset->numbers.front();
        if (when.name == "onset" && when.value && when.low && when.high &&
            (*when.high - *when.low) / 2 <= around_minutes * 60'000)
            return std::nullopt;
        if (when.value && when.low && when.high)
            return Lack{"the onset is known within " +
                            short_number((*when.high - *when.low) / 120'000) + " min",
                        "a standing onset finding of " + carriers.subject +
                            " whose 95 % interval is within 15 min"};
    }
    return Lack{said(onset, "onset"), "a standing onset finding of " + carriers.subject +
                                          " whose 95 % interval is within 15 min"};
}

/// "every 5 min": the number in minutes.
std::optional<double> minutes_said(const std::vector<Word>& words, std::size_t first,
                                   std::size_t& count) {
    const bool begins = words[first].lower == "every" || words[first].lower == "each";
    if (!begins || first + 1 >= words.size()) return std::nullopt;
    std::string number = words[first + 1].lower;
    std::string unit = first + 2 < words.size() ? words[first + 2].lower : "";
    count = 3;
    const auto digits = number.find_first_not_of("0123456789.");
    if (number.empty() || digits == 0) {
        if (number == "minute" || number == "hour" || number == "second") {
            unit = number;
            number = "1";
            count = 2;
        } else if (const auto value = number_word(number)) {
            number = short_number(*value);  // "every five minutes"
        } else {
            return std::nullopt;
        }
    } else if (digits != number.npos) {
        unit = number.substr(digits);  // "5min"
        number.resize(digits);
        count = 2;
    }
    char* end = nullptr;
    const double value = std::strtod(number.c_str(), &end);
    if (!std::isfinite(value)) return std::nullopt;
    if (unit.starts_with("min")) return value;
    if (unit.starts_with("sec") || unit == "s") return value / 60;
    if (unit.starts_with("hour") || unit == "h") return value * 60;
    return std::nullopt;
}
Answer every(const Carriers& carriers, double minutes) {
    const auto* interval = measure(carriers, "new_host_interval");
    if (interval != nullptr && interval->low && interval->high && *interval->low <= minutes &&
        minutes <= *interval->high)
        return std::nullopt;
    if (interval != nullptr && interval->value && interval->low && interval->high)
        return Lack{
            "new hosts come every " + short_number(*interval->value) + " min (" +
                short_number(*interval->low) + "-" + short_number(*interval->high) + ")",
            "a measure new_host_interval of " + carriers.subject + " whose 95 % interval holds it"};
    return Lack{"no interval of new hosts is measured",
                "a measure new_host_interval of " + carriers.subject};
}

Answer persistent(const Carriers& carriers, const Phrase& phrase) {
    if (phrase.negated) return std::nullopt;
    const auto* persistence = standing(carriers, "persistence");
    if (says(persistence, {"continued"})) return std::nullopt;
    return Lack{said(persistence, "persistence"), "a persistence finding of " + carriers.subject +
                                                      "; or say from when to when contacts came"};
}

/// What the records know of numbers.
std::vector<KnownNumber> known_numbers(const Carriers& carriers) {
    constexpr double percent = 100;
    std::vector<KnownNumber> known;
    const auto know = [&](Counted counted, std::optional<double> value, std::optional<double> low,
                          std::optional<double> high, double scale = 1) {
        if (!value) return;
        known.push_back(
            {*value * scale, low.value_or(*value) * scale, high.value_or(*value) * scale, counted});
    };
    const auto know_sentence = [&](string_view sentence) {
        for (const auto& claim : number_claims(sentence))
            known.push_back({claim.value, claim.value, claim.value, claim.counted});
    };
    for (const auto& finding : carriers.findings) {
        for (const auto& number : finding.numbers) {
            if (number.unit == "ms") continue;
            know(Counted::any, number.value, number.low, number.high);
            if (number.value && *number.value >= 0 && *number.value <= 1)
                know(Counted::percent, number.value, number.low, number.high, percent);
        }
        know_sentence(finding.sentence);
        for (const auto& more : finding.more) know_sentence(more);
    }
    const auto* onset = standing(carriers, "onset");
    const auto before = number_of(onset, "baseline_per_h");
    const auto excess = number_of(onset, "excess_per_h");
    if (before && excess && *before > 0) know(Counted::fold, (*before + *excess) / *before, {}, {});
    for (const auto& one : carriers.measures) {
        if (one.id == "sources")
            know(Counted::hosts, one.value, one.low, one.high);
        else if (one.id == "sensors")
            know(Counted::sensors, one.value, one.low, one.high);
        else if (one.id == "coverage")
            know(Counted::percent, one.value, one.low, one.high, percent);
        else
            know(Counted::any, one.value, one.low, one.high);
        know_sentence(one.sentence);
    }
    for (const auto& one : carriers.outside) know_sentence(one.figures);
    for (const auto& one : carriers.sentences) know_sentence(one);
    return known;
}

Answer number_lack(const std::vector<KnownNumber>& known, const NumberClaim& claim,
                   const std::string& subject) {
    if (std::ranges::any_of(known, [&](const auto& one) { return carries(one, claim); }))
        return std::nullopt;
    const KnownNumber* nearest = nullptr;
    for (const auto& one : known)
        if (one.counted == claim.counted &&
            (nearest == nullptr ||
             std::abs(one.value - claim.value) < std::abs(nearest->value - claim.value)))
            nearest = &one;
    return Lack{nearest == nullptr ? "no record of " + subject + " knows such a number"
                                   : "the nearest that a record of " + subject + " knows is " +
                                         whole_number(nearest->value),
                "a finding or measure of " + subject +
                    " with that number; or quote a claim of the ledger in double quotes"};
}

using Check = Answer (*)(const Carriers&, const Phrase&);
struct Rule {
    string_view name;
    string_view words;  ///< one space between; * ends a word's beginning
    Check check;
};

constexpr std::array<Rule, 101> rules{{
    {"exponential", "exponential*", exponential},
    {"exponential", "geometric*", exponential},
    {"exponential", "parabol*", exponential},
    {"exponential", "hyperbolic*", exponential},
    {"exponential", "hockey stick*", exponential},
    {"exponential", "hockey-stick*", exponential},
    {"exponential", "hockeystick*", exponential},
    {"exponential", "snowball*", exponential},
    {"exponential", "runaway", exponential},
    {"exponential", "super-exponential*", exponential},
    {"exponential", "superexponential*", exponential},
    {"linear", "linear", linear},
    {"linear", "linearly", linear},
    {"doubling", "doubles", doubling},
    {"doubling", "doubling", doubling},
    {"doubling", "doubled", doubling},
    {"doubling", "double every", doubling},
    {"doubling", "double each", doubling},
    {"doubling", "double daily", doubling},
    {"plateau", "plateau*", plateau},
    {"plateau", "levels off", plateau},
    {"plateau", "levelling off", plateau},
    {"taper", "taper*", taper},
    {"taper", "is falling", taper},
    {"taper", "is over", taper},
    {"growing", "growing", growing},
    {"growing", "grows", growing},
    {"growing", "increasing", growing},
    {"growing", "increases", growing},
    {"growing", "rising", growing},
    {"growing", "spreading", growing},
    {"massive", "massive*", massive},
    {"massive", "huge*", massive},
    {"massive", "enormous*", massive},
    {"massive", "gigantic", massive},
    {"massive", "nailed", massive},
    {"massive", "explod*", massive},
    {"massive", "explosive*", massive},
    {"massive", "skyrocket*", massive},
    {"massive", "unprecedented", massive},
    {"massive", "soar*", massive},
    {"massive", "surg*", massive},
    {"massive", "avalanche", massive},
    {"massive", "wildfire", massive},
    {"massive", "staggering", massive},
    {"dramatic", "dramatic*", dramatic},
    {"family", "conficker", family},
    {"family", "conflicker", family},
    {"family", "downadup", family},
    {"family", "kido", family},
    {"family", "sasser", family},
    {"family", "blaster", family},
    {"family", "slammer", family},
    {"family", "nimda", family},
    {"family", "welchia", family},
    {"family", "code red", family},
    {"family", "mirai", family},
    {"family", "wannacry", family},
    {"family", "notpetya", family},
    {"family", "the worm is", family},
    {"family", "worm code", family},
    {"family", "worm scans", family},
    {"family", "worm traffic", family},
    {"family", "worm activity", family},
    {"family", "the worm", family},
    {"family", "a worm", family},
    {"family", "this worm", family},
    {"family", "new worm", family},
    {"confirms", "confirms", confirms},
    {"confirms", "confirm", confirms},
    {"confirms", "confirmed", confirms},
    {"confirms", "confirmation", confirms},
    {"confirms", "corroborate*", confirms},
    {"confirms", "verified it", confirms},
    {"confirms", "verified this", confirms},
    {"confirms", "verified that", confirms},
    {"confirms", "verifies", confirms},
    {"persistence", "throughout the", persistent},
    {"persistence", "around the clock", persistent},
    {"persistence", "without a pause", persistent},
    {"persistence", "without pause", persistent},
    {"persistence", "continuously", persistent},
    {"persistence", "nonstop", persistent},
    {"persistence", "non-stop", persistent},
    {"worldwide", "worldwide", worldwide},
    {"worldwide", "world-wide", worldwide},
    {"worldwide", "global*", worldwide},
    {"worldwide", "internet-wide", worldwide},
    {"worldwide", "internet wide", worldwide},
    {"worldwide", "the whole internet", worldwide},
    {"sleep", "sleep*", sleeping},
    {"sleep", "dormant", sleeping},
    {"share", "much of the growth", share_of_growth},
    {"share", "most of the growth", share_of_growth},
    {"share", "especially", share_of_growth},
    {"nothing", "nothing seen", nothing_seen},
    {"nothing", "nothing was seen", nothing_seen},
    {"nothing", "no scans", nothing_seen},
    {"nothing", "has stopped", nothing_seen},
    {"nothing", "have stopped", nothing_seen},
    {"nothing", "not seen anything", nothing_seen},
}};

/// How many words of `text` from `first` on are those of the rule; 0: they are not.
std::size_t matches(const std::vector<Word>& words, std::size_t first, string_view rule) {
    std::size_t count = 0;
    while (!rule.empty()) {
        if (first + count >= words.size()) return 0;
        const auto space = rule.find(' ');
        auto wanted = rule.substr(0, space);
        const string_view word = words[first + count].lower;
        const bool open = wanted.ends_with('*');
        if (open) wanted.remove_suffix(1);
        if (open ? !word.starts_with(wanted) : word != wanted) return 0;
        ++count;
        rule = space == rule.npos ? string_view() : rule.substr(space + 1);
    }
    return count;
}

bool is_negated(const std::vector<Word>& words, std::size_t first) {
    constexpr std::size_t near = 3;
    for (std::size_t back = 1; back <= near && back <= first; ++back) {
        const auto& word = words[first - back];
        if (word.sentence != words[first].sentence) return false;
        const bool negates = word.lower == "not" || word.lower == "no" || word.lower == "never" ||
                             word.lower == "neither" || word.lower.ends_with("n't");
        if (!negates) continue;
        // "if not exponentially" suggests it.
        const bool suggests = first > back && words[first - back - 1].lower == "if";
        return !suggests;
    }
    return false;
}

/// Sentences that say that something is not known assert nothing.
std::vector<bool> open_sentences(const std::vector<Word>& words) {
    std::vector<bool> open(words.empty() ? 1 : words.back().sentence + 1, false);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i].lower == "whether" || words[i].lower == "undetermined" ||
            matches(words, i, "cannot be said") > 0 || matches(words, i, "cannot say") > 0)
            open[words[i].sentence] = true;
    return open;
}

/// Marks the words of every place where a record's text stands in the plain text.
void set_free(std::vector<Word>& words, string_view text, string_view record) {
    const auto written = plain_letters(record).text;
    if (written.size() < 2) return;
    for (std::size_t at = text.find(written); at != text.npos; at = text.find(written, at + 1))
        for (auto& word : words)
            if (word.at >= at && word.end <= at + written.size()) word.free = true;
}

void set_free_words(std::vector<Word>& words, string_view text, const Carriers& carriers) {
    for (const auto& finding : carriers.findings) {
        set_free(words, text, finding.sentence);
        for (const auto& more : finding.more) set_free(words, text, more);
    }
    for (const auto& one : carriers.measures) set_free(words, text, one.sentence);
    for (const auto& one : carriers.outside) set_free(words, text, one.figures);
    for (const auto& one : carriers.sentences) set_free(words, text, one);
    for (const auto& claim : carriers.claims) set_free(words, text, '"' + claim.quote + '"');
}

struct Place {
    std::size_t line = 1;
    std::size_t column = 1;
};
Place place_of(string_view text, std::size_t at) {
    Place place;
    for (std::size_t i = 0; i < at; ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((c & 0xC0) != 0x80) {
            ++place.column;
        }
    }
    return place;
}

/// "worm X" or "X worm", X written as a name.
std::size_t named_worm(const std::vector<Word>& words, std::size_t i) {
    if (words[i].lower != "worm" && words[i].lower != "worms") return 0;
    return i + 1 < words.size() && words[i + 1].capital &&
                   words[i + 1].sentence == words[i].sentence
               ? 2
               : 0;
}
/// The name before "worm": of capitals or digits ("the MS08-067 worm"), or a capital inside a sentence ("the Blaster worm").
std::size_t worm_named_before(const std::vector<Word>& words, std::size_t i) {
    if (i + 1 >= words.size() || words[i + 1].sentence != words[i].sentence) return 0;
    if (words[i + 1].lower != "worm" && words[i + 1].lower != "worms") return 0;
    const bool begins = i == 0 || words[i - 1].sentence != words[i].sentence;
    const bool has_digit = words[i].lower.find_first_of("0123456789") != std::string::npos;
    return has_digit || (words[i].capital && !begins) ? 2 : 0;
}
std::size_t around_clock(const std::vector<Word>& words, std::size_t i) {
    if (words[i].lower != "around" || i + 1 >= words.size()) return 0;
    return words[i + 1].lower.find(':') != std::string::npos ? 2 : 0;
}

}  // namespace

std::vector<GuardProblem> check_wording(string_view whole, const Carriers& carriers) {
    const string_view original = whole.substr(0, max_guarded_bytes);
    // A reader of "ex[soft hyphen]ponential" and of a Cyrillic "o" in it sees the word.
    const auto plain = plain_letters(original);
    const string_view text = plain.text;
    auto words = words_of(text);
    set_free_words(words, text, carriers);
    const auto open = open_sentences(words);
    std::vector<GuardProblem> problems;
    const auto note = [&](string_view rule, std::size_t first, std::size_t count,
                          const Answer& lack) {
        if (!lack || problems.size() >= max_problems) return;
        const std::size_t from = plain.begins[words[first].at];
        const std::size_t until = plain.ends[words[first + count - 1].end - 1];
        const auto place = place_of(original, from);
        problems.push_back({"", place.line, place.column,
                            std::string(original.substr(from, until - from)), std::string(rule),
                            lack->why, lack->would_carry});
    };
    const auto known = known_numbers(carriers);
    for (const auto& claim : number_claims(text)) {
        const auto first =
            std::ranges::find_if(words, [&](const Word& word) { return word.end > claim.at; });
        const auto last = std::find_if(first, words.end(),
                                       [&](const Word& word) { return word.at >= claim.end; });
        if (first == last || first->free || open[first->sentence]) continue;
        note("number", static_cast<std::size_t>(first - words.begin()),
             static_cast<std::size_t>(last - first), number_lack(known, claim, carriers.subject));
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].free || open[words[i].sentence]) continue;
        std::size_t count = 0;
        if (const auto minutes = minutes_said(words, i, count))
            note("every", i, count, every(carriers, *minutes));
        if ((count = around_clock(words, i)) > 0)
            note("around", i, count, around_time(carriers, {words, i, count, false}));
        if ((count = worm_named_before(words, i)) > 0)
            note("family", i, count, family(carriers, {words, i, 1, false}));
        if ((count = named_worm(words, i)) > 0)
            note("family", i, count, family(carriers, {words, i, count, false}));
        for (const auto& rule : rules) {
            count = matches(words, i, rule.words);
            if (count == 0) continue;
            // "the worm Foo" is told once, with its name.
            if (string_view(rule.name) == "family" && named_worm(words, i + count - 1) > 0) break;
            note(rule.name, i, count,
                 rule.check(carriers, {words, i, count, is_negated(words, i)}));
            break;
        }
    }
    std::ranges::stable_sort(problems, {}, [](const GuardProblem& problem) {
        return std::pair(problem.line, problem.column);
    });
    return problems;
}

void put_guard_answer(JsonWriter& json, const std::vector<GuardProblem>& problems) {
    json.begin_object();
    json.key("passes").truth(problems.empty());
    json.key("problems").begin_array();
    for (const auto& problem : problems) {
        json.begin_object();
        if (!problem.statement.empty()) json.key("statement").text(problem.statement);
        json.key("line").number(problem.line);
        json.key("column").number(problem.column);
        json.key("phrase").text(problem.phrase);
        json.key("rule").text(problem.rule);
        json.key("why").text(problem.why);
        json.key("would_carry").text(problem.would_carry);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

}  // namespace hitme::console
