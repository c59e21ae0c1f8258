// SPDX-License-Identifier: Apache-2.0
// MySQL: who logs in, from what, with which response; refused logons are counted.
//
// Told     mysql.user, mysql.database, mysql.plugin, mysql.client (its attributes), mysql.response_sha256, mysql.server.
// Keys     native responses answer a fresh scramble, so the same password gives another response each time: distinct
//          passwords are counted by response within one conversation's scramble only.
// Bounds   a packet of 64 KiB a side.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_mysql();

}  // namespace hitme::recognition
