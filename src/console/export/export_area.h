// SPDX-License-Identifier: Apache-2.0
// /api/v1/exports: block lists for firewalls, their rules, and windows of the store in the forms of other programs. The contract:
// docs/formats/api.yaml.
//
// Who      reads: viewer, also by a token with the scope read:exports. Rules: admin.
#pragma once

#include <memory>

#include "console/area.h"
#include "console/export/block_lists.h"

namespace hitme::console {

constexpr std::uint64_t max_api_contacts = 100'000;  // ours: one answer from memory

class ExportArea : public Area {
 public:
    explicit ExportArea(std::shared_ptr<BlockLists> lists) : lists_(std::move(lists)) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse block_list(const AreaContext& context, const AreaRequest& request,
                                     bool as_text) const;
    runtime::HttpResponse rules(const AreaContext& context, const AreaRequest& request,
                                std::string_view name) const;

    std::shared_ptr<BlockLists> lists_;
};

}  // namespace hitme::console
