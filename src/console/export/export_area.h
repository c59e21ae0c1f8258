// SPDX-License-Identifier: Apache-2.0
// /api/v1/exports: block lists for firewalls, their rules, windows of the store in the forms of other programs, and
// packages for other analysts. The contract:
// docs/formats/api.yaml.
//
// Who      reads: viewer, also by a token with the scope read:exports. Rules: admin.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "console/area.h"
#include "console/benign_file.h"
#include "console/export/block_lists.h"
#include "console/export/event_export.h"
#include "console/export/share_package.h"
#include "console/visibility.h"

namespace hitme::console {

constexpr std::uint64_t max_api_contacts = 100'000;  // ours: one answer from memory

constexpr std::uint64_t max_api_package_contacts = 1'000'000;  // ours: 30 MB of text, judged twice

/// The tar of a share package: a job of judging, which is no business of this folder.
using PackageMaker = std::function<core::Result<std::string>(
    store::EventStore& store, store::Book& book, const PackageQuestion& question, core::Time now)>;

class ExportArea : public Area {
 public:
    /// Without a maker there are no packages (404). `benign_list`: the file of benign scanners, empty for none; `as_of` for
    /// its lines that name an AS.
    explicit ExportArea(std::shared_ptr<BlockLists> lists, PackageMaker maker = {},
                        std::string benign_list = {}, AsOf as_of = {})
        : lists_(std::move(lists)),
          maker_(std::move(maker)),
          benign_(std::move(benign_list)),
          as_of_(std::move(as_of)) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse block_list(const AreaContext& context, const AreaRequest& request,
                                     bool as_text);
    runtime::HttpResponse events(const AreaContext& context, const AreaRequest& request,
                                 ExportFormat format);
    runtime::HttpResponse rules(const AreaContext& context, const AreaRequest& request,
                                std::string_view name) const;

    core::Result<Untouchable> untouchable(const AreaContext& context);
    runtime::HttpResponse package(const AreaContext& context, const AreaRequest& request) const;

    std::shared_ptr<BlockLists> lists_;
    PackageMaker maker_;
    BenignFile benign_;
    std::vector<BenignEntry> benign_entries_;
    AsOf as_of_;
};

}  // namespace hitme::console
