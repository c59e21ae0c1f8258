// SPDX-License-Identifier: Apache-2.0
// /api/v1/allow-rules: the rules with what each hid, benign classes, and a view of hidden contacts. Contract:
// docs/formats/api.yaml.
#pragma once

#include "console/area.h"
#include "console/benign_file.h"
#include "console/visibility.h"

namespace hitme::console::allow {

constexpr core::Duration longest_rule = std::chrono::hours{2 * 366 * 24};
constexpr std::size_t scanned_contacts = 20'000;  ///< of a view of hidden contacts

class AllowRulesArea : public Area {
 public:
    explicit AllowRulesArea(std::string benign_list, AsOf as_of = {})
        : benign_(std::move(benign_list)), visibility_(std::move(as_of)) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse list(const AreaContext& context);
    runtime::HttpResponse hidden(const AreaContext& context, const AreaRequest& request);

    BenignFile benign_;
    Visibility visibility_;
};

}  // namespace hitme::console::allow
