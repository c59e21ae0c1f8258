// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store.h"

#include <gtest/gtest.h>

#include "store/event_store_contract.h"

namespace hitme::store::contract {

INSTANTIATE_TEST_SUITE_P(Sqlite, EventStoreContract,
                         testing::Values(Engine{"sqlite",
                                                [](const StoreSettings& settings) {
                                                    return open_sqlite_store(settings,
                                                                             Access::write);
                                                }}),
                         engine_name);

}  // namespace hitme::store::contract
