// SPDX-License-Identifier: Apache-2.0
// Drafting, editing, publishing and updating advisories in the book: what the API and `hitme advisory` both do.
//
// Guard    nothing is published or appended while the wording guard has anything to say: `problems` then tells what, and
//          nothing was written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/advisory/material.h"
#include "console/notice.h"
#include "core/result.h"

namespace hitme::console {

struct AdvisoryAnswer {
    Advisory advisory;
    std::vector<GuardProblem> problems;
};

/// Who writes, when, and the version that the writer has seen.
struct Writer {
    std::string name;
    core::Time now;
    std::optional<std::uint64_t> version;
    Notices* notices = nullptr;
};

class Publishing {
 public:
    Publishing(store::EventStore& store, store::Book& book, const AdvisorySources& sources)
        : store_(store), book_(book), sources_(sources) {}

    /// Keeps a new draft; the one that says the same is answered where there is one. Errors   not_found: no campaign, or nothing to
    /// report.
    core::Result<AdvisoryAnswer> draft(const std::string& campaign, const runtime::Zone& zone,
                                       std::optional<core::Time> as_of, const Writer& writer);
    /// With what the guard says of it now. Errors   not_found.
    core::Result<AdvisoryAnswer> show(const std::string& id);
    struct Edit {
        std::optional<std::string> title;
        std::optional<AdvisoryLevel> level;
        std::vector<std::pair<std::string, std::string>> texts;  ///< statement and its text
    };
    /// Errors   refused: it is published. not_found: no such statement.
    core::Result<AdvisoryAnswer> edit(const std::string& id, const Edit& edit,
                                      const Writer& writer);
    core::Result<AdvisoryAnswer> publish(const std::string& id, const Writer& writer);
    /// `asked.at` is the time of the update's label. Errors   those of updated().
    core::Result<AdvisoryAnswer> update(const std::string& id, UpdateAsked asked,
                                        std::optional<core::Time> as_of, const Writer& writer);
    /// Errors   not_found. refused: it is not published, or another version stands.
    core::Result<AdvisoryAnswer> withdraw(const std::string& id, const std::string& reason,
                                          const Writer& writer);
    /// The guard on any text; without a campaign nothing carries anything.
    core::Result<std::vector<GuardProblem>> check(const std::string& text,
                                                  const std::string& campaign,
                                                  std::optional<core::Time> as_of);
    /// Those that others have read, withdrawn ones too.
    core::Result<std::vector<Advisory>> published();

 private:
    core::Result<AdvisoryAnswer> keep(Advisory advisory, const Carriers& carriers,
                                      const Writer& writer);

    store::EventStore& store_;
    store::Book& book_;
    const AdvisorySources& sources_;
};

}  // namespace hitme::console
