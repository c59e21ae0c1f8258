// SPDX-License-Identifier: Apache-2.0
// Microsoft SQL Server: PRELOGIN, logons with user, machine and program, and SQL that asks for the system.
//
// Told     mssql.user, mssql.host, mssql.application, mssql.library, mssql.database, mssql.password_sha256, mssql.version,
//          mssql.server, mssql.encryption (what the client asks), and of a ClientHello in PRELOGIN what recognition/tls_facts.h tells.
// TLS      what is encrypted is told by a decoy that ends the encryption (dialogue/session.h, take_inner()).
// Labels   xp_cmdshell, sp_OACreate and CREATE ASSEMBLY in a batch: what runs programs from SQL (T1505.001, T1059).
// Bounds   a message of 64 KiB over several packets.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_mssql();

}  // namespace hitme::recognition
