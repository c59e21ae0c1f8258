// SPDX-License-Identifier: Apache-2.0
// PostgreSQL: who logs in to what, and SQL that asks for the system.
//
// Told     postgresql.user, postgresql.database, postgresql.application, postgresql.password_sha256, postgresql.method.
// Labels   COPY ... PROGRAM in a query: what runs programs from SQL (T1190, T1059); large object and function loading.
// Bounds   a message of 64 KiB a side.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_postgresql();

}  // namespace hitme::recognition
