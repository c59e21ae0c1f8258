// SPDX-License-Identifier: Apache-2.0
// What CONFIG GET of a made-up Redis server finds: the settings that are asked for, as Debian's package has them, bound to all addresses.
//
// What     names and values of 5.0.7, 6.0.16 and 7.0.15; patterns as KEYS takes them, of which * and ? are known here.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogue/redis_info.h"

namespace hitme::dialogue {

/// Whether `text` fits `pattern` (* any, ? one); the letters' case does not count.
bool fits_redis_pattern(std::string_view pattern, std::string_view text);

struct RedisSetting {
    std::string name;
    std::string value;
};
/// All that fit, in the order of the table; since 7 one that is asked for without a pattern is spelled as it was asked for.
std::vector<RedisSetting> redis_settings(const RedisServer& server, std::string_view pattern);
/// Whether there is one of that name.
bool has_redis_setting(const RedisServer& server, std::string_view name);

}  // namespace hitme::dialogue
