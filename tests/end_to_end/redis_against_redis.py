#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Redis persona "redis-7" beside the distribution's redis-server 7.0.15, reply by reply and field by field.

The live server has what the persona claims: no password, bound to all, a default user who may not replicate, run scripts or load
modules. What may differ stands in MEANT with its reason; all else must be the same. Ends with one line of counts.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import time

import smb_lab

PORT = 6379
OURS, LIVE = "127.0.1.1", "127.0.2.1"
# All of 7.0.15 that the decoy does not serve.
RESTRICTED = " ".join("-" + name for name in (
    "acl asking bitcount bitfield bitfield_ro bitop bitpos blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin "
    "copy debug dump eval eval_ro evalsha evalsha_ro expireat expiretime failover fcall fcall_ro function geoadd geodist "
    "geohash geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch geosearchstore getbit getex "
    "hincrbyfloat hrandfield hscan hstrlen incrbyfloat lcs linsert lmove lmpop lpos lrem lset ltrim memory migrate module "
    "monitor move msetnx pexpireat pexpiretime pfadd pfcount pfdebug pfmerge pfselftest psync pubsub readonly readwrite "
    "replicaof restore restore-asking rpoplpush script sdiff sdiffstore setbit setrange shutdown sinter sintercard "
    "sinterstore slaveof smismember smove sort sort_ro spop spublish srandmember sscan ssubscribe sunion sunionstore "
    "sunsubscribe swapdb sync xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup "
    "xrevrange xsetid xtrim zadd zcard zcount zdiff zdiffstore zincrby zinter zintercard zinterstore zlexcount zmpop "
    "zmscore zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrangestore zrank zrem zremrangebylex "
    "zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion zunionstore "
).split()) + " +acl|whoami"
# Whole replies that must be the same.
SAME = [
    "PING", "PING a b", "ECHO hi", "INFO nope", "INFO cluster", "CONFIG GET nope", "CONFIG GET databases", "CONFIG GET MAXMEMORY", "CONFIG GET databases DATABASES",
    "CONFIG SET dir /root/.ssh", "CONFIG SET dbfilename a.so", "CONFIG SET nope 1", "CONFIG SET dir", "CONFIG GET", "CONFIG FOO",
    "CONFIG", "CONFIG RESETSTAT", "CLIENT FOO", "CLIENT", "CLIENT GETNAME", "CLIENT SETNAME x", "CLIENT SETNAME", "CLIENT KILL x",
    "CLIENT SETINFO lib-name x", "COMMAND COUNT", "COMMAND FOO", "SLAVEOF NO ONE", "SLAVEOF a", "REPLICAOF 127.0.0.1 1", "AUTH x",
    "AUTH a b", "AUTH", "AUTH default x", "AUTH a b c", "FOO bar baz", "FOO", "foo 'a b' \"c\\r\\nd\"", "GET", "get a b",
    "MODULE LIST", "MODULE", "MODULE LOAD /tmp/a.so", "MODULE FOO", "EVAL x 0", "SCRIPT LOAD x", "SCRIPT FOO", "SELECT 1", "SELECT 99",
    "SELECT a", "HELLO 4", "HELLO x", "ROLE", "DBSIZE", "TYPE a", "TTL a", "EXISTS a", "KEYS *", "SCAN 0", "RANDOMKEY", "SET a",
    "SET a b|GET a|TYPE a|KEYS *|SCAN 0|TTL a|RANDOMKEY|DBSIZE|APPEND a c|GET a|STRLEN a|MGET a z|INFO keyspace|DEL a|GET a",
    "SELECT 2|SET b c|SELECT 0|GET b|INFO keyspace|SELECT 2|DEL b", "FLUSHALL", "FLUSHALL x", "EXPIRE nope 1", "PUBLISH a b",
    "ACL WHOAMI", "ACL LIST", "ACL", "DEBUG SLEEP 0", "CLUSTER INFO", "LATENCY LATEST", "SHUTDOWN", "MONITOR", "SYNC", "PSYNC ? -1",
    "WAIT 0 1", "RESET", "REPLCONF listening-port 1", "QUIT", "POST / HTTP/1.1", "GET / HTTP/1.0", "Host: x", "system.exec id",
    "COMMAND COUNT x", "COMMAND INFO nope", "COMMAND INFO get nope ping", "HELLO 3|COMMAND INFO get ping mset zunionstore xread geosearchstore",
    "COMMAND DOCS nope", "COMMAND LIST x", "COMMAND LIST FILTERBY MODULE x", "COMMAND LIST FILTERBY x y", "COMMAND LIST FILTERBY PATTERN",
    "COMMAND LIST FILTERBY ACLCAT nope", "COMMAND GETKEYS", "COMMAND GETKEYS get", "COMMAND GETKEYS set a", "COMMAND GETKEYS set a b",
    "COMMAND GETKEYS ping x", "COMMAND GETKEYS nope x", "COMMAND GETKEYS mset a 1 b 2", "SET a 1 FOO", "SET a 1 EX 0|SET a 1 EX x|SET a 1 NX|SET a 2 NX|SET b 2 XX|SET a 3 GET|SET a 4 NX XX|SET a 1 KEEPTTL|DEL a",
    "INCR c|INCR c|INCRBY c x|DECRBY c 5|GET c|APPEND c x|INCR c|DEL c", "DECRBY d -9223372036854775808", "MSET a 1 b", "MSET a 1 b 2|MGET a b|DEL a b",
    "HSET h a|HSET h a 1 b 2|HGET h a|HGET h z|HMGET h a z|HGETALL h|HDEL h a z|HLEN h|HKEYS h|HVALS h|HINCRBY h b 5|GET h|TYPE h|DEL h",
    "LPUSH l a b|RPUSH l c|LRANGE l 0 -1|LRANGE l 1 x|LLEN l|LINDEX l -1|LPOP l|RPOP l 2|LPOP l|LPOP l 2|LPOP l x", "SADD s a|SMEMBERS s|SCARD s|SREM s a|TYPE s",
    "MULTI|MULTI|GET|EXEC|EXEC|DISCARD|MULTI|SET a 1|GET a|LPUSH a 1|EXEC|DEL a", "MULTI|FOO|EXEC", "MULTI|XADD s * a b|EXEC", "WATCH a|MULTI|EXEC",
    "SUBSCRIBE a b|GET a|PING|PING x|UNSUBSCRIBE a|UNSUBSCRIBE|GET a", "PSUBSCRIBE x*|PUNSUBSCRIBE|UNSUBSCRIBE", "HELLO 3|SUBSCRIBE a|PUBLISH a hi|UNSUBSCRIBE a",
    "SETEX a 0 1|SETEX a x 1|SETEX a 100 v|TTL a|PERSIST a|TTL a|EXPIRE a 100 foo|EXPIRE a -1|EXISTS a", "XADD s * a", "XADD s * a b", "ZADD z 1 a",
    "XINFO FOO", "XINFO STREAM", "MEMORY DOCTOR", "MEMORY FOO", "SET e 5|OBJECT ENCODING e|OBJECT REFCOUNT e|OBJECT ENCODING|OBJECT FOO|DEL e", "LOLWUT",
    "PFADD p a", "GEOADD g 1 1 a", "BITCOUNT a", "DUMP a", "ACL GETUSER", "SETRANGE a 0 x", "FAILOVER", "RENAME nope x", "GETDEL nope", "GETRANGE a 0 1",
    "TYPE", "HELLO 3|GET nope|CONFIG GET databases",
]
RAW = [b"*1\r\n+x\r\n", b"*x\r\n", b"*1\r\n$x\r\n", b'foo "a\r\n']
# What COMMAND DOCS says in others' words, and notes on keys in COMMAND: left out, or said in ours.
TEXTS = {"summary", "complexity", "arguments", "history", "doc_flags", "deprecated_since", "replaced_by", "reply_schema"}
# INFO's fields whose values are a machine's or a time's own; what is between them must still fit (see the checks).
MEANT = re.compile(
    r"^(os|gcc_version|process_id|process_supervised|run_id|master_replid|redis_build_id|tcp_port|server_time_usec|uptime_.*|lru_clock|"
    r"executable|config_file|client_recent_max_input_buffer|used_memory.*|allocator_.*|total_system_memory.*|rss_.*|mem_.*|"
    r"rdb_last_.*|rdb_changes_since_last_save|rdb_saves|latest_fork_usec|total_forks|total_.*|instantaneous_.*|used_cpu_.*|"
    r"expire_cycle_cpu_milliseconds|unexpected_error_replies|keyspace_(hits|misses)|reply_buffer_.*|current_.*|lazyfreed_objects|"
    r"evicted_.*|errorstat_.*)$")
# Settings of the package against those of a server that a test starts.
MEANT_SETTINGS = {"dir", "logfile", "pidfile", "bind", "save", "supervised", "daemonize", "port"}


def wait_for(address, seconds=20):
    """Until it listens; a busy machine takes its time."""
    ends = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((address, PORT), timeout=5).close()
            return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def ask(address, request, wait=0.25):
    with socket.create_connection((address, PORT), timeout=5) as connection:
        connection.settimeout(wait)
        said = b""
        for line in request if isinstance(request, list) else [request]:
            connection.sendall(line)
            try:
                while True:
                    more = connection.recv(65536)
                    if not more:
                        return said + b"<closed>"
                    said += more
            except socket.timeout:
                pass
        return said


def both(request):
    lines = [request] if isinstance(request, bytes) else [line.encode() + b"\r\n" for line in request.split("|")]
    return [ask(address, lines) for address in (OURS, LIVE)]


def fields(info):
    text = info.decode(errors="replace").split("\r\n", 1)[1]
    names, values = [], {}
    for line in text.split("\r\n"):
        if line.startswith("#"):
            names.append(line)
        elif ":" in line:
            name, values[line.split(":", 1)[0]] = line.split(":", 1)
            if not name.startswith("errorstat_"):  # of the tests' own errors
                names.append(name)
    return names, values


def parsed(reply, at=0):
    """A RESP2 reply as lists, numbers and texts, and where it ends."""
    end = reply.index(b"\r\n", at)
    kind, line, at = reply[at:at + 1], reply[at + 1:end].decode(), end + 2
    if kind == b"*":
        items = []
        for _ in range(int(line)):
            item, at = parsed(reply, at)
            items.append(item)
        return items, at
    if kind == b"$":
        return reply[at:at + int(line)].decode(), at + int(line) + 2
    return (int(line) if kind == b":" else "+" + line), at


def by_name(commands):
    """COMMAND's entries with their parts in the order of names, and without notes on keys."""
    sorted_ones = []
    for name, *rest, places, parts in commands:
        places = [place[2:] if place[0] == "notes" else place for place in places]
        sorted_ones.append([name, *rest, places, by_name(parts)])
    return sorted(sorted_ones)


def documented(reply):
    """Of each command and part what is no text: since when, and of which group."""
    told = {}
    for name, fields_of_one in zip(reply[::2], reply[1::2]):
        one = dict(zip(fields_of_one[::2], fields_of_one[1::2]))
        told.update(documented(one.pop("subcommands", [])))
        told[name] = {key: value for key, value in one.items() if key not in TEXTS}
    return told


def bulks(reply):
    return [part.decode() for part in re.findall(rb"\$\d+\r\n([^\r]*)\r\n", reply)]


def main():
    smb_lab.in_own_network()
    checks = smb_lab.Checks()
    server = shutil.which("redis-server")
    if server is None:
        checks.skip("the comparison", "redis-server is not installed")
        print("0 passed, 0 failed")
        return 0
    smb_lab.own_addresses([OURS, LIVE])
    with smb_lab.Folder() as folder:
        settings = os.path.join(folder, "redis.conf")
        with open(settings, "w") as file:
            file.write(f'port {PORT}\nbind {LIVE}\nsave ""\ndir {folder}\nprotected-mode no\n'
                       f"user default on nopass ~* &* +@all {RESTRICTED}\n")
        live = subprocess.Popen([server, settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        sensor = smb_lab.Sensor(folder, "redis", [[f"ports = [{PORT}]", f'addresses = ["{OURS}"]', 'mode = "answer"',
                                                   'protocol = "redis"', 'persona = "redis-7"']])
        try:
            for address in (OURS, LIVE):
                wait_for(address)
            for request in SAME + RAW:
                ours, theirs = both(request)
                # The number of a connection is that of a server which has had others.
                ours, theirs = (re.sub(rb"(\$2\r\nid\r\n):\d+", rb"\1:N", each) for each in (ours, theirs))
                checks.check(f"the same reply: {request}", ours == theirs, f"ours {ours[:700]}\nlive {theirs[:700]}")
            ours, theirs = (by_name(parsed(each)[0]) for each in both("COMMAND"))
            checks.check(f"COMMAND: as many commands: {len(theirs)}", len(ours) == len(theirs), f"ours {len(ours)}")
            for our_one, their_one in zip(ours, theirs):
                checks.check(f"COMMAND: {their_one[0]}", our_one == their_one, f"ours {our_one}\nlive {their_one}")
            ours, theirs = (documented(parsed(each)[0]) for each in both("COMMAND DOCS"))
            checks.check("COMMAND DOCS: since when and of which group each is", ours == theirs,
                         [(name, ours.get(name), theirs.get(name)) for name in set(ours) | set(theirs) if ours.get(name) != theirs.get(name)])
            for request in ("COMMAND LIST", "COMMAND LIST FILTERBY PATTERN CONF*", "COMMAND LIST FILTERBY ACLCAT Transaction"):
                ours, theirs = (sorted(parsed(each)[0]) for each in both(request))
                checks.check(f"the same names: {request}", ours == theirs, set(ours) ^ set(theirs))
            (our_names, our_values), (names, values) = (fields(each) for each in both("INFO"))
            checks.check("INFO: the same fields in the same order", our_names == names,
                         [pair for pair in zip(our_names, names) if pair[0] != pair[1]][:5])
            for name in names:
                if name in values and not MEANT.match(name):
                    checks.check(f"INFO: {name}", our_values.get(name) == values[name],
                                 f"ours {our_values.get(name)}\nlive {values[name]}")
            ours, theirs = both("CLIENT LIST")
            words = [re.findall(r"([a-z-]+)=", each.decode()) for each in (ours, theirs)]
            checks.check("CLIENT LIST: the same words", words[0] == words[1], words)
            told = dict(pair.split("=", 1) for pair in ours.decode().split("\r\n")[1].split() if "=" in pair)
            seen = dict(pair.split("=", 1) for pair in theirs.decode().split("\r\n")[1].split() if "=" in pair)
            for word in set(seen) - {"id", "addr", "laddr", "fd", "age", "tot-mem"}:
                checks.check(f"CLIENT LIST: {word}", told.get(word) == seen[word], f"ours {told.get(word)}\nlive {seen[word]}")
            ours, theirs = (bulks(each) for each in both("CONFIG GET *"))
            theirs = dict(zip(theirs[::2], theirs[1::2]))
            checks.check("CONFIG GET *: the same names", set(ours[::2]) == set(theirs), set(ours[::2]) ^ set(theirs))
            for name, value in zip(ours[::2], ours[1::2]):
                checks.check(f"CONFIG GET {name}", name in theirs and (name in MEANT_SETTINGS or theirs[name] == value),
                             f"ours {value}\nlive {theirs.get(name)}")
            with socket.create_connection((OURS, PORT)) as connection:
                mine = connection.getsockname()
                connection.sendall(b"CLIENT LIST\r\n")
                said = connection.recv(4096).decode()
                checks.check("CLIENT LIST names the client's own port", f"addr={mine[0]}:{mine[1]} " in said, said)
        finally:
            live.terminate()
            live.wait(timeout=10)
            sensor.stop()
    checks.end()


if __name__ == "__main__":
    sys.exit(main())
