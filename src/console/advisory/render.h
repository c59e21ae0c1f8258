// SPDX-License-Identifier: Apache-2.0
// An advisory as text, Markdown, HTML and in an Atom feed (RFC 4287).
//
// Hostile  words of others stand in it (quotes, sensor names, what a person pasted): text is printable characters only, Markdown
//          has its signs escaped, HTML and XML their entities, links are paths of our own API and nothing else.
// Updates  stand below the original, which stays; what was superseded says by what.
// Pure     no I/O; the same advisory gives the same bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/advisory/advisory.h"
#include "console/advisory/draft.h"
#include "runtime/zone.h"

namespace hitme::console {

std::string as_text(const Advisory& advisory, const runtime::Zone& zone);
std::string as_markdown(const Advisory& advisory, const runtime::Zone& zone);
/// A picture of an advisory's page.
struct Figure {
    std::string finding;  ///< whose curve it is
    std::string svg;      ///< markup of our own making (console/growth_picture)
};
struct Figures {
    std::vector<Figure> original;              ///< below what we see
    std::vector<std::vector<Figure>> updates;  ///< one entry an update; may be shorter
};
/// A whole page that needs nothing else, with a style sheet for paper. Each number of a data statement leads to the page of the
/// dashboard that shows it, as does the name of what it comes from; beside it stands the query of the API that gives it again.
/// `dashboard`: how the dashboard is reached, without a slash at its end; empty: links are relative to this page's own server.
/// Nothing: the page is a file whose reader has no way to a dashboard; what a link would name stands there as text.
std::string as_html(const Advisory& advisory, const runtime::Zone& zone,
                    const Figures& figures = {}, const std::optional<std::string>& dashboard = "");

/// The content-security policy of that page: its one style sheet, named by its digest, and nothing else.
std::string html_policy();

/// Published ones, each an entry, and each update an entry of its own that names the first: a reader sees both. Where `dashboard` is
/// known, each leads to its page.
std::string as_atom(const std::vector<Advisory>& advisories, const std::string& dashboard = "");

}  // namespace hitme::console
