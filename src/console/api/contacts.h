// SPDX-License-Identifier: Apache-2.0
// /api/v1/contacts and /api/v1/contacts/{id}: what came, latest first, and one of them whole.
#pragma once

#include <string>

#include "console/api/context.h"
#include "console/query.h"
#include "core/result.h"

namespace hitme::console::api {

store::ContactQuery read_contacts(Parameters& parameters);
/// The ContactPage object of api.yaml.
core::Result<std::string> answer_contacts(const Context& context, const store::ContactQuery& query);
/// The Contact object of api.yaml.
/// Errors   not_found.
core::Result<std::string> answer_contact(const Context& context, const std::string& id);

}  // namespace hitme::console::api
