// SPDX-License-Identifier: Apache-2.0
// /api/v1/log-imports: old logs from a browser into the store. The contract: docs/formats/api.yaml.
//
// Who      admin: it fills the store, and what is in the file is believed.
#pragma once

#include <memory>

#include "console/area.h"
#include "console/log_import/log_imports.h"

namespace hitme::console {

class LogImportArea : public Area {
 public:
    explicit LogImportArea(std::shared_ptr<log_import::LogImports> imports)
        : imports_(std::move(imports)) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    std::shared_ptr<log_import::LogImports> imports_;
};

}  // namespace hitme::console
