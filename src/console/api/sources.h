// SPDX-License-Identifier: Apache-2.0
// /api/v1/sources and /api/v1/sources/{address}: who probes, and what one of them did.
#pragma once

#include <string>

#include "console/api/context.h"
#include "console/query.h"
#include "core/result.h"

namespace hitme::console::api {

store::SourceQuery read_sources(Parameters& parameters);
/// The SourcePage object of api.yaml.
core::Result<std::string> answer_sources(const Context& context, const store::SourceQuery& query);

/// The Source object of api.yaml; empty where it was never seen. An IPv6 address stands for its /64.
core::Result<std::string> source_json(const Context& context, const core::Address& address);

constexpr std::size_t contacts_of_a_source = 50;  // the latest; the rest through /api/v1/contacts
/// The SourceHistory object of api.yaml. An IPv6 address stands for its /64.
/// Errors   not_found: never seen. bad_input: not an address.
core::Result<std::string> answer_source(const Context& context, const std::string& address);

}  // namespace hitme::console::api
