// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/advisory_material.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Everything that could surface somewhere: markup, Markdown, a terminal's escape, a bidirectional override, C1.
const std::string hostile =
    "<script>alert('x')</script> ](javascript:alert(1)) *b* `c` \x1b[2J\x07 \xe2\x80\xae \xc2\x9b "
    "& \"q\"";

Advisory hostile_advisory() {
    auto material = tests::made_material();
    material.claims[0].who = hostile;
    material.claims[0].credit = hostile;
    material.campaign.title = hostile;
    auto advisory = *draft_advisory(material, runtime::Zone::utc());
    advisory.id = hostile;
    advisory.state = "published";
    advisory.statements[0].links.push_back(
        {"finding", hostile, "javascript:alert(1)", std::nullopt, std::nullopt});
    advisory.statements[0].links.push_back(
        {"finding", "x", "/api/v1/\"onmouseover=alert(1) <b>", std::nullopt, std::nullopt});
    AdvisoryUpdate update;
    update.at = tests::at("2009-01-25T16:00:00Z");
    update.label = "** " + hostile;
    update.author = hostile;
    update.statements = {"s1"};
    advisory.updates.push_back(update);
    return advisory;
}

void expect_no_controls(const std::string& text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        EXPECT_TRUE(byte >= 0x20 || byte == '\n') << static_cast<int>(byte);
        EXPECT_NE(byte, 0x7F);
    }
    EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b")));
}

TEST(RenderAdvisory, HostileBytesAreTextInEveryForm) {
    const auto advisory = hostile_advisory();
    const auto zone = runtime::Zone::utc();
    const auto html = as_html(advisory, zone);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("href=\"javascript")));
    EXPECT_THAT(html, Not(HasSubstr("\"onmouseover")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
    expect_no_controls(html);
    const auto markdown = as_markdown(advisory, zone);
    EXPECT_THAT(markdown, Not(HasSubstr("<script")));
    EXPECT_THAT(markdown, Not(HasSubstr("](javascript:")));
    EXPECT_THAT(markdown, HasSubstr("\\*b\\*"));
    expect_no_controls(markdown);
    expect_no_controls(as_text(advisory, zone));
    const auto atom = as_atom({advisory});
    EXPECT_THAT(atom, Not(HasSubstr("<script")));
    expect_no_controls(atom);
}

TEST(RenderAdvisory, TheFeedShowsTheUpdateAndTheOriginal) {
    auto advisory = *draft_advisory(tests::made_material(), runtime::Zone::utc());
    advisory.id = "a";
    EXPECT_THAT(as_atom({advisory}), Not(HasSubstr("<entry>")));  // a draft
    advisory.state = "published";
    advisory.published_at = tests::at("2008-11-08T00:10:00Z");
    UpdateAsked asked;
    asked.author = "mara";
    asked.at = tests::at("2008-11-10T01:00:00Z");
    const auto after = updated(advisory, tests::later_material(), asked, runtime::Zone::utc());
    const auto atom = as_atom({*after});
    EXPECT_THAT(atom, HasSubstr("<id>urn:hitme:advisory:a</id>"));
    EXPECT_THAT(atom, HasSubstr("<id>urn:hitme:advisory:a:update:1</id>"));
    EXPECT_THAT(atom, HasSubstr("<link rel=\"related\" href=\"urn:hitme:advisory:a\"/>"));
    EXPECT_THAT(atom, HasSubstr("<updated>2008-11-10T01:00:00Z</updated>"));
    EXPECT_LT(atom.find("a:update:1"), atom.find("<id>urn:hitme:advisory:a</id>"));
}

TEST(RenderAdvisory, EachNumberLeadsToThePageThatShowsIt) {
    Advisory advisory;
    advisory.campaign = "tcp-445.campaign.1";
    AdvisoryStatement statement;
    statement.id = "s1";
    statement.text = "97 hosts on tcp/445 (12-18 an hour), MS08-067, around 9:25 AM.";
    statement.links = {{"finding", "tcp-445.onset.2", "/api/v1/findings/tcp-445.onset.2", {}, {}}};
    advisory.statements = {statement};
    const auto zone = runtime::Zone::utc();
    const auto link = [](const std::string& page, const std::string& number) {
        return "<a class=\"number\" href=\"" + page + "\">" + number + "</a>";
    };
    const std::string page = "http://console.example:7445/#/findings/tcp-445.onset.2";
    const auto html = as_html(advisory, zone, {}, "http://console.example:7445");
    EXPECT_THAT(html, HasSubstr(link(page, "97") + " hosts on tcp/445 (" + link(page, "12-18") +
                                " an hour), MS08-067, around " + link(page, "9:25") + " AM."));
    EXPECT_THAT(html, HasSubstr("<a href=\"http://console.example:7445/api/v1/findings/"
                                "tcp-445.onset.2\">query</a>"));
    EXPECT_THAT(as_html(advisory, zone), HasSubstr(link("/#/findings/tcp-445.onset.2", "97")));
    // A file whose reader has no dashboard: the numbers and their references as text, and no link to anywhere.
    const auto file = as_html(advisory, zone, {}, std::nullopt);
    EXPECT_THAT(file, HasSubstr("97 hosts on tcp/445 (12-18 an hour), MS08-067, around 9:25 AM. "
                                "<small>[tcp-445.onset.2]</small>"));
    EXPECT_THAT(file, Not(HasSubstr("<a href")));
    EXPECT_THAT(file, Not(HasSubstr("/api/v1/")));
    advisory.statements[0].links[0].what = "measure";
    EXPECT_THAT(as_html(advisory, zone), HasSubstr(link("/#/campaigns/tcp-445.campaign.1", "97")));
    advisory.statements[0].nature = Nature::judgement;
    EXPECT_THAT(as_html(advisory, zone), Not(HasSubstr("class=\"number\"")));
}

TEST(RenderAdvisory, SupersededStatementsSayByWhat) {
    auto advisory = *draft_advisory(tests::made_material(), runtime::Zone::utc());
    advisory.statements[0].superseded_by = "s20";
    EXPECT_THAT(as_text(advisory, runtime::Zone::utc()), HasSubstr("(superseded by s20)"));
    EXPECT_THAT(as_html(advisory, runtime::Zone::utc()), HasSubstr("class=\"superseded\""));
    EXPECT_THAT(as_html(advisory, runtime::Zone::utc()), HasSubstr("@media print"));
}

}  // namespace
}  // namespace hitme::console
