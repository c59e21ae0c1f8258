// SPDX-License-Identifier: Apache-2.0
// The commands of Redis 7.0.15 as one table, a line each; dialogue/redis_commands reads it.
//
// Columns   name (a part behind its command and '|'), arity (with the name itself; negative: at least so many), first key, last key and
//           step, version since, group, flags, categories besides those that follow from flags and group, tips, places of keys, and what
//           it does in our own words, for the commands that the decoy answers. "-": none.
// Keys      FLAGS@BEGIN/LAST,STEP,LIMIT or FLAGS@BEGIN#NUMBER,FIRST,STEP; BEGIN is an index, or WORD,FROM; "@?": not to be told.
// Source    replies of a live redis-server 7.0.15 to COMMAND and COMMAND DOCS; tests/end_to_end/redis_against_redis.py holds the decoy's
//           against them.
#pragma once

#include <string_view>

namespace hitme::dialogue {

inline constexpr std::string_view redis_command_table = R"(
acl -2 0,0,0 6.0.0 server - - - - Manages users and what they may do
acl|cat -2 0,0,0 6.0.0 server noscript,loading,stale - - -
acl|deluser -3 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|dryrun -4 0,0,0 7.0.0 server admin,noscript,loading,stale - - -
acl|genpass -2 0,0,0 6.0.0 server noscript,loading,stale - - -
acl|getuser 3 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|help 2 0,0,0 6.0.0 server loading,stale - - -
acl|list 2 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|load 2 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|log -2 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|save 2 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|setuser -3 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|users 2 0,0,0 6.0.0 server admin,noscript,loading,stale - - -
acl|whoami 2 0,0,0 6.0.0 server noscript,loading,stale - - -
append 3 1,1,1 2.0.0 string write,denyoom,fast string - RW+insert@1/0,1,0 Adds text at the end of a value, or makes the key
asking 1 0,0,0 3.0.0 cluster fast connection - -
auth -2 0,0,0 1.0.0 connection noscript,loading,stale,fast,no_auth,allow_busy connection - - Logs the connection on
bgrewriteaof 1 0,0,0 1.0.0 server admin,noscript,no_async_loading - - - Writes the append-only file anew in the background
bgsave -1 0,0,0 1.0.0 server admin,noscript,no_async_loading - - - Saves the data in the background
bitcount -2 1,1,1 2.6.0 bitmap readonly bitmap - RO+access@1/0,1,0
bitfield -2 1,1,1 3.2.0 bitmap write,denyoom bitmap - RW+access+update+variable_flags@1/0,1,0
bitfield_ro -2 1,1,1 6.0.0 bitmap readonly,fast bitmap - RO+access@1/0,1,0
bitop -4 2,-1,1 2.6.0 bitmap write,denyoom bitmap - OW+update@2/0,1,0;RO+access@3/-1,1,0
bitpos -3 1,1,1 2.8.7 bitmap readonly bitmap - RO+access@1/0,1,0
blmove 6 1,2,1 6.2.0 list write,denyoom,noscript,blocking list - RW+access+delete@1/0,1,0;RW+insert@2/0,1,0
blmpop -5 0,0,0 7.0.0 list write,blocking,movablekeys list - RW+access+delete@2#0,1,1
blpop -3 1,-2,1 2.0.0 list write,noscript,blocking list - RW+access+delete@1/-2,1,0
brpop -3 1,-2,1 2.0.0 list write,noscript,blocking list - RW+access+delete@1/-2,1,0
brpoplpush 4 1,2,1 2.2.0 list write,denyoom,noscript,blocking list - RW+access+delete@1/0,1,0;RW+insert@2/0,1,0
bzmpop -5 0,0,0 7.0.0 sorted-set write,blocking,movablekeys sortedset - RW+access+delete@2#0,1,1
bzpopmax -3 1,-2,1 5.0.0 sorted-set write,noscript,blocking,fast sortedset - RW+access+delete@1/-2,1,0
bzpopmin -3 1,-2,1 5.0.0 sorted-set write,noscript,blocking,fast sortedset - RW+access+delete@1/-2,1,0
client -2 0,0,0 2.4.0 connection - - - - Commands about connections
client|caching 3 0,0,0 6.0.0 connection noscript,loading,stale connection - -
client|getname 2 0,0,0 2.6.9 connection noscript,loading,stale connection - -
client|getredir 2 0,0,0 6.0.0 connection noscript,loading,stale connection - -
client|help 2 0,0,0 5.0.0 connection loading,stale connection - -
client|id 2 0,0,0 5.0.0 connection noscript,loading,stale connection - -
client|info 2 0,0,0 6.2.0 connection noscript,loading,stale connection nondeterministic_output -
client|kill -3 0,0,0 2.4.0 connection admin,noscript,loading,stale connection - -
client|list -2 0,0,0 2.4.0 connection admin,noscript,loading,stale connection nondeterministic_output -
client|no-evict 3 0,0,0 7.0.0 connection admin,noscript,loading,stale connection - -
client|pause -3 0,0,0 2.9.50 connection admin,noscript,loading,stale connection - -
client|reply 3 0,0,0 3.2.0 connection noscript,loading,stale connection - -
client|setname 3 0,0,0 2.6.9 connection noscript,loading,stale connection - -
client|tracking -3 0,0,0 6.0.0 connection noscript,loading,stale connection - -
client|trackinginfo 2 0,0,0 6.2.0 connection noscript,loading,stale connection - -
client|unblock -3 0,0,0 5.0.0 connection admin,noscript,loading,stale connection - -
client|unpause 2 0,0,0 6.2.0 connection admin,noscript,loading,stale connection - -
cluster -2 0,0,0 3.0.0 cluster - - - - Commands of Redis Cluster
cluster|addslots -3 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|addslotsrange -4 0,0,0 7.0.0 cluster admin,stale,no_async_loading - - -
cluster|bumpepoch 2 0,0,0 3.0.0 cluster admin,stale,no_async_loading - nondeterministic_output -
cluster|count-failure-reports 3 0,0,0 3.0.0 cluster admin,stale - nondeterministic_output -
cluster|countkeysinslot 3 0,0,0 3.0.0 cluster stale - - -
cluster|delslots -3 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|delslotsrange -4 0,0,0 7.0.0 cluster admin,stale,no_async_loading - - -
cluster|failover -2 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|flushslots 2 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|forget 3 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|getkeysinslot 4 0,0,0 3.0.0 cluster stale - nondeterministic_output -
cluster|help 2 0,0,0 5.0.0 cluster loading,stale - - -
cluster|info 2 0,0,0 3.0.0 cluster stale - nondeterministic_output -
cluster|keyslot 3 0,0,0 3.0.0 cluster stale - - -
cluster|links 2 0,0,0 7.0.0 cluster stale - nondeterministic_output -
cluster|meet -4 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|myid 2 0,0,0 3.0.0 cluster stale - - -
cluster|nodes 2 0,0,0 3.0.0 cluster stale - nondeterministic_output -
cluster|replicas 3 0,0,0 5.0.0 cluster admin,stale - nondeterministic_output -
cluster|replicate 3 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|reset -2 0,0,0 3.0.0 cluster admin,noscript,stale - - -
cluster|saveconfig 2 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|set-config-epoch 3 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|setslot -4 0,0,0 3.0.0 cluster admin,stale,no_async_loading - - -
cluster|shards 2 0,0,0 7.0.0 cluster stale - nondeterministic_output -
cluster|slaves 3 0,0,0 3.0.0 cluster admin,stale - nondeterministic_output -
cluster|slots 2 0,0,0 3.0.0 cluster stale - nondeterministic_output -
command -1 0,0,0 2.8.13 server loading,stale connection nondeterministic_output_order - Tells which commands there are
command|count 2 0,0,0 2.8.13 server loading,stale connection - -
command|docs -2 0,0,0 7.0.0 server loading,stale connection nondeterministic_output_order -
command|getkeys -4 0,0,0 2.8.13 server loading,stale connection - -
command|getkeysandflags -4 0,0,0 7.0.0 server loading,stale connection - -
command|help 2 0,0,0 5.0.0 server loading,stale connection - -
command|info -2 0,0,0 2.8.13 server loading,stale connection nondeterministic_output_order -
command|list -2 0,0,0 7.0.0 server loading,stale connection nondeterministic_output_order -
config -2 0,0,0 2.0.0 server - - - - Commands about settings
config|get -3 0,0,0 2.0.0 server admin,noscript,loading,stale - - -
config|help 2 0,0,0 5.0.0 server loading,stale - - -
config|resetstat 2 0,0,0 2.0.0 server admin,noscript,loading,stale - - -
config|rewrite 2 0,0,0 2.8.0 server admin,noscript,loading,stale - - -
config|set -4 0,0,0 2.0.0 server admin,noscript,loading,stale - request_policy:all_nodes,response_policy:all_succeeded -
copy -3 1,2,1 6.2.0 generic write,denyoom keyspace - RO+access@1/0,1,0;OW+update@2/0,1,0
dbsize 1 0,0,0 1.0.0 server readonly,fast keyspace request_policy:all_shards,response_policy:agg_sum - Counts the keys of this database
debug -2 0,0,0 1.0.0 server admin,noscript,loading,stale - - - Commands for debugging
decr 2 1,1,1 1.0.0 string write,denyoom,fast string - RW+access+update@1/0,1,0
decrby 3 1,1,1 1.0.0 string write,denyoom,fast string - RW+access+update@1/0,1,0
del -2 1,-1,1 1.0.0 generic write keyspace request_policy:multi_shard,response_policy:agg_sum RM+delete@1/-1,1,0 Removes keys
discard 1 0,0,0 2.0.0 transactions noscript,loading,stale,fast,allow_busy transaction - -
dump 2 1,1,1 2.6.0 generic readonly keyspace nondeterministic_output RO+access@1/0,1,0
echo 2 0,0,0 1.0.0 connection loading,stale,fast connection - - Sends back what came
eval -3 0,0,0 2.6.0 scripting noscript,stale,skip_monitor,no_mandatory_keys,movablekeys scripting - RW+access+update@2#0,1,1 Runs a Lua script
eval_ro -3 0,0,0 7.0.0 scripting readonly,noscript,stale,skip_monitor,no_mandatory_keys,movablekeys scripting - RO+access@2#0,1,1
evalsha -3 0,0,0 2.6.0 scripting noscript,stale,skip_monitor,no_mandatory_keys,movablekeys scripting - RW+access+update@2#0,1,1 Runs a Lua script that the server keeps, by its digest
evalsha_ro -3 0,0,0 7.0.0 scripting readonly,noscript,stale,skip_monitor,no_mandatory_keys,movablekeys scripting - RO+access@2#0,1,1
exec 1 0,0,0 1.2.0 transactions noscript,loading,stale,skip_slowlog transaction - -
exists -2 1,-1,1 1.0.0 generic readonly,fast keyspace request_policy:multi_shard,response_policy:agg_sum RO@1/-1,1,0 Counts which of the keys are there
expire -3 1,1,1 1.0.0 generic write,fast keyspace - RW+update@1/0,1,0 Sets after how many seconds a key goes
expireat -3 1,1,1 1.2.0 generic write,fast keyspace - RW+update@1/0,1,0
expiretime 2 1,1,1 7.0.0 generic readonly,fast keyspace - RO+access@1/0,1,0
failover -1 0,0,0 6.2.0 server admin,noscript,stale - - -
fcall -3 0,0,0 7.0.0 scripting noscript,stale,skip_monitor,no_mandatory_keys,movablekeys scripting - RW+access+update@2#0,1,1
fcall_ro -3 0,0,0 7.0.0 scripting readonly,noscript,stale,skip_monitor,no_mandatory_keys,movablekeys scripting - RO+access@2#0,1,1
flushall -1 0,0,0 1.0.0 server write keyspace,dangerous request_policy:all_shards,response_policy:all_succeeded - Removes the keys of all databases
flushdb -1 0,0,0 1.0.0 server write keyspace,dangerous request_policy:all_shards,response_policy:all_succeeded - Removes the keys of this database
function -2 0,0,0 7.0.0 scripting - - - -
function|delete 3 0,0,0 7.0.0 scripting write,noscript scripting request_policy:all_shards,response_policy:all_succeeded -
function|dump 2 0,0,0 7.0.0 scripting noscript scripting - -
function|flush -2 0,0,0 7.0.0 scripting write,noscript scripting request_policy:all_shards,response_policy:all_succeeded -
function|help 2 0,0,0 7.0.0 scripting loading,stale scripting - -
function|kill 2 0,0,0 7.0.0 scripting noscript,allow_busy scripting request_policy:all_shards,response_policy:one_succeeded -
function|list -2 0,0,0 7.0.0 scripting noscript scripting nondeterministic_output_order -
function|load -3 0,0,0 7.0.0 scripting write,denyoom,noscript scripting request_policy:all_shards,response_policy:all_succeeded -
function|restore -3 0,0,0 7.0.0 scripting write,denyoom,noscript scripting request_policy:all_shards,response_policy:all_succeeded -
function|stats 2 0,0,0 7.0.0 scripting noscript,allow_busy scripting nondeterministic_output,request_policy:all_shards,response_policy:special -
geoadd -5 1,1,1 3.2.0 geo write,denyoom geo - RW+update@1/0,1,0
geodist -4 1,1,1 3.2.0 geo readonly geo - RO+access@1/0,1,0
geohash -2 1,1,1 3.2.0 geo readonly geo - RO+access@1/0,1,0
geopos -2 1,1,1 3.2.0 geo readonly geo - RO+access@1/0,1,0
georadius -6 1,1,1 3.2.0 geo write,denyoom,movablekeys geo - RO+access@1/0,1,0;OW+update@STORE,6/0,1,0;OW+update@STOREDIST,6/0,1,0
georadius_ro -6 1,1,1 3.2.10 geo readonly geo - RO+access@1/0,1,0
georadiusbymember -5 1,1,1 3.2.0 geo write,denyoom,movablekeys geo - RO+access@1/0,1,0;OW+update@STORE,5/0,1,0;OW+update@STOREDIST,5/0,1,0
georadiusbymember_ro -5 1,1,1 3.2.10 geo readonly geo - RO+access@1/0,1,0
geosearch -7 1,1,1 6.2.0 geo readonly geo - RO+access@1/0,1,0
geosearchstore -8 1,2,1 6.2.0 geo write,denyoom geo - OW+update@1/0,1,0;RO+access@2/0,1,0
get 2 1,1,1 1.0.0 string readonly,fast string - RO+access@1/0,1,0 Reads the text of a key
getbit 3 1,1,1 2.2.0 bitmap readonly,fast bitmap - RO+access@1/0,1,0
getdel 2 1,1,1 6.2.0 string write,fast string - RW+access+delete@1/0,1,0
getex -2 1,1,1 6.2.0 string write,fast string - RW+access+update@1/0,1,0
getrange 4 1,1,1 2.4.0 string readonly string - RO+access@1/0,1,0
getset 3 1,1,1 1.0.0 string write,denyoom,fast string - RW+access+update@1/0,1,0
hdel -3 1,1,1 2.0.0 hash write,fast hash - RW+delete@1/0,1,0
hello -1 0,0,0 6.0.0 connection noscript,loading,stale,fast,no_auth,allow_busy connection - - Begins with a protocol version
hexists 3 1,1,1 2.0.0 hash readonly,fast hash - RO@1/0,1,0
hget 3 1,1,1 2.0.0 hash readonly,fast hash - RO+access@1/0,1,0
hgetall 2 1,1,1 2.0.0 hash readonly hash nondeterministic_output_order RO+access@1/0,1,0
hincrby 4 1,1,1 2.0.0 hash write,denyoom,fast hash - RW+access+update@1/0,1,0
hincrbyfloat 4 1,1,1 2.6.0 hash write,denyoom,fast hash - RW+access+update@1/0,1,0
hkeys 2 1,1,1 2.0.0 hash readonly hash nondeterministic_output_order RO+access@1/0,1,0
hlen 2 1,1,1 2.0.0 hash readonly,fast hash - RO@1/0,1,0
hmget -3 1,1,1 2.0.0 hash readonly,fast hash - RO+access@1/0,1,0
hmset -4 1,1,1 2.0.0 hash write,denyoom,fast hash - RW+update@1/0,1,0
hrandfield -2 1,1,1 6.2.0 hash readonly hash nondeterministic_output RO+access@1/0,1,0
hscan -3 1,1,1 2.8.0 hash readonly hash nondeterministic_output RO+access@1/0,1,0
hset -4 1,1,1 2.0.0 hash write,denyoom,fast hash - RW+update@1/0,1,0
hsetnx 4 1,1,1 2.0.0 hash write,denyoom,fast hash - RW+insert@1/0,1,0
hstrlen 3 1,1,1 3.2.0 hash readonly,fast hash - RO@1/0,1,0
hvals 2 1,1,1 2.0.0 hash readonly hash nondeterministic_output_order RO+access@1/0,1,0
incr 2 1,1,1 1.0.0 string write,denyoom,fast string - RW+access+update@1/0,1,0
incrby 3 1,1,1 1.0.0 string write,denyoom,fast string - RW+access+update@1/0,1,0
incrbyfloat 3 1,1,1 2.6.0 string write,denyoom,fast string - RW+access+update@1/0,1,0
info -1 0,0,0 1.0.0 server loading,stale dangerous nondeterministic_output,request_policy:all_shards,response_policy:special - Reports on the server
keys 2 0,0,0 1.0.0 generic readonly keyspace,dangerous request_policy:all_shards,nondeterministic_output_order - Finds names of keys by a pattern
lastsave 1 0,0,0 1.0.0 server loading,stale,fast admin,dangerous nondeterministic_output - Says when the last save succeeded
latency -2 0,0,0 2.8.13 server - - - - Commands about delays
latency|doctor 2 0,0,0 2.8.13 server admin,noscript,loading,stale - nondeterministic_output,request_policy:all_nodes,response_policy:special -
latency|graph 3 0,0,0 2.8.13 server admin,noscript,loading,stale - nondeterministic_output,request_policy:all_nodes,response_policy:special -
latency|help 2 0,0,0 2.8.13 server loading,stale - - -
latency|histogram -2 0,0,0 7.0.0 server admin,noscript,loading,stale - nondeterministic_output,request_policy:all_nodes,response_policy:special -
latency|history 3 0,0,0 2.8.13 server admin,noscript,loading,stale - nondeterministic_output,request_policy:all_nodes,response_policy:special -
latency|latest 2 0,0,0 2.8.13 server admin,noscript,loading,stale - nondeterministic_output,request_policy:all_nodes,response_policy:special -
latency|reset -2 0,0,0 2.8.13 server admin,noscript,loading,stale - request_policy:all_nodes,response_policy:all_succeeded -
lcs -3 1,2,1 7.0.0 string readonly string - RO+access@1/1,1,0
lindex 3 1,1,1 1.0.0 list readonly list - RO+access@1/0,1,0
linsert 5 1,1,1 2.2.0 list write,denyoom list - RW+insert@1/0,1,0
llen 2 1,1,1 1.0.0 list readonly,fast list - RO@1/0,1,0
lmove 5 1,2,1 6.2.0 list write,denyoom list - RW+access+delete@1/0,1,0;RW+insert@2/0,1,0
lmpop -4 0,0,0 7.0.0 list write,movablekeys list - RW+access+delete@1#0,1,1
lolwut -1 0,0,0 5.0.0 server readonly,fast - - -
lpop -2 1,1,1 1.0.0 list write,fast list - RW+access+delete@1/0,1,0
lpos -3 1,1,1 6.0.6 list readonly list - RO+access@1/0,1,0
lpush -3 1,1,1 1.0.0 list write,denyoom,fast list - RW+insert@1/0,1,0
lpushx -3 1,1,1 2.2.0 list write,denyoom,fast list - RW+insert@1/0,1,0
lrange 4 1,1,1 1.0.0 list readonly list - RO+access@1/0,1,0
lrem 4 1,1,1 1.0.0 list write list - RW+delete@1/0,1,0
lset 4 1,1,1 1.0.0 list write,denyoom list - RW+update@1/0,1,0
ltrim 4 1,1,1 1.0.0 list write list - RW+delete@1/0,1,0
memory -2 0,0,0 4.0.0 server - - - -
memory|doctor 2 0,0,0 4.0.0 server - - nondeterministic_output,request_policy:all_shards,response_policy:special -
memory|help 2 0,0,0 4.0.0 server loading,stale - - -
memory|malloc-stats 2 0,0,0 4.0.0 server - - nondeterministic_output,request_policy:all_shards,response_policy:special -
memory|purge 2 0,0,0 4.0.0 server - - request_policy:all_shards,response_policy:all_succeeded -
memory|stats 2 0,0,0 4.0.0 server - - nondeterministic_output,request_policy:all_shards,response_policy:special -
memory|usage -3 2,2,1 4.0.0 server readonly - - RO@2/0,1,0
mget -2 1,-1,1 1.0.0 string readonly,fast string request_policy:multi_shard RO+access@1/-1,1,0 Reads the texts of several keys
migrate -6 3,3,1 2.6.0 generic write,movablekeys keyspace,dangerous nondeterministic_output RW+access+delete@3/0,1,0;RW+access+delete+incomplete@KEYS,-2/-1,1,0
module -2 0,0,0 4.0.0 server - - - - Commands about modules
module|help 2 0,0,0 5.0.0 server loading,stale - - -
module|list 2 0,0,0 4.0.0 server admin,noscript - nondeterministic_output_order -
module|load -3 0,0,0 4.0.0 server admin,noscript,no_async_loading - - -
module|loadex -3 0,0,0 7.0.0 server admin,noscript,no_async_loading - - -
module|unload 3 0,0,0 4.0.0 server admin,noscript,no_async_loading - - -
monitor 1 0,0,0 1.0.0 server admin,noscript,loading,stale - - - Shows every request as it comes
move 3 1,1,1 1.0.0 generic write,fast keyspace - RW+access+update@1/0,1,0
mset -3 1,-1,2 1.0.1 string write,denyoom string request_policy:multi_shard,response_policy:all_succeeded OW+update@1/-1,2,0
msetnx -3 1,-1,2 1.0.1 string write,denyoom string request_policy:multi_shard,response_policy:agg_min OW+insert@1/-1,2,0
multi 1 0,0,0 1.2.0 transactions noscript,loading,stale,fast,allow_busy transaction - -
object -2 0,0,0 2.2.3 generic - - - -
object|encoding 3 2,2,1 2.2.3 generic readonly keyspace nondeterministic_output RO@2/0,1,0
object|freq 3 2,2,1 4.0.0 generic readonly keyspace nondeterministic_output RO@2/0,1,0
object|help 2 0,0,0 6.2.0 generic loading,stale keyspace - -
object|idletime 3 2,2,1 2.2.3 generic readonly keyspace nondeterministic_output RO@2/0,1,0
object|refcount 3 2,2,1 2.2.3 generic readonly keyspace nondeterministic_output RO@2/0,1,0
persist 2 1,1,1 2.2.0 generic write,fast keyspace - RW+update@1/0,1,0
pexpire -3 1,1,1 2.6.0 generic write,fast keyspace - RW+update@1/0,1,0
pexpireat -3 1,1,1 2.6.0 generic write,fast keyspace - RW+update@1/0,1,0
pexpiretime 2 1,1,1 7.0.0 generic readonly,fast keyspace - RO+access@1/0,1,0
pfadd -2 1,1,1 2.8.9 hyperloglog write,denyoom,fast hyperloglog - RW+insert@1/0,1,0
pfcount -2 1,-1,1 2.8.9 hyperloglog readonly hyperloglog - RW+access@1/-1,1,0
pfdebug 3 2,2,1 2.8.9 hyperloglog write,denyoom,admin hyperloglog - RW+access@2/0,1,0
pfmerge -2 1,-1,1 2.8.9 hyperloglog write,denyoom hyperloglog - RW+access+insert@1/0,1,0;RO+access@2/-1,1,0
pfselftest 1 0,0,0 2.8.9 hyperloglog admin hyperloglog - -
ping -1 0,0,0 1.0.0 connection fast connection request_policy:all_shards,response_policy:all_succeeded - Asks for a sign of life
psetex 4 1,1,1 2.6.0 string write,denyoom string - OW+update@1/0,1,0
psubscribe -2 0,0,0 2.0.0 pubsub pubsub,noscript,loading,stale - - -
psync -3 0,0,0 2.8.0 server admin,noscript,no_async_loading,no_multi - - - Begins to replicate
pttl 2 1,1,1 2.6.0 generic readonly,fast keyspace nondeterministic_output RO+access@1/0,1,0
publish 3 0,0,0 2.0.0 pubsub pubsub,loading,stale,fast - - - Sends a message to a channel
pubsub -2 0,0,0 2.8.0 pubsub - - - -
pubsub|channels -2 0,0,0 2.8.0 pubsub pubsub,loading,stale - - -
pubsub|help 2 0,0,0 6.2.0 pubsub loading,stale - - -
pubsub|numpat 2 0,0,0 2.8.0 pubsub pubsub,loading,stale - - -
pubsub|numsub -2 0,0,0 2.8.0 pubsub pubsub,loading,stale - - -
pubsub|shardchannels -2 0,0,0 7.0.0 pubsub pubsub,loading,stale - - -
pubsub|shardnumsub -2 0,0,0 7.0.0 pubsub pubsub,loading,stale - - -
punsubscribe -1 0,0,0 2.0.0 pubsub pubsub,noscript,loading,stale - - -
quit -1 0,0,0 1.0.0 connection noscript,loading,stale,fast,no_auth,allow_busy connection - - Ends the connection
randomkey 1 0,0,0 1.0.0 generic readonly keyspace request_policy:all_shards,nondeterministic_output - Names some key
readonly 1 0,0,0 3.0.0 cluster loading,stale,fast connection - -
readwrite 1 0,0,0 3.0.0 cluster loading,stale,fast connection - -
rename 3 1,2,1 1.0.0 generic write keyspace - RW+access+delete@1/0,1,0;OW+update@2/0,1,0
renamenx 3 1,2,1 1.0.0 generic write,fast keyspace - RW+access+delete@1/0,1,0;OW+insert@2/0,1,0
replconf -1 0,0,0 3.0.0 server admin,noscript,loading,stale,allow_busy - - - Settings of a replication link
replicaof 3 0,0,0 5.0.0 server admin,noscript,stale,no_async_loading - - - Makes the server a replica, or a master again
reset 1 0,0,0 6.2.0 connection noscript,loading,stale,fast,no_auth,allow_busy connection - - Puts the connection back to its start
restore -4 1,1,1 2.6.0 generic write,denyoom keyspace,dangerous - OW+update@1/0,1,0
restore-asking -4 1,1,1 3.0.0 server write,denyoom,asking keyspace,dangerous - OW+update@1/0,1,0
role 1 0,0,0 2.8.12 server noscript,loading,stale,fast admin,dangerous - - Says what the server is in a replication
rpop -2 1,1,1 1.0.0 list write,fast list - RW+access+delete@1/0,1,0
rpoplpush 3 1,2,1 1.2.0 list write,denyoom list - RW+access+delete@1/0,1,0;RW+insert@2/0,1,0
rpush -3 1,1,1 1.0.0 list write,denyoom,fast list - RW+insert@1/0,1,0
rpushx -3 1,1,1 2.2.0 list write,denyoom,fast list - RW+insert@1/0,1,0
sadd -3 1,1,1 1.0.0 set write,denyoom,fast set - RW+insert@1/0,1,0
save 1 0,0,0 1.0.0 server admin,noscript,no_async_loading,no_multi - - - Saves the data while clients wait
scan -2 0,0,0 2.8.0 generic readonly keyspace nondeterministic_output,request_policy:special - Goes through the names of keys step by step
scard 2 1,1,1 1.0.0 set readonly,fast set - RO@1/0,1,0
script -2 0,0,0 2.6.0 scripting - - - - Commands about kept scripts
script|debug 3 0,0,0 3.2.0 scripting noscript scripting - -
script|exists -3 0,0,0 2.6.0 scripting noscript scripting request_policy:all_shards,response_policy:agg_logical_and -
script|flush -2 0,0,0 2.6.0 scripting noscript scripting request_policy:all_nodes,response_policy:all_succeeded -
script|help 2 0,0,0 5.0.0 scripting loading,stale scripting - -
script|kill 2 0,0,0 2.6.0 scripting noscript,allow_busy scripting request_policy:all_shards,response_policy:one_succeeded -
script|load 3 0,0,0 2.6.0 scripting noscript,stale scripting request_policy:all_nodes,response_policy:all_succeeded -
sdiff -2 1,-1,1 1.0.0 set readonly set nondeterministic_output_order RO+access@1/-1,1,0
sdiffstore -3 1,-1,1 1.0.0 set write,denyoom set - OW+update@1/0,1,0;RO+access@2/-1,1,0
select 2 0,0,0 1.0.0 connection loading,stale,fast connection - - Changes the database of the connection
set -3 1,1,1 1.0.0 string write,denyoom string - RW+access+update+variable_flags@1/0,1,0 Stores a text under a key
setbit 4 1,1,1 2.2.0 bitmap write,denyoom bitmap - RW+access+update@1/0,1,0
setex 4 1,1,1 2.0.0 string write,denyoom string - OW+update@1/0,1,0
setnx 3 1,1,1 1.0.0 string write,denyoom,fast string - OW+insert@1/0,1,0
setrange 4 1,1,1 2.2.0 string write,denyoom string - RW+update@1/0,1,0
shutdown -1 0,0,0 1.0.0 server admin,noscript,loading,stale,no_multi,allow_busy - - - Stops the server
sinter -2 1,-1,1 1.0.0 set readonly set nondeterministic_output_order RO+access@1/-1,1,0
sintercard -3 0,0,0 7.0.0 set readonly,movablekeys set - RO+access@1#0,1,1
sinterstore -3 1,-1,1 1.0.0 set write,denyoom set - RW+update@1/0,1,0;RO+access@2/-1,1,0
sismember 3 1,1,1 1.0.0 set readonly,fast set - RO@1/0,1,0
slaveof 3 0,0,0 1.0.0 server admin,noscript,stale,no_async_loading - - - Makes the server a replica, or a master again
slowlog -2 0,0,0 2.2.12 server - - - - Commands about slow requests
slowlog|get -2 0,0,0 2.2.12 server admin,loading,stale - request_policy:all_nodes,nondeterministic_output -
slowlog|help 2 0,0,0 6.2.0 server loading,stale - - -
slowlog|len 2 0,0,0 2.2.12 server admin,loading,stale - request_policy:all_nodes,response_policy:agg_sum,nondeterministic_output -
slowlog|reset 2 0,0,0 2.2.12 server admin,loading,stale - request_policy:all_nodes,response_policy:all_succeeded -
smembers 2 1,1,1 1.0.0 set readonly set nondeterministic_output_order RO+access@1/0,1,0
smismember -3 1,1,1 6.2.0 set readonly,fast set - RO+access@1/0,1,0
smove 4 1,2,1 1.0.0 set write,fast set - RW+access+delete@1/0,1,0;RW+insert@2/0,1,0
sort -2 1,1,1 1.0.0 generic write,denyoom,movablekeys set,sortedset,list,dangerous - RO+access@1/0,1,0;RO+access@?;OW+update@?
sort_ro -2 1,1,1 7.0.0 generic readonly,movablekeys set,sortedset,list,dangerous - RO+access@1/0,1,0;RO+access@?
spop -2 1,1,1 1.0.0 set write,fast set nondeterministic_output RW+access+delete@1/0,1,0
spublish 3 1,1,1 7.0.0 pubsub pubsub,loading,stale,fast - - not_key@1/0,1,0
srandmember -2 1,1,1 1.0.0 set readonly set nondeterministic_output RO+access@1/0,1,0
srem -3 1,1,1 1.0.0 set write,fast set - RW+delete@1/0,1,0
sscan -3 1,1,1 2.8.0 set readonly set nondeterministic_output RO+access@1/0,1,0
ssubscribe -2 1,-1,1 7.0.0 pubsub pubsub,noscript,loading,stale - - not_key@1/-1,1,0
strlen 2 1,1,1 2.2.0 string readonly,fast string - RO@1/0,1,0 Measures the text of a key
subscribe -2 0,0,0 2.0.0 pubsub pubsub,noscript,loading,stale - - -
substr 4 1,1,1 1.0.0 string readonly string - RO+access@1/0,1,0
sunion -2 1,-1,1 1.0.0 set readonly set nondeterministic_output_order RO+access@1/-1,1,0
sunionstore -3 1,-1,1 1.0.0 set write,denyoom set - OW+update@1/0,1,0;RO+access@2/-1,1,0
sunsubscribe -1 1,-1,1 7.0.0 pubsub pubsub,noscript,loading,stale - - not_key@1/-1,1,0
swapdb 3 0,0,0 4.0.0 server write,fast keyspace,dangerous - -
sync 1 0,0,0 1.0.0 server admin,noscript,no_async_loading,no_multi - - - Begins to replicate in the old way
time 1 0,0,0 2.6.0 server loading,stale,fast - nondeterministic_output - Tells the server's time
touch -2 1,-1,1 3.2.1 generic readonly,fast keyspace request_policy:multi_shard,response_policy:agg_sum RO@1/-1,1,0
ttl 2 1,1,1 1.0.0 generic readonly,fast keyspace nondeterministic_output RO+access@1/0,1,0 Says how many seconds a key has left
type 2 1,1,1 1.0.0 generic readonly,fast keyspace - RO@1/0,1,0 Says of what type a key is
unlink -2 1,-1,1 4.0.0 generic write,fast keyspace request_policy:multi_shard,response_policy:agg_sum RM+delete@1/-1,1,0 Removes keys and frees them later
unsubscribe -1 0,0,0 2.0.0 pubsub pubsub,noscript,loading,stale - - -
unwatch 1 0,0,0 2.2.0 transactions noscript,loading,stale,fast,allow_busy transaction - -
wait 3 0,0,0 3.0.0 generic noscript connection request_policy:all_shards,response_policy:agg_min - Waits until replicas have taken over what was written
watch -2 1,-1,1 2.2.0 transactions noscript,loading,stale,fast,allow_busy transaction - RO@1/-1,1,0
xack -4 1,1,1 5.0.0 stream write,fast stream - RW+update@1/0,1,0
xadd -5 1,1,1 5.0.0 stream write,denyoom,fast stream nondeterministic_output RW+update@1/0,1,0
xautoclaim -6 1,1,1 6.2.0 stream write,fast stream nondeterministic_output RW+delete@1/0,1,0
xclaim -6 1,1,1 5.0.0 stream write,fast stream nondeterministic_output RW+update@1/0,1,0
xdel -3 1,1,1 5.0.0 stream write,fast stream - RW+delete@1/0,1,0
xgroup -2 0,0,0 5.0.0 stream - - - -
xgroup|create -5 2,2,1 5.0.0 stream write,denyoom stream - RW+insert@2/0,1,0
xgroup|createconsumer 5 2,2,1 6.2.0 stream write,denyoom stream - RW+insert@2/0,1,0
xgroup|delconsumer 5 2,2,1 5.0.0 stream write stream - RW+delete@2/0,1,0
xgroup|destroy 4 2,2,1 5.0.0 stream write stream - RW+delete@2/0,1,0
xgroup|help 2 0,0,0 5.0.0 stream loading,stale stream - -
xgroup|setid -5 2,2,1 5.0.0 stream write stream - RW+update@2/0,1,0
xinfo -2 0,0,0 5.0.0 stream - - - -
xinfo|consumers 4 2,2,1 5.0.0 stream readonly stream nondeterministic_output RO+access@2/0,1,0
xinfo|groups 3 2,2,1 5.0.0 stream readonly stream - RO+access@2/0,1,0
xinfo|help 2 0,0,0 5.0.0 stream loading,stale stream - -
xinfo|stream -3 2,2,1 5.0.0 stream readonly stream - RO+access@2/0,1,0
xlen 2 1,1,1 5.0.0 stream readonly,fast stream - RO@1/0,1,0
xpending -3 1,1,1 5.0.0 stream readonly stream nondeterministic_output RO+access@1/0,1,0
xrange -4 1,1,1 5.0.0 stream readonly stream - RO+access@1/0,1,0
xread -4 0,0,0 5.0.0 stream readonly,blocking,movablekeys stream - RO+access@STREAMS,1/-1,1,2
xreadgroup -7 0,0,0 5.0.0 stream write,blocking,movablekeys stream - RO+access@STREAMS,4/-1,1,2
xrevrange -4 1,1,1 5.0.0 stream readonly stream - RO+access@1/0,1,0
xsetid -3 1,1,1 5.0.0 stream write,denyoom,fast stream - RW+update@1/0,1,0
xtrim -4 1,1,1 5.0.0 stream write stream nondeterministic_output RW+delete@1/0,1,0
zadd -4 1,1,1 1.2.0 sorted-set write,denyoom,fast sortedset - RW+update@1/0,1,0
zcard 2 1,1,1 1.2.0 sorted-set readonly,fast sortedset - RO@1/0,1,0
zcount 4 1,1,1 2.0.0 sorted-set readonly,fast sortedset - RO+access@1/0,1,0
zdiff -3 0,0,0 6.2.0 sorted-set readonly,movablekeys sortedset - RO+access@1#0,1,1
zdiffstore -4 1,1,1 6.2.0 sorted-set write,denyoom,movablekeys sortedset - OW+update@1/0,1,0;RO+access@2#0,1,1
zincrby 4 1,1,1 1.2.0 sorted-set write,denyoom,fast sortedset - RW+access+update@1/0,1,0
zinter -3 0,0,0 6.2.0 sorted-set readonly,movablekeys sortedset - RO+access@1#0,1,1
zintercard -3 0,0,0 7.0.0 sorted-set readonly,movablekeys sortedset - RO+access@1#0,1,1
zinterstore -4 1,1,1 2.0.0 sorted-set write,denyoom,movablekeys sortedset - OW+update@1/0,1,0;RO+access@2#0,1,1
zlexcount 4 1,1,1 2.8.9 sorted-set readonly,fast sortedset - RO+access@1/0,1,0
zmpop -4 0,0,0 7.0.0 sorted-set write,movablekeys sortedset - RW+access+delete@1#0,1,1
zmscore -3 1,1,1 6.2.0 sorted-set readonly,fast sortedset - RO+access@1/0,1,0
zpopmax -2 1,1,1 5.0.0 sorted-set write,fast sortedset - RW+access+delete@1/0,1,0
zpopmin -2 1,1,1 5.0.0 sorted-set write,fast sortedset - RW+access+delete@1/0,1,0
zrandmember -2 1,1,1 6.2.0 sorted-set readonly sortedset nondeterministic_output RO+access@1/0,1,0
zrange -4 1,1,1 1.2.0 sorted-set readonly sortedset - RO+access@1/0,1,0
zrangebylex -4 1,1,1 2.8.9 sorted-set readonly sortedset - RO+access@1/0,1,0
zrangebyscore -4 1,1,1 1.0.5 sorted-set readonly sortedset - RO+access@1/0,1,0
zrangestore -5 1,2,1 6.2.0 sorted-set write,denyoom sortedset - OW+update@1/0,1,0;RO+access@2/0,1,0
zrank 3 1,1,1 2.0.0 sorted-set readonly,fast sortedset - RO+access@1/0,1,0
zrem -3 1,1,1 1.2.0 sorted-set write,fast sortedset - RW+delete@1/0,1,0
zremrangebylex 4 1,1,1 2.8.9 sorted-set write sortedset - RW+delete@1/0,1,0
zremrangebyrank 4 1,1,1 2.0.0 sorted-set write sortedset - RW+delete@1/0,1,0
zremrangebyscore 4 1,1,1 1.2.0 sorted-set write sortedset - RW+delete@1/0,1,0
zrevrange -4 1,1,1 1.2.0 sorted-set readonly sortedset - RO+access@1/0,1,0
zrevrangebylex -4 1,1,1 2.8.9 sorted-set readonly sortedset - RO+access@1/0,1,0
zrevrangebyscore -4 1,1,1 2.2.0 sorted-set readonly sortedset - RO+access@1/0,1,0
zrevrank 3 1,1,1 2.0.0 sorted-set readonly,fast sortedset - RO+access@1/0,1,0
zscan -3 1,1,1 2.8.0 sorted-set readonly sortedset nondeterministic_output RO+access@1/0,1,0
zscore 3 1,1,1 1.2.0 sorted-set readonly,fast sortedset - RO+access@1/0,1,0
zunion -3 0,0,0 6.2.0 sorted-set readonly,movablekeys sortedset - RO+access@1#0,1,1
zunionstore -4 1,1,1 2.0.0 sorted-set write,denyoom,movablekeys sortedset - OW+update@1/0,1,0;RO+access@2#0,1,1
)";

}  // namespace hitme::dialogue
