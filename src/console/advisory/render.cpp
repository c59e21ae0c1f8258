// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/render.h"

#include <algorithm>
#include <array>

#include "console/feed_path.h"
#include "console/markup.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::size_t text_width = 100;
constexpr std::array<Section, 7> order{
    Section::seen,   Section::means_it,        Section::means_security, Section::to_do,
    Section::limits, Section::change_our_mind, Section::questions};

/// "[judgement]" where it is one.
std::string_view mark_of(const AdvisoryStatement& statement) {
    return statement.nature == Nature::judgement ? "[judgement] " : "";
}
std::string links_of(const AdvisoryStatement& statement) {
    std::string text;
    for (const auto& link : statement.links)
        text += (text.empty() ? "" : ", ") + plain_line(link.id);
    return text.empty() ? text : " [" + text + "]";
}
std::string superseded_of(const AdvisoryStatement& statement) {
    return statement.superseded_by ? " (superseded by " + *statement.superseded_by + ")" : "";
}

/// Breaks at spaces; the first line begins with `first`, the others with as many spaces.
void wrap(std::string& out, std::string_view first, std::string_view text) {
    std::string line{first};
    const std::string indent(first.size(), ' ');
    std::size_t begin = 0;
    bool empty = true;
    while (begin <= text.size()) {
        const auto space = std::min(text.find(' ', begin), text.size());
        const auto word = text.substr(begin, space - begin);
        if (!empty && line.size() + 1 + word.size() > text_width) {
            out += line + '\n';
            line = indent;
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        empty = false;
        begin = space + 1;
    }
    out += line + '\n';
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

std::string whole_line(const AdvisoryStatement& statement) {
    return std::string(mark_of(statement)) + plain_line(statement.text) + links_of(statement) +
           superseded_of(statement);
}

template <class Each>
void each_of(const Advisory& advisory, Section section, Each each) {
    for (const auto& statement : advisory.statements)
        if (statement.section == section) each(statement);
}
bool has(const Advisory& advisory, Section section) {
    return std::ranges::any_of(advisory.statements,
                               [&](const auto& one) { return one.section == section; });
}

std::string credits_line(const Advisory& advisory) {
    std::string text;
    for (const auto& credit : advisory.credits) text += (text.empty() ? "" : ", ") + credit;
    return plain_line(text);
}

/// `text` with all but letters, digits and `kept` percent-encoded (RFC 3986 section 2.1).
std::string percent_encoded(std::string_view text, std::string_view kept) {
    std::string out;
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= 'A' && byte <= 'Z') || kept.find(c) != kept.npos;
        if (plain)
            out += c;
        else
            out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

/// A path of our own API, encoded where a character could end it.
std::string safe_path(std::string_view path) {
    return path.starts_with("/api/v1/") ? percent_encoded(path, "/?=&.:_-%+") : "";
}

/// An id as a part of an address: nothing of it can end that part.
std::string part_of_address(std::string_view id) {
    return percent_encoded(id, ".-_");
}

/// The dashboard's page that shows what the link names: a finding has its own, all else stands on the campaign's.
std::string page_of(const AdvisoryLink& link, const Advisory& advisory,
                    const std::string& dashboard) {
    return dashboard + (link.what == "finding"
                            ? "/#/findings/" + part_of_address(link.id)
                            : "/#/campaigns/" + part_of_address(advisory.campaign));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// How long the number is that begins at `at`, with what belongs to it ("12-18", "9:25", "2009-01-25"); 0 where none begins. A digit
/// inside a name ("MS08-067", "tcp/445") begins none.
std::size_t number_length(std::string_view text, std::size_t at) {
    if (!is_digit(text[at])) return 0;
    if (at > 0 && std::string_view(" (\"=<>~").find(text[at - 1]) == std::string_view::npos)
        return 0;
    std::size_t end = at + 1;
    while (end < text.size()) {
        const bool joins = std::string_view("-.,:").find(text[end]) != std::string_view::npos &&
                           end + 1 < text.size() && is_digit(text[end + 1]);
        if (!is_digit(text[end]) && !joins) break;
        ++end;
    }
    return end - at;
}

/// The text with each number as a link to `page`.
std::string with_numbers_linked(std::string_view text, const std::string& page) {
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = number_length(text, at);
        if (length == 0) {
            ++at;
            continue;
        }
        out += escape_markup(text.substr(copied, at - copied)) + "<a class=\"number\" href=\"" +
               escape_markup(page) + "\">" + escape_markup(text.substr(at, length)) + "</a>";
        at += length;
        copied = at;
    }
    return out + escape_markup(text.substr(copied));
}

void html_reference(std::string& out, const Advisory& advisory, const AdvisoryLink& link,
                    const std::optional<std::string>& dashboard) {
    const std::string name = escape_markup(plain_line(link.id));
    if (!dashboard) {
        out += " <small>[" + name + "]</small>";
        return;
    }
    out += " <small>[<a href=\"" + escape_markup(page_of(link, advisory, *dashboard)) + "\">" +
           name + "</a>";
    if (const auto path = safe_path(link.query); !path.empty())
        out += ", <a href=\"" + escape_markup(*dashboard + path) + "\">query</a>";
    out += "]</small>";
}

void html_statement(std::string& out, const Advisory& advisory, const AdvisoryStatement& statement,
                    const std::optional<std::string>& dashboard) {
    out += "<li id=\"" + escape_markup(statement.id) + "\"";
    if (statement.superseded_by) out += " class=\"superseded\"";
    out += ">";
    if (statement.nature == Nature::judgement) out += "<b>Judgement.</b> ";
    const auto text = plain_line(statement.text);
    out += dashboard && statement.nature == Nature::data && !statement.links.empty()
               ? with_numbers_linked(text, page_of(statement.links.front(), advisory, *dashboard))
               : escape_markup(text);
    for (const auto& link : statement.links) html_reference(out, advisory, link, dashboard);
    if (statement.superseded_by)
        out += " <i>superseded by <a href=\"#" + escape_markup(*statement.superseded_by) + "\">" +
               escape_markup(*statement.superseded_by) + "</a></i>";
    out += "</li>\n";
}

void html_figures(std::string& out, const std::vector<Figure>& figures) {
    for (const auto& figure : figures)
        out += "<figure>" + figure.svg +
               "<figcaption>Hosts seen (dots), and the curves that were fitted to them in " +
               escape_markup(plain_line(figure.finding)) + ".</figcaption></figure>\n";
}

constexpr std::string_view style =
    R"(body{font:16px/1.5 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:1.5rem}li{margin:.4rem 0}small{color:#444}
.level{border:2px solid #111;padding:.1rem .5rem;text-transform:uppercase}
figure{margin:1rem 0}figure svg{width:100%;height:auto}figcaption{font-size:.85rem;color:#444}
a.number{color:inherit;text-decoration:underline dotted}
.superseded{color:#444;text-decoration:line-through}.superseded small,.superseded i{text-decoration:none}
@media print{body{font:11pt/1.4 serif;margin:0;max-width:none}a{color:#111;text-decoration:none}h2{break-after:avoid}li,figure{break-inside:avoid}}
)";

std::string tag_of(std::string_view id) {
    return "urn:hitme:advisory:" + escape_markup(plain_line(id));
}

void atom_entry(std::string& out, const std::string& id, const std::string& title, core::Time at,
                const std::string& author, const std::string& content, const std::string& related,
                const std::string& page) {
    out += "  <entry>\n    <id>" + tag_of(id) + "</id>\n    <title>" +
           escape_markup(plain_line(title)) + "</title>\n    <updated>" + core::format_rfc3339(at) +
           "</updated>\n    <author><name>" + escape_markup(plain_line(author)) +
           "</name></author>\n";
    if (!related.empty()) out += "    <link rel=\"related\" href=\"" + tag_of(related) + "\"/>\n";
    if (!page.empty())
        out += "    <link rel=\"alternate\" href=\"" + escape_markup(page) + "\"/>\n";
    out += "    <content type=\"text\">" + escape_markup(content) + "</content>\n  </entry>\n";
}

std::string update_text(const Advisory& advisory, const AdvisoryUpdate& update) {
    std::string text = plain_line(update.label) + '\n';
    for (const auto& id : update.statements)
        if (const auto* statement = advisory.statement(id))
            wrap(text, statement->id + "  ", whole_line(*statement));
    return text;
}

}  // namespace

std::string as_text(const Advisory& advisory, const runtime::Zone& zone) {
    std::string out;
    if (advisory.simulated) out += "SIMULATED: nobody did this.\n";
    out += plain_line(advisory.shown_title()) + "  ** " + upper(name_of(advisory.level)) + " **\n";
    out += "As of " + zone.format(advisory.as_of) + " (" + core::format_rfc3339(advisory.as_of) +
           "); " + plain_line(advisory.subject) + "; " + plain_line(advisory.campaign) + "\n";
    for (const auto section : order) {
        if (!has(advisory, section)) continue;
        out += '\n' + std::string(heading_of(section)) + '\n';
        each_of(advisory, section, [&](const auto& statement) {
            wrap(out, statement.id + "  ", whole_line(statement));
        });
    }
    if (!advisory.credits.empty()) wrap(out, "\nThanks to ", credits_line(advisory) + ".");
    for (const auto& update : advisory.updates) out += '\n' + update_text(advisory, update);
    return out;
}

std::string as_markdown(const Advisory& advisory, const runtime::Zone& zone) {
    std::string out = "# " + escape_markdown(plain_line(advisory.shown_title())) + "\n\n";
    if (advisory.simulated) out += "**SIMULATED: nobody did this.**\n\n";
    out += "**" + upper(name_of(advisory.level)) + "** · as of " +
           escape_markdown(zone.format(advisory.as_of)) + " · " +
           escape_markdown(plain_line(advisory.subject)) + "\n";
    const auto line = [&](const AdvisoryStatement& statement) {
        std::string text = escape_markdown(plain_line(statement.text) + links_of(statement));
        if (statement.superseded_by)
            text = "~~" + text + "~~ (superseded by " + escape_markdown(*statement.superseded_by) +
                   ")";
        out += "- " + escape_markdown(statement.id) + " " +
               (statement.nature == Nature::judgement ? "*Judgement.* " : "") + text + "\n";
    };
    for (const auto section : order) {
        if (!has(advisory, section)) continue;
        out += "\n## " + std::string(heading_of(section)) + "\n\n";
        each_of(advisory, section, line);
    }
    if (!advisory.credits.empty())
        out += "\nThanks to " + escape_markdown(credits_line(advisory)) + ".\n";
    for (const auto& update : advisory.updates) {
        out += "\n## " + escape_markdown(plain_line(update.label)) + "\n\n";
        for (const auto& id : update.statements)
            if (const auto* statement = advisory.statement(id)) line(*statement);
    }
    return out;
}

std::string as_html(const Advisory& advisory, const runtime::Zone& zone, const Figures& figures,
                    const std::optional<std::string>& dashboard) {
    const auto title = escape_markup(plain_line(advisory.shown_title()));
    std::string out =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta "
        "name=\"viewport\" "
        "content=\"width=device-width\">\n<title>" +
        title + "</title>\n<style>" + std::string(style) + "</style></head><body>\n";
    if (advisory.simulated) out += "<p><b>SIMULATED: nobody did this.</b></p>\n";
    out += "<h1>" + title + "</h1>\n<p><span class=\"level\">" +
           escape_markup(name_of(advisory.level)) + "</span> as of " +
           escape_markup(zone.format(advisory.as_of)) + ", " +
           escape_markup(plain_line(advisory.subject)) + "</p>\n";
    for (const auto section : order) {
        if (!has(advisory, section)) continue;
        out += "<h2>" + escape_markup(heading_of(section)) + "</h2>\n<ul>\n";
        each_of(advisory, section, [&](const auto& statement) {
            html_statement(out, advisory, statement, dashboard);
        });
        out += "</ul>\n";
        if (section == Section::seen) html_figures(out, figures.original);
    }
    if (!advisory.credits.empty())
        out += "<p>Thanks to " + escape_markup(credits_line(advisory)) + ".</p>\n";
    for (std::size_t i = 0; i < advisory.updates.size(); ++i) {
        const auto& update = advisory.updates[i];
        out += "<h2>" + escape_markup(plain_line(update.label)) + "</h2>\n<ul>\n";
        for (const auto& id : update.statements)
            if (const auto* statement = advisory.statement(id))
                html_statement(out, advisory, *statement, dashboard);
        out += "</ul>\n";
        if (i < figures.updates.size()) html_figures(out, figures.updates[i]);
    }
    out += "</body></html>\n";
    return out;
}

std::string html_policy() {
    std::string policy = "default-src 'none'; style-src 'sha256-";
    core::append_base64(policy, core::sha256(core::as_bytes(style)));
    return policy + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

std::string as_atom(const std::vector<Advisory>& advisories, const std::string& dashboard) {
    core::Time latest;
    for (const auto& advisory : advisories) {
        latest = std::max(latest, advisory.published_at.value_or(advisory.as_of));
        for (const auto& update : advisory.updates) latest = std::max(latest, update.at);
    }
    std::string out =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
        "  <id>urn:hitme:advisories</id>\n  <title>hitme advisories</title>\n"
        "  <link rel=\"self\" href=\"" +
        escape_markup(dashboard) + std::string(feed_path) + "\"/>\n  <updated>" +
        core::format_rfc3339(latest) + "</updated>\n";
    for (const auto& advisory : advisories) {
        if (!advisory.out()) continue;
        const std::string page =
            dashboard.empty() ? "" : dashboard + "/#/advisories/" + part_of_address(advisory.id);
        const auto zone = runtime::Zone::find(advisory.zone);
        const auto shown = zone ? *zone : runtime::Zone::utc();
        // The latest first, as readers expect; the original as it was published.
        for (std::size_t i = advisory.updates.size(); i-- > 0;) {
            const auto& update = advisory.updates[i];
            atom_entry(out, advisory.id + ":update:" + std::to_string(i + 1),
                       "Update: " + advisory.title, update.at, update.author,
                       update_text(advisory, update), advisory.id, page);
        }
        Advisory original = advisory;
        original.updates.clear();
        atom_entry(out, advisory.id, advisory.shown_title(),
                   advisory.published_at.value_or(advisory.as_of), "hitme",
                   as_text(original, shown), "", page);
    }
    out += "</feed>\n";
    return out;
}

}  // namespace hitme::console
