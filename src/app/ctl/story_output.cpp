// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/story_output.h"

#include <algorithm>
#include <vector>

#include "core/text.h"
#include "core/time.h"

namespace hitme::app {
namespace {

// Writes the members of JSON objects and arrays with their commas.
class JsonLine {
 public:
    explicit JsonLine(std::string& out) : out_(out) {}
    void open(char bracket) {
        out_ += bracket;
        first_ = true;
    }
    void close(char bracket) {
        out_ += bracket;
        first_ = false;
    }
    void item() {
        if (!first_) out_ += ',';
        first_ = false;
    }
    void key(std::string_view name) {
        item();
        core::append_json_string(out_, name);
        out_ += ':';
    }
    void text(std::string_view name, std::string_view value) {
        key(name);
        core::append_json_string(out_, value);
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        out_ += std::to_string(value);
    }
    void truth(std::string_view name, bool value) {
        key(name);
        out_ += value ? "true" : "false";
    }
    template <class List, class Each>
    void list(std::string_view name, const List& all, Each each) {
        key(name);
        open('[');
        for (const auto& one : all) {
            item();
            open('{');
            each(one);
            close('}');
        }
        close(']');
    }
    void texts(std::string_view name, const std::vector<std::string>& all) {
        key(name);
        open('[');
        for (const std::string& one : all) {
            item();
            core::append_json_string(out_, one);
        }
        close(']');
    }

 private:
    std::string& out_;
    bool first_ = true;
};

std::string stage_word(event::Stage stage) {
    return std::string(event::name_of(stage));
}

}  // namespace

std::string endpoint(const core::Address& address, std::uint16_t port) {
    const std::string text = address.to_string();
    return (address.is_v4() ? text : "[" + text + "]") + ":" + std::to_string(port);
}

void append_json(std::string& out, const sensor::WatchedConversation& conversation) {
    const recognition::Story& story = conversation.story;
    JsonLine json(out);
    json.open('{');
    json.text("source", endpoint(conversation.source, conversation.source_port));
    json.text("destination", endpoint(conversation.destination, conversation.destination_port));
    json.text("transport", event::name_of(conversation.transport));
    json.text("started_at", core::format_rfc3339(conversation.started_at));
    json.text("ended_at", core::format_rfc3339(conversation.ended_at));
    json.text("protocol", story.protocol);
    json.text("stage", event::name_of(story.stage));
    json.list("stages", story.stages, [&](const recognition::StageReached& reached) {
        json.text("stage", event::name_of(reached.stage));
        json.text("why", reached.why);
    });
    json.list("labels", story.labels, [&](const event::Label& label) {
        json.text("name", label.name);
        json.text("grade", event::name_of(label.grade));
        json.text("rule", label.rule);
        json.texts("attack_ids", label.attack_ids);
        json.list("evidence", label.evidence, [&](const event::Evidence& evidence) {
            json.number("offset", evidence.offset);
            json.number("length", evidence.length);
            json.text("value", evidence.value);
        });
    });
    json.list("operations", story.operations, [&](const recognition::Operation& operation) {
        json.text("protocol", operation.protocol);
        json.text("name", operation.name);
        json.text("arguments", operation.arguments);
        json.text("outcome", operation.outcome);
        json.number("offset", operation.offset);
    });
    json.list("facts", story.facts, [&](const recognition::Fact& fact) {
        json.text("name", fact.name);
        json.text("value", fact.value);
    });
    json.list("malformed", story.malformed, [&](const recognition::Malformed& malformed) {
        json.text("fault", core::name_of(malformed.fault));
        json.number("offset", malformed.offset);
        json.text("field", malformed.field);
    });
    json.key("counts");
    json.open('{');
    for (const auto& count : story.counts) json.number(count.name, count.messages);
    json.close('}');
    json.text("sentence", story.sentence);
    json.number("logons_failed", story.logons_failed);
    json.number("bytes_in", conversation.bytes_in);
    json.number("bytes_out", conversation.bytes_out);
    json.number("missing_in", conversation.missing_in);
    json.number("missing_out", conversation.missing_out);
    json.truth("midstream", conversation.midstream);
    json.number("operations_not_kept", story.operations_not_kept);
    json.number("malformed_not_kept", story.malformed_not_kept);
    json.close('}');
}

void append_text(std::string& out, const sensor::WatchedConversation& conversation) {
    const recognition::Story& story = conversation.story;
    out += core::format_rfc3339(conversation.started_at) + "  " +
           endpoint(conversation.source, conversation.source_port) + " -> " +
           endpoint(conversation.destination, conversation.destination_port) + "  " +
           (story.protocol.empty() ? "-" : story.protocol) +
           (conversation.transport == event::Transport::udp ? "/udp" : "") + "  " +
           stage_word(story.stage) + "\n";
    if (!story.sentence.empty()) out += "  " + story.sentence + "\n";
    for (const event::Label& label : story.labels) {
        out += "    label      " + label.name + ", " + std::string(event::name_of(label.grade)) +
               " (" + label.rule;
        for (const std::string& id : label.attack_ids) out += ", " + id;
        out += ")\n";
        for (const event::Evidence& evidence : label.evidence) {
            out += "      ";
            if (evidence.length > 0)
                out += "bytes " + std::to_string(evidence.offset) + " to " +
                       std::to_string(evidence.offset + evidence.length - 1) + ": ";
            out += evidence.value + "\n";
        }
    }
    for (const recognition::Operation& operation : story.operations) {
        out += "    " + std::string(operation.protocol);
        out.append(operation.protocol.size() < 10 ? 10 - operation.protocol.size() : 0, ' ');
        out += " " + operation.name;
        if (!operation.arguments.empty()) out += "  " + operation.arguments;
        if (!operation.outcome.empty()) out += "  -> " + operation.outcome;
        out += "\n";
    }
    if (story.operations_not_kept > 0)
        out += "    and " + std::to_string(story.operations_not_kept) + " more operations\n";
    for (const recognition::Malformed& malformed : story.malformed)
        out += "    malformed  " + std::string(core::name_of(malformed.fault)) + " at byte " +
               std::to_string(malformed.offset) + ", " + malformed.field + "\n";
    if (story.malformed_not_kept > 0)
        out += "    and " + std::to_string(story.malformed_not_kept) + " more faults\n";
}

void SourceSummary::add(const sensor::WatchedConversation& conversation) {
    const core::Address key = conversation.source;
    auto found = sources_.find(key);
    if (found == sources_.end()) {
        if (sources_.size() >= max_sources) {
            ++not_kept_;
            return;
        }
        found = sources_.emplace(key, Source{}).first;
    }
    Source& source = found->second;
    source.stage = std::max(source.stage, conversation.story.stage);
    ++source.conversations;
    source.logons_failed += conversation.story.logons_failed;
    for (const event::Label& label : conversation.story.labels) ++source.labels[label.name];
}

std::string SourceSummary::text(std::size_t most) const {
    std::vector<std::pair<core::Address, const Source*>> ordered;
    for (const auto& [address, source] : sources_) ordered.emplace_back(address, &source);
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
        return a.second->stage > b.second->stage;
    });
    std::string out;
    for (std::size_t i = 0; i < std::min(most, ordered.size()); ++i) {
        const auto& [address, source] = ordered[i];
        out += address.to_string() + "  " + stage_word(source->stage) + ", " +
               std::to_string(source->conversations) +
               (source->conversations == 1 ? " conversation" : " conversations");
        if (source->logons_failed > 0)
            out += ", " + std::to_string(source->logons_failed) + " credentials refused";
        for (const auto& [name, count] : source->labels)
            out += "; " + name + (count > 1 ? " (" + std::to_string(count) + ")" : "");
        out += "\n";
    }
    const std::uint64_t more = not_kept_ + (ordered.size() - std::min(most, ordered.size()));
    if (more > 0) out += "and " + std::to_string(more) + " more\n";
    return out;
}

}  // namespace hitme::app
