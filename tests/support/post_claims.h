// SPDX-License-Identifier: Apache-2.0
// What two field reports of 2008 and 2009 said and cited, as entries of the claim ledger: the report on MS08-067 of 6 November
// 2008 (A) and the one on Conficker of January 2009 (B). Times are UTC; where a report names a day only, its noon.
#pragma once

#include <string>
#include <vector>

namespace hitme::tests {

struct PostClaim {
    char post;
    std::string body;
};

inline std::vector<PostClaim> post_claims() {
    return {
        {'A',
         R"({"who":"Microsoft","said_at":"2008-10-23T17:00:00Z","quote":"MS08-067: a vulnerability in the Server service could allow remote code execution","subject":"tcp/445","event":"bulletin","grade":"report"})"},
        {'A',
         R"({"who":"JPCERT/CC","said_at":"2008-10-30T12:00:00Z","quote":"scans of 445/tcp rise","subject":"tcp/445","event":"other","grade":"measured"})"},
        {'A',
         R"({"who":"rumour","said_at":"2008-10-30T13:00:00Z","quote":"a worm based on MS08-067","subject":"tcp/445","event":"outbreak","grade":"rumour"})"},
        {'A',
         R"({"who":"metasploit","said_at":"2008-10-31T12:00:00Z","quote":"improvement of the module for MS08-067","subject":"tcp/445","event":"exploit_module","grade":"report"})"},
        {'A',
         R"({"who":"worm report","said_at":"2008-11-03T12:00:00Z","quote":"worm code exists but seems to fail to propagate","subject":"tcp/445","event":"outbreak","grade":"report"})"},
        {'A',
         R"({"who":"SANS","said_at":"2008-11-06T12:00:00Z","quote":"the worm is spreading from at least one host","subject":"tcp/445","event":"outbreak","grade":"report","sources":["61.218.147.66"],"credit":"SANS"})"},
        {'B',
         R"({"who":"us","said_at":"2009-01-24T00:00:00Z","quote":"growing HUGELY, if not EXPONENTIALLY","subject":"tcp/445","event":"growth_exponential","grade":"measured"})"},
        {'B',
         R"({"who":"F-Secure","said_at":"2009-01-23T12:00:00Z","quote":"it seems to have peaked","subject":"tcp/445","event":"decline","grade":"measured"})"},
        {'B',
         R"({"who":"@pophop","said_at":"2009-01-25T15:00:00Z","quote":"visualization of the scans","subject":"tcp/445","event":"other","grade":"measured","credit":"@pophop"})"},
        {'B',
         R"({"who":"us","said_at":"2009-01-25T16:00:00Z","quote":"the growth is linear, AND NOT EXPONENTIAL","subject":"tcp/445","event":"growth_linear","grade":"measured"})"},
        {'B',
         R"({"who":"SANS","said_at":"2009-01-25T16:00:00Z","quote":"help with the analysis","subject":"tcp/445","event":"other","grade":"report","credit":"SANS"})"},
    };
}

}  // namespace hitme::tests
