// SPDX-License-Identifier: Apache-2.0
// What others said of an address or a network: claims of the ledger that name it, and the imported lists that hold it (C-38, C-39,
// C-60).
//
// Claims   whose sources hold the address or lie in the network; withdrawn ones too, with their fate.
// Limits   max_told_claims and max_told_entries are listed, of all that there are; claims of the newest store::max_entries_per_page.
#pragma once

#include <vector>

#include "console/claim.h"
#include "console/corroboration/list_entries.h"
#include "console/json_writer.h"
#include "core/ip.h"
#include "core/result.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::size_t max_told_claims = 20;
constexpr std::size_t max_told_entries = 50;

struct OthersSaid {
    std::vector<Claim> claims;  ///< latest said first
    ListedEntries lists;
};

/// Errors   those of the book.
core::Result<OthersSaid> others_said(store::Book& book, const core::Prefix& asked);
/// An OthersSaid of api.yaml.
void put_others_said(JsonWriter& json, const OthersSaid& said);

}  // namespace hitme::console
